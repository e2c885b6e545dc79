// Binding in one walk with a stack of its own (no recursion over input): declarations are entered as they are met, references are
// noted with their scope, and when every declaration is known each reference is looked up from its scope outwards. A `var`
// leaves a mark in each block that it is hoisted out of, which makes both look-up and the search for conflicts direct.
#include "syntax/scope.h"

#include "base/mem.h"
#include "syntax/exports.h"

#include <assert.h>

// What holds at a place of the walk.
enum {
  IN_FUNCTION = 1 << 0, // `await` and `return` belong to a function
  OWN_THIS = 1 << 1,    // `this` is not the module's
  STRICT = 1 << 2,
  IN_WITH = 1 << 3,
  IN_TRY = 1 << 4,
  UNIQUE_PARAMS = 1 << 5, // a method's function: its parameters differ even in sloppy code
};

typedef enum Mode { MODE_REFER, MODE_ASSIGN, MODE_DECLARE } Mode;

typedef struct Task {
  Node *node;
  uint32_t scope;
  uint8_t mode; // Mode
  uint8_t kind; // SymbolKind, with MODE_DECLARE
  uint16_t context;
} Task;

typedef struct Reference {
  Identifier *identifier;
  uint32_t scope;
  bool assigned;
  bool in_with;
} Reference;

// (scope, name) → symbol; name NULL: an empty place.
typedef struct Binding {
  const Atom *name;
  uint32_t scope;
  uint32_t symbol;
} Binding;

typedef struct BindingTable {
  Binding *entries;
  uint32_t count;
  uint32_t cap;
} BindingTable;

// A sloppy function in a block, which the whole function around may see, too.
typedef struct BlockFunction {
  FunctionDeclaration *node;
  Identifier *name;
  uint32_t scope;
} BlockFunction;

// A call of what may be CommonJS's require, with a string.
typedef struct RequireCall {
  Call *node;
  bool in_try;
} RequireCall;

typedef struct Names {
  const Atom *eval;
  const Atom *require;
  const Atom *module;
  const Atom *exports;
  const Atom *default_name;
} Names;

typedef struct Binder {
  Ast *ast;
  const DiagSource *at;
  Names names;
  BindingTable table;
  VEC(Task) tasks;
  VEC(Reference) references;
  VEC(BlockFunction) block_functions;
  VEC(uint32_t) unshared;     // symbols of async functions and generators in sloppy blocks
  VEC(Identifier *) commonjs; // names that mean CommonJS if they turn out to be unbound
  VEC(Identifier *) tags;     // names that JSX elements are called by
  VEC(RequireCall) requires;
  VEC(Node *) exports; // export nodes, looked at when all is bound
  bool ok;
} Binder;

// --- The table ---

static uint32_t table_place(const BindingTable *table, uint32_t scope, const Atom *name) {
  uint32_t mask = table->cap - 1;
  uint32_t place = (uint32_t)((name->hash ^ (scope * UINT64_C(0x9E3779B97F4A7C15))) >> 16) & mask;
  while (table->entries[place].name != NULL &&
         (table->entries[place].name != name || table->entries[place].scope != scope)) {
    place = (place + 1) & mask;
  }
  return place;
}

static uint32_t table_get(const BindingTable *table, uint32_t scope, const Atom *name) {
  if (table->cap == 0) return NO_INDEX;
  const Binding *binding = &table->entries[table_place(table, scope, name)];
  return binding->name ? binding->symbol : NO_INDEX;
}

static void table_put(BindingTable *table, uint32_t scope, const Atom *name, uint32_t symbol) {
  if ((table->count + 1) * 3ull > table->cap * 2ull) {
    BindingTable grown = { NULL, table->count, table->cap == 0 ? 64 : table->cap * 2 };
    grown.entries = (Binding *)mem_alloc_zeroed(grown.cap, sizeof(Binding));
    for (uint32_t i = 0; i < table->cap; i++) {
      const Binding *binding = &table->entries[i];
      if (binding->name)
        grown.entries[table_place(&grown, binding->scope, binding->name)] = *binding;
    }
    mem_free(table->entries);
    *table = grown;
  }
  Binding *binding = &table->entries[table_place(table, scope, name)];
  if (binding->name == NULL) table->count++;
  *binding = (Binding){ name, scope, symbol };
}

// --- Scopes and declarations ---

static uint32_t scope_new(Binder *binder, uint32_t parent, ScopeKind kind) {
  vec_push(&binder->ast->scopes, (Scope){ .parent = parent, .kind = (uint8_t)kind });
  return binder->ast->scopes.len - 1;
}

static ScopeKind scope_kind(const Binder *binder, uint32_t scope) {
  return (ScopeKind)binder->ast->scopes.items[scope].kind;
}

// The scope that a `var` in `scope` belongs to.
static uint32_t scope_of_var(const Binder *binder, uint32_t scope) {
  for (;;) {
    const Scope *at = &binder->ast->scopes.items[scope];
    if (at->kind == SCOPE_MODULE || at->kind == SCOPE_FUNCTION || at->kind == SCOPE_BODY)
      return scope;
    scope = at->parent;
  }
}

static uint32_t symbol_new(Binder *binder, uint32_t scope, const Atom *name, SymbolKind kind,
                           uint32_t declared_at) {
  uint32_t index = binder->ast->symbols.len;
  vec_push(
      &binder->ast->symbols,
      (Symbol){ .name = name, .scope = scope, .declared_at = declared_at, .kind = (uint8_t)kind });
  if (scope != NO_INDEX) vec_push(&binder->ast->scopes.items[scope].symbols, index);
  return index;
}

