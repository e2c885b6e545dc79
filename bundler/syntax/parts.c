#include "syntax/parts.h"

#include "base/mem.h"
#include "base/name_table.h"
#include "syntax/effects.h"

#include <stdlib.h>

// How a name is met on the way through the tree.
typedef enum Role {
  ROLE_VALUE,
  ROLE_TARGET, // assigned to, or deleted
  ROLE_DECLARED,
} Role;

typedef struct Task {
  const Node *node;
  Role role;
} Task;

typedef struct Finder {
  Ast *ast;
  uint32_t part;
  uint32_t *last_use; // owned: by symbol, the last part that uses it as a whole, plus one
  NameTable members;  // (symbol, member) → the last part that uses it
  NameTable targets;  // the same of members that are assigned to
  VEC(Task) tasks;
} Finder;

static void push(Finder *finder, const Node *node, Role role) {
  if (node) vec_push(&finder->tasks, (Task){ node, role });
}

static void push_list(Finder *finder, const NodeList *list, Role role) {
  for (uint32_t i = list->len; i > 0; i--) {
    push(finder, list->items[i - 1], role);
  }
}

static void push_children(Finder *finder, const Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = shape->field_count; f > 0; f--) {
    const NodeField *field = &shape->fields[f - 1];
    const void *at = (const char *)node + field->offset;
    if (field->type == FIELD_CHILD || field->type == FIELD_OPT) {
      push(finder, *(Node *const *)at, ROLE_VALUE);
    } else if (field->type == FIELD_LIST) {
      push_list(finder, (const NodeList *)at, ROLE_VALUE);
    }
  }
}

static bool is_at_top(const Finder *finder, uint32_t symbol) {
  return finder->ast->symbols.items[symbol].scope == 0;
}

static void declare(const Finder *finder, uint32_t symbol) {
  if (symbol != NO_INDEX && is_at_top(finder, symbol))
    vec_push(&finder->ast->declarations, (Declaration){ symbol, finder->part });
}

static void use_whole(const Finder *finder, uint32_t symbol, Span span) {
  if (!is_at_top(finder, symbol) || finder->last_use[symbol] == finder->part + 1) return;
  finder->last_use[symbol] = finder->part + 1;
  vec_push(&finder->ast->uses, (PartUse){ .symbol = symbol, .record = NO_INDEX, .span = span });
}

static void use_record(const Finder *finder, uint32_t record) {
  if (record == NO_INDEX) return;
  vec_push(&finder->ast->uses, (PartUse){ .symbol = NO_INDEX, .record = record });
}

static void use_member(Finder *finder, uint32_t symbol, const Member *member, bool is_target) {
  uint32_t *last =
      name_table_put(is_target ? &finder->targets : &finder->members, symbol, member->name);
  if (*last == finder->part) return;
  *last = finder->part;
  vec_push(&finder->ast->uses, (PartUse){ .symbol = symbol,
                                          .record = NO_INDEX,
                                          .member = member->name,
                                          .span = node_span(&member->node),
                                          .is_target = is_target });
}

// The import that `node` names, or NO_INDEX.
static uint32_t import_symbol(const Finder *finder, const Node *node) {
  if (node->kind != NODE_IDENTIFIER) return NO_INDEX;
  uint32_t symbol = ((const Identifier *)node)->symbol;
  return finder->ast->symbols.items[symbol].kind == SYMBOL_IMPORT ? symbol : NO_INDEX;
}

// A member of an import, which may be a namespace. One that is assigned to stays a property access, and fails as ECMAScript says.
static void visit_member(Finder *finder, const Member *member, Role role) {
  uint32_t symbol = import_symbol(finder, member->object);
  bool is_target = role != ROLE_VALUE || member->node.flags & NODE_OPTIONAL;
  if (symbol != NO_INDEX) use_member(finder, symbol, member, is_target);
  if (symbol == NO_INDEX || is_target) push(finder, member->object, ROLE_VALUE);
}

