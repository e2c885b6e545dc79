// The generic half of the AST: everything here works from the shapes that ast.def spells out, kind by kind, and none of it
// recurses, because how deep a tree goes is the input's choice.
#include "syntax/ast.h"

#include "base/mem.h"

// --- Shapes ---

#define CHILD(f)    { FIELD_CHILD, offsetof(Self, f), #f },
#define OPT(f)      { FIELD_OPT, offsetof(Self, f), #f },
#define LIST(f)     { FIELD_LIST, offsetof(Self, f), #f },
#define ATOM(f)     { FIELD_ATOM, offsetof(Self, f), #f },
#define OPT_ATOM(f) { FIELD_OPT_ATOM, offsetof(Self, f), #f },
#define TEXT(f)     { FIELD_TEXT, offsetof(Self, f), #f },
#define INDEX(f)    { FIELD_INDEX, offsetof(Self, f), #f },
// The entry behind the fields keeps the array of a kind without fields from being empty.
// NOLINTNEXTLINE(bugprone-macro-parentheses): a list of initialisers cannot stand in parentheses
#define NODE(UPPER, Camel, list)                                                                   \
 static const NodeShape *shape_of_##UPPER(void) {                                                  \
  typedef Camel Self;                                                                              \
  static const NodeField fields[] = { list{ FIELD_INDEX, sizeof(Self), NULL } };                   \
  static const NodeShape shape = { #Camel, sizeof(Self), sizeof fields / sizeof *fields - 1,       \
                                   fields };                                                       \
  return &shape;                                                                                   \
 }
#include "syntax/ast.def"
#undef NODE
#undef CHILD
#undef OPT
#undef LIST
#undef ATOM
#undef OPT_ATOM
#undef TEXT
#undef INDEX

const NodeShape *node_shape(NodeKind kind) {
  switch (kind) {
#define NODE(UPPER, Camel, list)                                                                   \
 case NODE_##UPPER:                                                                                \
  return shape_of_##UPPER();
#include "syntax/ast.def"
#undef NODE
    case NODE_KIND_COUNT: break;
  }
  abort();
}

// --- Making and freeing ---

Node *node_new(NodeKind kind, Span span) {
  const NodeShape *shape = node_shape(kind);
  Node *node = (Node *)mem_new_zeroed(shape->size);
  node->kind = (uint8_t)kind;
  node->start = span.start;
  node->end = span.end;
  for (uint32_t f = 0; f < shape->field_count; f++) {
    if (shape->fields[f].type == FIELD_INDEX) {
      *(uint32_t *)((char *)node + shape->fields[f].offset) = NO_INDEX;
    }
  }
  return node;
}

// Most lists have one or two items and live as long as the module: twice the room each time wastes none of theirs.
void node_list_push(NodeList *list, Node *node) {
  if (list->len == list->cap) {
    if (list->cap > UINT32_MAX / 4) mem_exhausted(SIZE_MAX);
    list->cap = list->cap == 0 ? 2 : list->cap * 2;
    list->items = (Node **)mem_resize(list->items, list->cap, sizeof *list->items);
  }
  list->items[list->len++] = node;
}

typedef VEC(Node *) NodeStack;

static void stack_push(NodeStack *left, Node *node) {
  if (node) vec_push(left, node);
}

static void stack_push_list(NodeStack *left, const NodeList *list) {
  for (uint32_t i = 0; i < list->len; i++) {
    stack_push(left, list->items[i]);
  }
}

// Frees what a node owns but its children, which go to `left`.
static void node_release_fields(Node *node, NodeStack *left) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    void *at = (char *)node + shape->fields[f].offset;
    switch (shape->fields[f].type) {
      case FIELD_CHILD:
      case FIELD_OPT: stack_push(left, *(Node **)at); break;
      case FIELD_LIST:
        stack_push_list(left, (const NodeList *)at);
        mem_free(((NodeList *)at)->items);
        break;
      case FIELD_TEXT: mem_free(((Text *)at)->data); break;
      default: break;
    }
  }
}

void node_free(Node *node) {
  if (node == NULL) return;
  NodeStack left = VEC_EMPTY;
  vec_push(&left, node);
  while (left.len > 0) {
    Node *next = vec_pop(&left);
    node_release_fields(next, &left);
    mem_free(next);
  }
  vec_clear(&left);
}