static bool kind_is_var(SymbolKind kind) {
  return kind == SYMBOL_VAR || kind == SYMBOL_FUNCTION || kind == SYMBOL_PARAM;
}

// Whether `fresh` may be declared in `scope` beside `old` of the same name (ECMAScript, "Static Semantics: Early Errors" of blocks,
// function bodies and modules).
static bool kinds_may_share(const Binder *binder, uint32_t scope, SymbolKind old, SymbolKind fresh,
                            bool strict) {
  if (!kind_is_var(old) || !kind_is_var(fresh)) return false;
  if (fresh == SYMBOL_PARAM) return !strict;
  switch (scope_kind(binder, scope)) {
    case SCOPE_FUNCTION:
    case SCOPE_BODY: return true;
    case SCOPE_MODULE: return !binder->ast->is_module || (old == SYMBOL_VAR && fresh == SYMBOL_VAR);
    default: return !strict && old == SYMBOL_FUNCTION && fresh == SYMBOL_FUNCTION;
  }
}

static void tell_redeclared(Binder *binder, const Identifier *identifier, uint32_t symbol) {
  const Symbol *old = &binder->ast->symbols.items[symbol];
  binder->ok =
      diag_add(binder->at, SEVERITY_ERROR, DIAG_REDECLARED, node_span(&identifier->node),
               "rename one of the two", "\"%s\" has already been declared", identifier->name->text);
  diag_note(binder->at, (Span){ old->declared_at, old->declared_at + old->name->len },
            "it is first declared here");
}

// Declares a name in just this scope, or finds the declaration that it may share.
static uint32_t declare_in(Binder *binder, uint32_t scope, Identifier *identifier, SymbolKind kind,
                           bool strict) {
  const Atom *name = identifier->name;
  uint32_t old = table_get(&binder->table, scope, name);
  uint32_t parent = binder->ast->scopes.items[scope].parent;
  bool is_catch_body = parent != NO_INDEX && scope_kind(binder, parent) == SCOPE_CATCH;
  if (old == NO_INDEX && is_catch_body) old = table_get(&binder->table, parent, name);
  if (old == NO_INDEX && scope_kind(binder, scope) == SCOPE_BODY) {
    // A var with a parameter's name starts with its value: in the output both must keep one name.
    old = table_get(&binder->table, parent, name);
    if (old != NO_INDEX && kind_is_var(kind)) table_put(&binder->table, scope, name, old);
  }
  if (old == NO_INDEX) {
    uint32_t symbol = symbol_new(binder, scope, name, kind, identifier->node.start);
    table_put(&binder->table, scope, name, symbol);
    return symbol;
  }
  SymbolKind old_kind = (SymbolKind)binder->ast->symbols.items[old].kind;
  if (!kinds_may_share(binder, scope, old_kind, kind, strict))
    tell_redeclared(binder, identifier, old);
  if (kind == SYMBOL_PARAM && old_kind == SYMBOL_PARAM && binder->ast->sloppy_only.end == 0)
    binder->ast->sloppy_only = node_span(&identifier->node);
  if (kind == SYMBOL_FUNCTION && old_kind == SYMBOL_VAR)
    binder->ast->symbols.items[old].kind = SYMBOL_FUNCTION;
  return old;
}

static void scope_drop(Scope *scope, uint32_t symbol) {
  uint32_t kept = 0;
  vec_each (item, &scope->symbols) {
    if (*item != symbol) scope->symbols.items[kept++] = *item;
  }
  scope->symbols.len = kept;
}

// The scope to which a sloppy function in a block is hoisted as by a `var` (ECMAScript, Annex B.3.2.1); NO_INDEX: a parameter or something
// lexical on the way has the name, so that the function stays in its block.
static uint32_t home_of_block_function(const Binder *binder, const BlockFunction *function) {
  uint32_t home = scope_of_var(binder, function->scope);
  const Atom *name = function->name->name;
  for (uint32_t s = binder->ast->scopes.items[function->scope].parent;;
       s = binder->ast->scopes.items[s].parent) {
    uint32_t met = table_get(&binder->table, s, name);
    if (met == NO_INDEX && s == home && scope_kind(binder, s) == SCOPE_BODY)
      met = table_get(&binder->table, binder->ast->scopes.items[s].parent, name);
    SymbolKind kind =
        met == NO_INDEX ? SYMBOL_VAR : (SymbolKind)binder->ast->symbols.items[met].kind;
    bool hoisted = met != NO_INDEX && binder->ast->symbols.items[met].scope == home;
    bool passes = kind == SYMBOL_VAR || (kind == SYMBOL_FUNCTION && (s == home || hoisted));
    if (!passes) return NO_INDEX;
    if (s == home) return home;
  }
}

// One symbol serves the block and the function around it: that of a declaration there, or the block's own, which moves.
static void hoist_block_functions(Binder *binder) {
  vec_each (function, &binder->block_functions) {
    uint32_t own = table_get(&binder->table, function->scope, function->name->name);
    uint32_t home = home_of_block_function(binder, function);
    if (own != function->name->symbol) { // what else has the name in this block went before
      binder->ast->symbols.items[own].use_count++;
      binder->ast->symbols.items[function->name->symbol].use_count--;
      function->name->symbol = own;
    }
    Symbol *symbol = &binder->ast->symbols.items[own];
    if (home == NO_INDEX) continue;
    function->node->node.flags |= NODE_HOISTED;
    if (symbol->scope == home) continue;
    uint32_t there = table_get(&binder->table, home, function->name->name);
    scope_drop(&binder->ast->scopes.items[function->scope], own);
    if (there == NO_INDEX) {
      there = own;
      symbol->scope = home;
      vec_push(&binder->ast->scopes.items[home].symbols, own);
    } else {
      symbol->use_count--;
      symbol->scope = home;
      binder->ast->symbols.items[there].use_count++;
      binder->ast->symbols.items[there].kind = SYMBOL_FUNCTION;
      function->name->symbol = there;
    }
    for (uint32_t s = function->scope;; s = binder->ast->scopes.items[s].parent) {
      table_put(&binder->table, s, function->name->name, there);
      if (s == home) break;
    }
  }
}