static void visit(Finder *finder, Task task) {
  const Node *node = task.node;
  switch (node->kind) {
    case NODE_IMPORT:
    case NODE_EXPORT_NAMED:
    case NODE_EXPORT_ALL: return;
    case NODE_IDENTIFIER: {
      uint32_t symbol = ((const Identifier *)node)->symbol;
      if (task.role == ROLE_DECLARED) {
        declare(finder, symbol);
      } else {
        use_whole(finder, symbol, node_span(node));
      }
      return;
    }
    case NODE_MEMBER: visit_member(finder, (const Member *)node, task.role); return;
    case NODE_CHAIN: push(finder, ((const Chain *)node)->expression, task.role); return;
    case NODE_ASSIGNMENT:
      push(finder, ((const Assignment *)node)->value, ROLE_VALUE);
      push(finder, ((const Assignment *)node)->target, ROLE_TARGET);
      return;
    case NODE_UPDATE: push(finder, ((const Update *)node)->argument, ROLE_TARGET); return;
    case NODE_UNARY:
      push(finder, ((const Unary *)node)->argument,
           node->op == UNARY_DELETE ? ROLE_TARGET : ROLE_VALUE);
      return;
    case NODE_FOR_IN:
    case NODE_FOR_OF:
      push(finder, ((const ForOf *)node)->body, ROLE_VALUE);
      push(finder, ((const ForOf *)node)->right, ROLE_VALUE);
      push(finder, ((const ForOf *)node)->left, ROLE_TARGET);
      return;
    case NODE_VARIABLE:
      push_list(finder, &((const Variable *)node)->declarators, ROLE_DECLARED);
      return;
    case NODE_DECLARATOR:
      push(finder, ((const Declarator *)node)->value, ROLE_VALUE);
      push(finder, ((const Declarator *)node)->target, ROLE_DECLARED);
      return;
    case NODE_FUNCTION_DECLARATION: {
      const FunctionDeclaration *function = (const FunctionDeclaration *)node;
      push(finder, function->body, ROLE_VALUE);
      push_list(finder, &function->params, ROLE_DECLARED);
      push(finder, function->name, ROLE_DECLARED);
      return;
    }
    case NODE_CLASS_DECLARATION: {
      const ClassDeclaration *class = (const ClassDeclaration *)node;
      push_list(finder, &class->members, ROLE_VALUE);
      push(finder, class->heritage, ROLE_VALUE);
      push(finder, class->name, ROLE_DECLARED);
      push_list(finder, &class->decorators, ROLE_VALUE);
      return;
    }
    case NODE_EXPORT_DEFAULT:
      declare(finder, ((const ExportDefault *)node)->symbol);
      push(finder, ((const ExportDefault *)node)->value, ROLE_VALUE);
      return;
    case NODE_ARRAY_PATTERN:
      push_list(finder, &((const ArrayPattern *)node)->elements, task.role);
      return;
    case NODE_OBJECT_PATTERN:
      push_list(finder, &((const ObjectPattern *)node)->properties, task.role);
      return;
    case NODE_PATTERN_PROPERTY:
      push(finder, ((const PatternProperty *)node)->value, task.role);
      push(finder, ((const PatternProperty *)node)->key, ROLE_VALUE);
      return;
    case NODE_DEFAULT_PATTERN:
      push(finder, ((const DefaultPattern *)node)->value, ROLE_VALUE);
      push(finder, ((const DefaultPattern *)node)->target, task.role);
      return;
    case NODE_REST: push(finder, ((const Rest *)node)->target, task.role); return;
    case NODE_CALL: use_record(finder, ((const Call *)node)->record); break;
    case NODE_IMPORT_CALL: use_record(finder, ((const ImportCall *)node)->record); break;
    default: break;
  }
  push_children(finder, node);
}

// What a direct eval sees, it may use.
static void use_all_imports(const Finder *finder) {
  vec_each (import, &finder->ast->imports) {
    use_whole(finder, import->symbol, import->span);
  }
}

static int compare_declarations(const void *a, const void *b) {
  const Declaration *x = (const Declaration *)a;
  const Declaration *y = (const Declaration *)b;
  if (x->symbol != y->symbol) return x->symbol < y->symbol ? -1 : 1;
  return x->part < y->part ? -1 : x->part > y->part;
}

void parts_find(Ast *ast, bool heeds_marks) {
  if (!ast->has_esm_syntax && ast->commonjs.end != 0) return;
  bool has_eval = ast->scopes.items[0].has_direct_eval;
  Finder finder = { .ast = ast, .tasks = VEC_EMPTY };
  finder.last_use = (uint32_t *)mem_alloc_zeroed((size_t)ast->symbols.len + 1, sizeof(uint32_t));
  const NodeList *body = &ast->program->body;
  for (uint32_t i = 0; i < body->len; i++) {
    finder.part = i;
    push(&finder, body->items[i], ROLE_VALUE);
    while (finder.tasks.len > 0) {
      Task task = vec_pop(&finder.tasks);
      visit(&finder, task);
    }
    bool has_effects = has_eval || effects_of_statement(ast, body->items[i], heeds_marks);
    if (has_eval) use_all_imports(&finder);
    vec_push(&ast->parts, (Part){ ast->uses.len, has_effects });
  }
  if (ast->declarations.len > 1) {
    qsort(ast->declarations.items, ast->declarations.len, sizeof(Declaration),
          compare_declarations);
  }
  vec_trim(&ast->parts);
  vec_trim(&ast->uses);
  vec_trim(&ast->declarations);
  vec_clear(&finder.tasks);
  name_table_clear(&finder.members);
  name_table_clear(&finder.targets);
  mem_free(finder.last_use);
}

const PartUse *part_uses(const Ast *ast, uint32_t part, uint32_t *count) {
  uint32_t begin = part == 0 ? 0 : ast->parts.items[part - 1].uses_end;
  *count = ast->parts.items[part].uses_end - begin;
  return *count == 0 ? NULL : &ast->uses.items[begin];
}

const Declaration *part_declarations(const Ast *ast, uint32_t symbol, uint32_t *count) {
  uint32_t low = 0;
  uint32_t high = ast->declarations.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (ast->declarations.items[middle].symbol < symbol) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  uint32_t end = low;
  while (end < ast->declarations.len && ast->declarations.items[end].symbol == symbol)
    end++;
  *count = end - low;
  return *count == 0 ? NULL : &ast->declarations.items[low];
}