void ast_unbind(Ast *ast) {
  vec_each (scope, &ast->scopes) {
    vec_clear(&scope->symbols);
  }
  vec_each (record, &ast->records) {
    mem_free(record->specifier);
  }
  vec_clear(&ast->symbols);
  vec_clear(&ast->scopes);
  vec_clear(&ast->unbound);
  vec_clear(&ast->records);
  vec_clear(&ast->imports);
  vec_clear(&ast->exports);
  vec_clear(&ast->stars);
  vec_clear(&ast->parts);
  vec_clear(&ast->uses);
  vec_clear(&ast->declarations);
  vec_clear(&ast->directives);
  ast->top_level_await = ast->commonjs = ast->import_meta = (Span){ 0, 0 };
  ast->own_exports = ast->require_tool = (Span){ 0, 0 };
  ast->top_end = 0;
  ast->has_pins = false;
}

Ast *ast_take_tables(Ast *ast) {
  Ast *tables = MEM_NEW(Ast);
  Ast empty = { .program = ast->program,
                .hashbang = ast->hashbang,
                .is_module = ast->is_module,
                .has_esm_syntax = ast->has_esm_syntax,
                .is_changed = ast->is_changed,
                .has_known_test = ast->has_known_test,
                .is_strict = ast->is_strict,
                .is_empty = ast->is_empty,
                .jsx = ast->jsx,
                .jsx_pragmas = ast->jsx_pragmas,
                .sloppy_only = ast->sloppy_only };
  *tables = *ast;
  tables->program = NULL;
  tables->hashbang = (Text){ NULL, 0 };
  *ast = empty;
  return tables;
}

void ast_free(Ast *ast) {
  if (ast == NULL) return;
  node_free(ast->program ? &ast->program->node : NULL);
  mem_free(ast->hashbang.data);
  ast_unbind(ast);
  mem_free(ast);
}

// --- Equality ---

typedef struct NodePair {
  const Node *a;
  const Node *b;
} NodePair;

typedef VEC(NodePair) PairStack;

static bool push_list_pairs(PairStack *left, const NodeList *a, const NodeList *b) {
  if (a->len != b->len) return false;
  for (uint32_t i = 0; i < a->len; i++) {
    vec_push(left, (NodePair){ a->items[i], b->items[i] });
  }
  return true;
}

// Compares one field; children are left for later.
static bool field_equal(const NodeField *field, const Node *a, const Node *b, PairStack *left) {
  const void *in_a = (const char *)a + field->offset;
  const void *in_b = (const char *)b + field->offset;
  switch (field->type) {
    case FIELD_CHILD:
    case FIELD_OPT:
      vec_push(left, (NodePair){ *(Node *const *)in_a, *(Node *const *)in_b });
      return true;
    case FIELD_LIST: return push_list_pairs(left, (const NodeList *)in_a, (const NodeList *)in_b);
    case FIELD_ATOM:
    case FIELD_OPT_ATOM: return *(const Atom *const *)in_a == *(const Atom *const *)in_b;
    case FIELD_TEXT: return str_equal(text_str(*(const Text *)in_a), text_str(*(const Text *)in_b));
    case FIELD_INDEX: return true;
  }
  return true;
}

static bool pair_equal(NodePair pair, PairStack *left) {
  if (pair.a == NULL || pair.b == NULL) return pair.a == pair.b;
  uint16_t flags = (uint16_t)((pair.a->flags ^ pair.b->flags) & ~NODE_BOUND);
  if (pair.a->kind != pair.b->kind || pair.a->op != pair.b->op || flags != 0) return false;
  const NodeShape *shape = node_shape((NodeKind)pair.a->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    if (!field_equal(&shape->fields[f], pair.a, pair.b, left)) return false;
  }
  return true;
}

bool node_equal(const Node *a, const Node *b) {
  PairStack left = VEC_EMPTY;
  vec_push(&left, (NodePair){ a, b });
  bool equal = true;
  while (equal && left.len > 0) {
    NodePair pair = vec_pop(&left);
    equal = pair_equal(pair, &left);
  }
  vec_clear(&left);
  return equal;
}

// --- Dump and check ---

typedef struct DumpTask {
  const Node *node;  // NULL: print `label` alone
  const char *label; // the field it stands in, or NULL
  uint32_t depth;
} DumpTask;

typedef VEC(DumpTask) DumpStack;