// Declares a hoisted name: in the function's scope, with a mark in each block on the way.
static uint32_t declare_hoisted(Binder *binder, uint32_t scope, Identifier *identifier,
                                SymbolKind kind, bool strict) {
  uint32_t home = scope_of_var(binder, scope);
  uint32_t symbol = declare_in(binder, home, identifier, kind, strict);
  for (uint32_t s = scope; s != home; s = binder->ast->scopes.items[s].parent) {
    uint32_t met = table_get(&binder->table, s, identifier->name);
    if (met == NO_INDEX) {
      table_put(&binder->table, s, identifier->name, symbol);
    } else if (met != symbol && binder->ast->symbols.items[met].kind == SYMBOL_CATCH) {
      // `catch (e) { var e = 1 }` declares one and writes the other: neither may change its name alone.
      binder->ast->symbols.items[met].pinned = true;
      binder->ast->symbols.items[symbol].pinned = true;
    } else if (met != symbol) {
      tell_redeclared(binder, identifier, met);
    }
  }
  return symbol;
}

static void declare(Binder *binder, uint32_t scope, Identifier *identifier, SymbolKind kind,
                    bool strict) {
  identifier->symbol = kind == SYMBOL_VAR ? declare_hoisted(binder, scope, identifier, kind, strict)
                                          : declare_in(binder, scope, identifier, kind, strict);
  binder->ast->symbols.items[identifier->symbol].use_count++;
}

static bool block_declares(const NodeList *body) {
  for (uint32_t i = 0; i < body->len; i++) {
    const Node *node = body->items[i];
    while (node->kind == NODE_LABELED) {
      node = ((const Labeled *)node)->body;
    }
    if (node->kind == NODE_CLASS_DECLARATION || node->kind == NODE_FUNCTION_DECLARATION)
      return true;
    if (node->kind == NODE_VARIABLE && node->op != VARIABLE_VAR) return true;
  }
  return false;
}

static SymbolKind variable_symbol_kind(VariableOp op) {
  switch (op) {
    case VARIABLE_VAR: return SYMBOL_VAR;
    case VARIABLE_LET: return SYMBOL_LET;
    default: return SYMBOL_CONST;
  }
}

// --- The walk: each visitor pushes what is below its node, last first ---

static void push(Binder *binder, Node *node, const Task *from, Mode mode) {
  if (node == NULL) return;
  vec_push(&binder->tasks, (Task){ node, from->scope, (uint8_t)mode, from->kind, from->context });
}

static void push_list(Binder *binder, NodeList *list, const Task *from, Mode mode) {
  vec_trim(list); // it is complete, and lives as long as the module
  for (uint32_t i = list->len; i > 0; i--) {
    push(binder, list->items[i - 1], from, mode);
  }
}

// Everything below `node`, as plain references.
static void push_children(Binder *binder, Node *node, const Task *from) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = shape->field_count; f > 0; f--) {
    const NodeField *field = &shape->fields[f - 1];
    void *at = (char *)node + field->offset;
    if (field->type == FIELD_CHILD || field->type == FIELD_OPT) {
      push(binder, *(Node **)at, from, MODE_REFER);
    } else if (field->type == FIELD_LIST) {
      push_list(binder, (NodeList *)at, from, MODE_REFER);
    }
  }
}

static void note_reference(Binder *binder, Identifier *identifier, const Task *task) {
  const Atom *name = identifier->name;
  if (name == binder->names.require || name == binder->names.module ||
      name == binder->names.exports)
    vec_push(&binder->commonjs, identifier);
  vec_push(&binder->references, (Reference){ identifier, task->scope, task->mode == MODE_ASSIGN,
                                             (task->context & IN_WITH) != 0 });
}

static uint32_t record_new(Binder *binder, const Node *source, ImportKind kind,
                           const Node *attributes, bool in_try) {
  Str specifier = text_str(((const String *)source)->value);
  vec_push(&binder->ast->records, (ImportRecord){ .specifier = str_copy(specifier),
                                                  .kind = (uint8_t)kind,
                                                  .in_try = in_try,
                                                  .span = node_span(source),
                                                  .attributes = attributes });
  return binder->ast->records.len - 1;
}

// The object behind `with` in the options of import(), as far as it is plain to see; or NULL.
static const Node *attributes_of_call(const ImportCall *call) {
  if (call->options == NULL || call->options->kind != NODE_OBJECT) return NULL;
  const NodeList *list = &((const Object *)call->options)->properties;
  for (uint32_t i = 0; i < list->len; i++) {
    const Property *property = (const Property *)list->items[i];
    bool is_with = property->node.kind == NODE_PROPERTY && property->key->kind == NODE_NAME &&
                   str_is(atom_str(((const Name *)property->key)->name), "with");
    if (is_with && property->value->kind == NODE_OBJECT) return property->value;
  }
  return NULL;
}

static bool is_use_strict(Str raw) {
  return str_equal(str_slice(raw, 1, raw.len - 1), STR("use strict"));
}

static bool has_use_strict(const NodeList *body) {
  for (uint32_t i = 0; i < body->len; i++) {
    const Node *node = body->items[i];
    if (node->kind == NODE_COMMENT) continue;
    if (node->kind != NODE_DIRECTIVE) return false;
    if (is_use_strict(text_str(((const Directive *)node)->raw))) return true;
  }
  return false;
}

static void find_directives(Ast *ast) {
  const NodeList *body = &ast->program->body;
  for (uint32_t i = 0; i < body->len; i++) {
    const Node *node = body->items[i];
    if (node->kind == NODE_COMMENT) continue;
    if (node->kind != NODE_DIRECTIVE) return;
    Str raw = text_str(((const Directive *)node)->raw);
    if (!is_use_strict(raw)) vec_push(&ast->directives, intern(raw));
  }
}

// Parameters that are plain names share one scope with the body; others have expressions that must not see its declarations.
static bool params_are_simple(const NodeList *params) {
  for (uint32_t i = 0; i < params->len; i++) {
    if (params->items[i]->kind != NODE_IDENTIFIER) return false;
  }
  return true;
}

// Parameters and body of any function, given its fresh scope in `inner`.
static void visit_function_parts(Binder *binder, NodeList *params, Node *body, Task inner) {
  bool has_block = body->kind == NODE_BLOCK;
  if (has_block && has_use_strict(&((Block *)body)->body)) inner.context |= STRICT;
  Task in_body = inner;
  if (has_block) {
    Block *block = (Block *)body;
    // The body's scope is made now, ahead of scopes inside the parameters; parents still come before their children.
    if (!params_are_simple(params)) in_body.scope = scope_new(binder, inner.scope, SCOPE_BODY);
    block->scope = in_body.scope;
    push_list(binder, &block->body, &in_body, MODE_REFER);
  } else {
    push(binder, body, &in_body, MODE_REFER);
  }
  inner.kind = SYMBOL_PARAM;
  if (!params_are_simple(params)) inner.context |= UNIQUE_PARAMS;
  push_list(binder, params, &inner, MODE_DECLARE);
}

static Task function_task(const Task *task, uint32_t scope, bool own_this) {
  Task inner = *task;
  inner.scope = scope;
  inner.context = (uint16_t)((inner.context & ~(IN_TRY | UNIQUE_PARAMS)) | IN_FUNCTION |
                             (own_this ? OWN_THIS : 0));
  return inner;
}

// The functions of methods are told apart by the method's task: `is_method`.
static void visit_function(Binder *binder, Function *function, const Task *task, bool is_method) {
  uint32_t outer = task->scope;
  if (function->name) {
    outer = scope_new(binder, outer, SCOPE_FUNCTION_NAME);
    declare(binder, outer, (Identifier *)function->name, SYMBOL_FUNCTION_NAME, false);
  }
  function->scope = scope_new(binder, outer, SCOPE_FUNCTION);
  Task inner = function_task(task, function->scope, true);
  if (is_method) inner.context |= UNIQUE_PARAMS;
  visit_function_parts(binder, &function->params, function->body, inner);
}

static void visit_method(Binder *binder, Method *method, const Task *task) {
  visit_function(binder, (Function *)method->function, task, true);
  push(binder, method->key, task, MODE_REFER);
  push_list(binder, &method->decorators, task, MODE_REFER);
}

// Only plain functions may share a name in a block, and are hoisted out of it.
static void note_block_function(Binder *binder, FunctionDeclaration *node, uint32_t scope,
                                bool plain) {
  Identifier *name = (Identifier *)node->name;
  vec_each (symbol, &binder->unshared) {
    if (*symbol == name->symbol) tell_redeclared(binder, name, name->symbol);
  }
  if (plain) {
    vec_push(&binder->block_functions, (BlockFunction){ node, name, scope });
  } else {
    vec_push(&binder->unshared, name->symbol);
  }
}

static void visit_function_declaration(Binder *binder, FunctionDeclaration *function,
                                       const Task *task) {
  Identifier *name = (Identifier *)function->name;
  function->node.flags &= (uint16_t)~NODE_HOISTED;
  bool strict = (task->context & STRICT) != 0;
  bool plain = (function->node.flags & (NODE_ASYNC | NODE_GENERATOR)) == 0;
  if (name) {
    // Whether a sloppy function in a block is seen around it hangs on what else is declared: settled when all is known.
    bool in_block = task->scope != scope_of_var(binder, task->scope);
    name->symbol = declare_in(binder, task->scope, name, SYMBOL_FUNCTION, strict || !plain);
    binder->ast->symbols.items[name->symbol].use_count++;
    if (in_block && !strict) note_block_function(binder, function, task->scope, plain);
  }
  function->scope = scope_new(binder, task->scope, SCOPE_FUNCTION);
  visit_function_parts(binder, &function->params, function->body,
                       function_task(task, function->scope, true));
}

static void visit_arrow(Binder *binder, Arrow *arrow, const Task *task) {
  arrow->scope = scope_new(binder, task->scope, SCOPE_FUNCTION);
  Task inner = function_task(task, arrow->scope, false);
  inner.context |= UNIQUE_PARAMS;
  visit_function_parts(binder, &arrow->params, arrow->body, inner);
}

static void visit_class(Binder *binder, Class *class, const Task *task, bool is_declaration) {
  Task inner = *task;
  inner.context |= STRICT;
  if (class->name && is_declaration) {
    declare(binder, task->scope, (Identifier *)class->name, SYMBOL_CLASS, true);

  } else if (class->name) {
    inner.scope = scope_new(binder, task->scope, SCOPE_CLASS);
    class->scope = inner.scope;
    declare(binder, inner.scope, (Identifier *)class->name, SYMBOL_FUNCTION_NAME, true);
  }

  push_list(binder, &class->members, &inner, MODE_REFER);
  push(binder, class->heritage, &inner, MODE_REFER);
  push_list(binder, &class->decorators, task, MODE_REFER);
}