static void dump_line(const Node *node, const DumpTask *task, FILE *out) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  fprintf(out, "%*s", (int)(task->depth * 2), "");
  if (task->label) fprintf(out, "%s: ", task->label);
  fputs(shape->name, out);
  if (node->op) fprintf(out, " op=%u", node->op);
  if (node->flags) fprintf(out, " flags=%x", node->flags);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    const NodeField *field = &shape->fields[f];
    const void *at = (const char *)node + field->offset;
    if (field->type == FIELD_ATOM || field->type == FIELD_OPT_ATOM) {
      const Atom *atom = *(const Atom *const *)at;
      if (atom) fprintf(out, " %s=%s", field->name, atom->text);
    } else if (field->type == FIELD_TEXT) {
      Buf quoted = BUF_EMPTY;
      buf_append_json(&quoted, text_str(*(const Text *)at));
      fprintf(out, " %s=%s", field->name, quoted.data);
      buf_clear(&quoted);
    }
  }
  fputc('\n', out);
}

static void dump_push_children(const DumpTask *task, DumpStack *left) {
  const NodeShape *shape = node_shape((NodeKind)task->node->kind);
  for (uint32_t f = shape->field_count; f > 0; f--) {
    const NodeField *field = &shape->fields[f - 1];
    const void *at = (const char *)task->node + field->offset;
    bool is_child = field->type == FIELD_CHILD || (field->type == FIELD_OPT && *(Node *const *)at);
    if (is_child) vec_push(left, (DumpTask){ *(Node *const *)at, field->name, task->depth + 1 });
    const NodeList *list = field->type == FIELD_LIST ? (const NodeList *)at : NULL;
    for (uint32_t i = list ? list->len : 0; i > 0; i--) {
      vec_push(left, (DumpTask){ list->items[i - 1], field->name, task->depth + 1 });
    }
  }
}

void node_dump(const Node *node, FILE *out) {
  DumpStack left = VEC_EMPTY;
  vec_push(&left, (DumpTask){ node, NULL, 0 });
  while (left.len > 0) {
    DumpTask task = vec_pop(&left);
    if (task.node == NULL) {
      fprintf(out, "%*s%s: (hole)\n", (int)(task.depth * 2), "", task.label ? task.label : "");
      continue;
    }
    dump_line(task.node, &task, out);
    dump_push_children(&task, &left);
  }
  vec_clear(&left);
}

static void check_that(bool holds, const Node *node, const char *what) {
  if (holds) return;
  fprintf(stderr, "neap: internal error: %s [%u, %u): %s\n",
          node->kind < NODE_KIND_COUNT ? node_shape((NodeKind)node->kind)->name : "node of no kind",
          node->start, node->end, what);
  abort();
}

static void check_list(const Node *node, const NodeField *field, const NodeList *list) {
  bool may_have_holes = node->kind == NODE_ARRAY || node->kind == NODE_ARRAY_PATTERN;
  check_that(list->len <= list->cap, node, field->name);
  for (uint32_t i = 0; i < list->len; i++) {
    check_that(list->items[i] != NULL || may_have_holes, node, field->name);
  }
}

static void check_field(const Node *node, const NodeField *field, NodeStack *left) {
  void *at = (char *)(uintptr_t)node + field->offset;
  switch (field->type) {
    case FIELD_CHILD:
      check_that(*(Node **)at != NULL, node, field->name);
      stack_push(left, *(Node **)at);
      break;
    case FIELD_OPT: stack_push(left, *(Node **)at); break;
    case FIELD_LIST:
      check_list(node, field, (const NodeList *)at);
      stack_push_list(left, (const NodeList *)at);
      break;
    case FIELD_ATOM: check_that(*(const Atom **)at != NULL, node, field->name); break;
    case FIELD_TEXT:
      check_that(((Text *)at)->data != NULL || ((Text *)at)->len == 0, node, field->name);
      break;
    default: break;
  }
}

void node_check(const Node *node) {
  NodeStack left = VEC_EMPTY;
  vec_push(&left, (Node *)(uintptr_t)node);
  while (left.len > 0) {
    const Node *next = vec_pop(&left);
    check_that(next->kind < NODE_KIND_COUNT, next, "kind");
    check_that(next->start <= next->end, next, "span");
    const NodeShape *shape = node_shape((NodeKind)next->kind);
    for (uint32_t f = 0; f < shape->field_count; f++) {
      check_field(next, &shape->fields[f], &left);
    }
    if (next->kind == NODE_TEMPLATE) {
      const Template *template = (const Template *)next;
      check_that(template->chunks.len == template->expressions.len + 1, next,
                 "one chunk more than expressions");
    }
  }
  vec_clear(&left);
}