static void visit_field(Binder *binder, Field *field, const Task *task) {
  Task inner = function_task(task, task->scope, true);
  push(binder, field->value, &inner, MODE_REFER);
  push(binder, field->key, task, MODE_REFER);
  push_list(binder, &field->decorators, task, MODE_REFER);
}

static void visit_static_block(Binder *binder, StaticBlock *block, const Task *task) {
  block->scope = scope_new(binder, task->scope, SCOPE_FUNCTION);
  Task inner = function_task(task, block->scope, true);
  push_list(binder, &block->body, &inner, MODE_REFER);
}

static void visit_block(Binder *binder, Block *block, const Task *task) {
  Task inner = *task;
  bool declares = block_declares(&block->body);
  block->scope = declares ? scope_new(binder, task->scope, SCOPE_BLOCK) : NO_INDEX;
  if (declares) inner.scope = block->scope;
  push_list(binder, &block->body, &inner, MODE_REFER);
}

static bool is_lexical(const Node *node) {
  return node && node->kind == NODE_VARIABLE && node->op != VARIABLE_VAR;
}

static void visit_for(Binder *binder, For *loop, const Task *task) {
  Task inner = *task;
  if (is_lexical(loop->init))
    inner.scope = loop->scope = scope_new(binder, task->scope, SCOPE_BLOCK);
  push(binder, loop->body, &inner, MODE_REFER);
  push(binder, loop->update, &inner, MODE_REFER);
  push(binder, loop->test, &inner, MODE_REFER);
  push(binder, loop->init, &inner, MODE_REFER);
}

static void note_await(Binder *binder, const Node *node, const Task *task) {
  if (task->context & IN_FUNCTION) return;
  if (binder->ast->top_level_await.end == 0) binder->ast->top_level_await = node_span(node);
  binder->ast->has_esm_syntax = true;
}

static void note_commonjs(Ast *ast, const Node *node) {
  bool is_first = ast->commonjs.end == 0 || node->start < ast->commonjs.start;
  if (is_first) ast->commonjs = node_span(node);
}

// FOR_IN and FOR_OF are alike in all that matters here.
static void visit_for_each(Binder *binder, ForOf *loop, const Task *task) {
  static_assert(sizeof(ForIn) == sizeof(ForOf), "FOR_IN and FOR_OF are treated alike");
  if (loop->node.flags & NODE_AWAIT_OF) note_await(binder, &loop->node, task);
  Task inner = *task;
  if (is_lexical(loop->left))
    inner.scope = loop->scope = scope_new(binder, task->scope, SCOPE_BLOCK);
  push(binder, loop->body, &inner, MODE_REFER);
  push(binder, loop->right, &inner, MODE_REFER);
  push(binder, loop->left, &inner, loop->left->kind == NODE_VARIABLE ? MODE_REFER : MODE_ASSIGN);
}

static void visit_switch(Binder *binder, Switch *node, const Task *task) {
  Task inner = *task;
  bool declares = false;
  for (uint32_t i = 0; i < node->cases.len && !declares; i++) {
    declares = block_declares(&((Case *)node->cases.items[i])->body);
  }
  // A tree that is bound anew still has the scopes of the last time.
  node->scope = declares ? scope_new(binder, task->scope, SCOPE_BLOCK) : NO_INDEX;
  if (declares) inner.scope = node->scope;
  push_list(binder, &node->cases, &inner, MODE_REFER);
  push(binder, node->discriminant, task, MODE_REFER);
}

static void visit_try(Binder *binder, Try *node, const Task *task) {
  Task inner = *task;
  inner.context |= IN_TRY;
  push(binder, node->finalizer, task, MODE_REFER);
  push(binder, node->handler, task, MODE_REFER);
  push(binder, node->block, &inner, MODE_REFER);
}

static void visit_catch(Binder *binder, Catch *node, const Task *task) {
  if (node->param == NULL) {
    push(binder, node->body, task, MODE_REFER);
    return;
  }
  // The body has a scope even if it declares nothing, so that declare_in knows it by its parent.
  Task inner = *task;
  Task in_body = *task;
  Block *body = (Block *)node->body;
  inner.scope = node->scope = scope_new(binder, task->scope, SCOPE_CATCH);
  in_body.scope = body->scope = scope_new(binder, inner.scope, SCOPE_BLOCK);
  push_list(binder, &body->body, &in_body, MODE_REFER);
  // Only a plain name may be declared again by a `var` inside (ECMAScript, Annex B.3.4).
  inner.kind = node->param->kind == NODE_IDENTIFIER ? SYMBOL_CATCH : SYMBOL_LET;
  push(binder, node->param, &inner, MODE_DECLARE);
}

static void visit_variable(Binder *binder, Variable *node, const Task *task) {
  if (node->node.op == VARIABLE_AWAIT_USING) note_await(binder, &node->node, task);
  vec_trim(&node->declarators); // as in push_list
  for (uint32_t i = node->declarators.len; i > 0; i--) {
    Declarator *declarator = (Declarator *)node->declarators.items[i - 1];
    Task target = *task;
    target.kind = (uint8_t)variable_symbol_kind((VariableOp)node->node.op);
    push(binder, declarator->value, task, MODE_REFER);
    push(binder, declarator->target, &target, MODE_DECLARE);
  }
}

static void visit_with(Binder *binder, With *node, const Task *task) {
  Task inner = *task;
  inner.context |= IN_WITH;
  push(binder, node->body, &inner, MODE_REFER);
  push(binder, node->object, task, MODE_REFER);
}

static void note_require(Binder *binder, Call *call, const Task *task) {
  call->record = NO_INDEX;
  if (call->arguments.len == 0 || call->arguments.items[0]->kind != NODE_STRING) return;
  if (call->node.flags & NODE_OPTIONAL) return;
  vec_push(&binder->requires, (RequireCall){ call, (task->context & IN_TRY) != 0 });
}

static void visit_call(Binder *binder, Call *call, const Task *task) {
  if (call->callee->kind == NODE_IDENTIFIER) {
    Identifier *callee = (Identifier *)call->callee;
    if (callee->name == binder->names.require) note_require(binder, call, task);
    if (callee->name == binder->names.eval && !(call->node.flags & NODE_OPTIONAL)) {
      for (uint32_t s = task->scope; s != NO_INDEX; s = binder->ast->scopes.items[s].parent) {
        binder->ast->scopes.items[s].has_direct_eval = true;
      }
    }
  }
  push_children(binder, &call->node, task);
}

static void visit_element(Binder *binder, JsxElement *element, const Task *task) {
  Node *tag = element->tag;
  if (tag && tag->kind == NODE_MEMBER) tag = ((Member *)tag)->object;
  if (tag && tag->kind == NODE_IDENTIFIER) vec_push(&binder->tags, (Identifier *)tag);
  push_children(binder, &element->node, task);
}

// --- Module level ---

static void visit_import(Binder *binder, Import *import, const Task *task) {
  import->record = record_new(binder, import->source, IMPORT_STATIC, import->attributes, false);
  binder->ast->records.items[import->record].is_bare =
      (import->node.flags & NODE_SIDE_EFFECT_ONLY) != 0;
  for (uint32_t i = 0; i < import->specifiers.len; i++) {
    Node *specifier = import->specifiers.items[i];
    bool is_namespace = specifier->kind == NODE_IMPORT_NAMESPACE;
    Identifier *local = (Identifier *)(is_namespace ? ((ImportNamespace *)specifier)->local
                                                    : ((ImportSpecifier *)specifier)->local);
    declare(binder, task->scope, local, SYMBOL_IMPORT, true);
    vec_push(
        &binder->ast->imports,
        (ImportBinding){ .symbol = local->symbol,
                         .record = import->record,
                         .imported = is_namespace ? NULL : ((ImportSpecifier *)specifier)->imported,
                         .span = node_span(specifier) });
  }
}

static void visit_export_named(Binder *binder, ExportNamed *node, const Task *task) {
  if (node->source) {
    node->record = record_new(binder, node->source, IMPORT_EXPORT_FROM, node->attributes, false);
  }
  for (uint32_t i = node->specifiers.len; i > 0; i--) {
    push(binder, ((ExportSpecifier *)node->specifiers.items[i - 1])->local, task, MODE_REFER);
  }
}

static void visit_export_default(Binder *binder, ExportDefault *node, const Task *task) {
  bool is_function = node->value->kind == NODE_FUNCTION_DECLARATION;
  bool is_class = node->value->kind == NODE_CLASS_DECLARATION;
  const Node *name = is_function ? ((FunctionDeclaration *)node->value)->name
                     : is_class  ? ((ClassDeclaration *)node->value)->name
                                 : NULL;
  if (name == NULL) {
    node->symbol = symbol_new(binder, task->scope, binder->names.default_name, SYMBOL_DEFAULT,
                              node->node.start);
    binder->ast->symbols.items[node->symbol].use_count++;
  }
  push(binder, node->value, task, MODE_REFER);
}

// Module items. false: `node` is none of them.
static bool visit_module_item(Binder *binder, Node *node, const Task *task) {
  switch (node->kind) {
    case NODE_IMPORT: visit_import(binder, (Import *)node, task); return true;
    case NODE_EXPORT_NAMED: visit_export_named(binder, (ExportNamed *)node, task); return true;
    case NODE_EXPORT_DEFAULT:
      visit_export_default(binder, (ExportDefault *)node, task);
      return true;
    case NODE_EXPORT_ALL: {
      ExportAll *all = (ExportAll *)node;
      all->record = record_new(binder, all->source, IMPORT_EXPORT_FROM, all->attributes, false);
      return true;
    }
    case NODE_EXPORT_DECLARATION:
      push(binder, ((ExportDeclaration *)node)->declaration, task, MODE_REFER);
      return true;
    default: return false;
  }
}

// --- Dispatch ---

// A pattern that declares or is assigned to. false: `node` is none (an expression such as a.b).
static bool visit_pattern(Binder *binder, Node *node, const Task *task) {
  Mode mode = (Mode)task->mode;
  switch (node->kind) {
    case NODE_ARRAY_PATTERN:
      push_list(binder, &((ArrayPattern *)node)->elements, task, mode);
      return true;
    case NODE_OBJECT_PATTERN:
      push_list(binder, &((ObjectPattern *)node)->properties, task, mode);
      return true;
    case NODE_REST: push(binder, ((Rest *)node)->target, task, mode); return true;
    case NODE_DEFAULT_PATTERN:
      push(binder, ((DefaultPattern *)node)->value, task, MODE_REFER);
      push(binder, ((DefaultPattern *)node)->target, task, mode);
      return true;
    case NODE_PATTERN_PROPERTY:
      push(binder, ((PatternProperty *)node)->value, task, mode);
      push(binder, ((PatternProperty *)node)->key, task, MODE_REFER);
      return true;
    default: return false;
  }
}

static void visit_identifier(Binder *binder, Identifier *identifier, const Task *task) {
  if (task->mode == MODE_DECLARE) {
    uint16_t strict = task->kind == SYMBOL_PARAM ? STRICT | UNIQUE_PARAMS : STRICT;
    declare(binder, task->scope, identifier, (SymbolKind)task->kind, (task->context & strict) != 0);
  } else {
    note_reference(binder, identifier, task);
  }
}

static bool visit_statement(Binder *binder, Node *node, const Task *task) {
  switch (node->kind) {
    case NODE_VARIABLE: visit_variable(binder, (Variable *)node, task); return true;
    case NODE_FUNCTION_DECLARATION:
      visit_function_declaration(binder, (FunctionDeclaration *)node, task);
      return true;
    case NODE_CLASS_DECLARATION: visit_class(binder, (Class *)node, task, true); return true;
    case NODE_BLOCK: visit_block(binder, (Block *)node, task); return true;
    case NODE_FOR: visit_for(binder, (For *)node, task); return true;
    case NODE_FOR_IN:
    case NODE_FOR_OF: visit_for_each(binder, (ForOf *)node, task); return true;
    case NODE_SWITCH: visit_switch(binder, (Switch *)node, task); return true;
    case NODE_TRY: visit_try(binder, (Try *)node, task); return true;
    case NODE_CATCH: visit_catch(binder, (Catch *)node, task); return true;
    case NODE_WITH: visit_with(binder, (With *)node, task); return true;
    case NODE_RETURN:
      if (!(task->context & IN_FUNCTION)) note_commonjs(binder->ast, node);
      push(binder, ((Return *)node)->argument, task, MODE_REFER);
      return true;
    default: return false;
  }
}

// NOLINTNEXTLINE(readability-function-size): one case per kind
static void visit_expression(Binder *binder, Node *node, const Task *task) {
  switch (node->kind) {
    case NODE_FUNCTION: visit_function(binder, (Function *)node, task, false); return;
    case NODE_METHOD: visit_method(binder, (Method *)node, task); return;
    case NODE_ARROW: visit_arrow(binder, (Arrow *)node, task); return;
    case NODE_CLASS: visit_class(binder, (Class *)node, task, false); return;
    case NODE_FIELD: visit_field(binder, (Field *)node, task); return;
    case NODE_STATIC_BLOCK: visit_static_block(binder, (StaticBlock *)node, task); return;
    case NODE_CALL: visit_call(binder, (Call *)node, task); return;
    case NODE_JSX_ELEMENT: visit_element(binder, (JsxElement *)node, task); return;
    case NODE_ASSIGNMENT:
      push(binder, ((Assignment *)node)->value, task, MODE_REFER);
      push(binder, ((Assignment *)node)->target, task, MODE_ASSIGN);
      return;
    case NODE_UPDATE: push(binder, ((Update *)node)->argument, task, MODE_ASSIGN); return;
    case NODE_THIS:
      node->flags &= (uint16_t)~NODE_MODULE_THIS;
      if (!(task->context & OWN_THIS)) {
        node->flags |= NODE_MODULE_THIS;
        note_commonjs(binder->ast, node);
      }
      return;
    case NODE_AWAIT: note_await(binder, node, task); break;
    case NODE_IMPORT_META:
      if (binder->ast->import_meta.end == 0) binder->ast->import_meta = node_span(node);
      binder->ast->has_esm_syntax = true;
      return;
    case NODE_IMPORT_CALL: {
      ImportCall *call = (ImportCall *)node;
      bool in_try = (task->context & IN_TRY) != 0;
      if (call->source->kind == NODE_STRING) {
        call->record =
            record_new(binder, call->source, IMPORT_DYNAMIC, attributes_of_call(call), in_try);
      }
      break;
    }
    default: break;
  }
  push_children(binder, node, task);
}

static void visit(Binder *binder, const Task *task) {
  Node *node = task->node;
  if (node->kind == NODE_IDENTIFIER) {
    visit_identifier(binder, (Identifier *)node, task);
    return;
  }
  if (task->mode != MODE_REFER && visit_pattern(binder, node, task)) return;
  if (visit_module_item(binder, node, task) || visit_statement(binder, node, task)) return;
  visit_expression(binder, node, task);
}

// --- When every declaration is known ---

static uint32_t look_up(Binder *binder, uint32_t scope, const Atom *name) {
  for (uint32_t s = scope; s != NO_INDEX; s = binder->ast->scopes.items[s].parent) {
    uint32_t symbol = table_get(&binder->table, s, name);
    if (symbol != NO_INDEX) return symbol;
  }
  return NO_INDEX;
}

static void resolve_references(Binder *binder) {
  vec_each (reference, &binder->references) {
    Identifier *identifier = reference->identifier;
    uint32_t symbol = look_up(binder, reference->scope, identifier->name);
    if (symbol == NO_INDEX) symbol = table_get(&binder->table, NO_INDEX, identifier->name);
    if (symbol == NO_INDEX) {
      symbol =
          symbol_new(binder, NO_INDEX, identifier->name, SYMBOL_UNBOUND, identifier->node.start);
      table_put(&binder->table, NO_INDEX, identifier->name, symbol);
    }
    identifier->symbol = symbol;
    Symbol *to = &binder->ast->symbols.items[symbol];
    to->use_count++;
    to->pinned |= reference->in_with;
    to->assigned |= reference->assigned;
    if (reference->assigned && to->kind == SYMBOL_IMPORT) {
      binder->ok =
          diag_add(binder->at, SEVERITY_ERROR, DIAG_ASSIGN_TO_IMPORT, node_span(&identifier->node),
                   "imports are read-only views of another module's variable: export a function "
                   "that sets it",
                   "Cannot assign to import \"%s\"", identifier->name->text);
      diag_note(binder->at, (Span){ to->declared_at, to->declared_at + to->name->len },
                "it is imported here");
    }
  }
}

static void pin_what_eval_sees(Ast *ast) {
  vec_each (scope, &ast->scopes) {
    if (!scope->has_direct_eval) continue;
    vec_each (symbol, &scope->symbols) {
      ast->symbols.items[*symbol].pinned = true;
    }
  }
}

static bool is_unbound(const Ast *ast, const Identifier *identifier) {
  return ast->symbols.items[identifier->symbol].kind == SYMBOL_UNBOUND;
}

// `module.exports` and `exports.a`, as people write them; to ask whether there is a `module` (`typeof module`, `module.hot`) is no export.
static bool is_own_export(const Binder *binder, const Identifier *identifier) {
  if (identifier->name == binder->names.require) return false;
  Str source = binder->at->source;
  Str behind = str_slice(source, identifier->node.end, source.len);
  if (str_is(atom_str(identifier->name), "module")) return str_starts(behind, STR(".exports"));
  return str_starts(behind, STR(".")) || str_starts(behind, STR("["));
}

// `require.resolve` or `require.cache`, the whole of it; else empty.
static Span require_tool(const Binder *binder, const Identifier *identifier) {
  Str source = binder->at->source;
  Str behind = str_slice(source, identifier->node.end, source.len);
  Str tools[] = { STR(".resolve"), STR(".cache") };
  for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
    bool is_here = identifier->name == binder->names.require && str_starts(behind, tools[i]);
    if (is_here)
      return (Span){ identifier->node.start, identifier->node.end + (uint32_t)tools[i].len };
  }
  return (Span){ 0, 0 };
}

static void find_commonjs(Binder *binder) {
  Ast *ast = binder->ast;
  vec_each (identifier, &binder->commonjs) {
    if (!is_unbound(ast, *identifier)) continue;
    if (ast->require_tool.end == 0) ast->require_tool = require_tool(binder, *identifier);
    note_commonjs(ast, &(*identifier)->node);
    bool is_first = ast->own_exports.end == 0 || (*identifier)->node.start < ast->own_exports.start;
    if (is_first && is_own_export(binder, *identifier))
      ast->own_exports = node_span(&(*identifier)->node);
  }
  vec_each (call, &binder->requires) {
    if (!is_unbound(ast, (const Identifier *)call->node->callee)) continue;
    const Node *source = call->node->arguments.items[0];
    call->node->record = record_new(binder, source, IMPORT_REQUIRE, NULL, call->in_try);
  }
}

static void mark_tags(Binder *binder) {
  vec_each (identifier, &binder->tags) {
    binder->ast->symbols.items[(*identifier)->symbol].is_tag = true;
  }
}

// What linking asks of all symbols, so that it need not walk them.
static void sum_up(Ast *ast) {
  for (uint32_t i = 0; i < ast->symbols.len; i++) {
    const Symbol *symbol = &ast->symbols.items[i];
    ast->has_pins |= symbol->pinned;
    if (symbol->kind == SYMBOL_UNBOUND) vec_push(&ast->unbound, i);
    if (symbol->scope == 0) ast->top_end = i + 1;
  }
  vec_trim(&ast->unbound);
}

static bool has_module_items(const NodeList *body) {
  for (uint32_t i = 0; i < body->len; i++) {
    if (body->items[i]->kind >= NODE_IMPORT && body->items[i]->kind <= NODE_EXPORT_DECLARATION)
      return true;
  }
  return false;
}

static void trim_tables(Ast *ast) {
  vec_each (scope, &ast->scopes) {
    vec_trim(&scope->symbols);
  }
  vec_trim(&ast->symbols);
  vec_trim(&ast->scopes);
  vec_trim(&ast->records);
  vec_trim(&ast->imports);
  vec_trim(&ast->exports);
  vec_trim(&ast->directives);
}

bool scope_bind(Ast *ast, const DiagSource *at) {
  Binder binder = { .ast = ast,
                    .at = at,
                    .names = { intern_text("eval"), intern_text("require"), intern_text("module"),
                               intern_text("exports"), intern_text("default") },
                    .ok = true };
  Program *program = ast->program;
  ast->has_esm_syntax |= has_module_items(&program->body);
  ast->is_module |= ast->has_esm_syntax;
  ast->is_strict = ast->is_module || has_use_strict(&program->body);
  program->scope = scope_new(&binder, NO_INDEX, SCOPE_MODULE);
  Task top = { .scope = program->scope, .context = ast->is_strict ? STRICT : 0 };
  push_list(&binder, &program->body, &top, MODE_REFER);
  while (binder.tasks.len > 0) {
    Task task = vec_pop(&binder.tasks);
    visit(&binder, &task);
  }
  if (binder.ok) hoist_block_functions(&binder);
  resolve_references(&binder);
  pin_what_eval_sees(ast);
  find_commonjs(&binder);
  mark_tags(&binder);
  binder.ok &= exports_gather(ast, at);
  ast->is_module |= ast->has_esm_syntax;
  ast->is_strict |= ast->is_module;
  ast->is_empty = program->body.len == 0;
  find_directives(ast);
  trim_tables(ast);
  sum_up(ast);
  mem_free(binder.table.entries);
  vec_clear(&binder.tasks);
  vec_clear(&binder.references);
  vec_clear(&binder.block_functions);
  vec_clear(&binder.unshared);
  vec_clear(&binder.commonjs);
  vec_clear(&binder.tags);
  vec_clear(&binder.requires);
  return binder.ok;
}
