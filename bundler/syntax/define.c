#include "syntax/define.h"

#include "base/mem.h"
#include "syntax/literal.h"
#include "syntax/make.h"

// --- Definitions as they are given ---

// "a.b.c" to its words. false: it is no chain of names.
static bool split_words(Str text, AtomList *words) {
  for (;;) {
    size_t dot = str_find(text, '.');
    Str word = str_slice(text, 0, dot);
    if (!literal_is_identifier(word)) return false;
    vec_push(words, intern(word));
    if (dot == text.len) return true;
    text = str_slice(text, dot + 1, text.len);
  }
}

static void define_clear(Define *define) {
  vec_clear(&define->words);
  vec_clear(&define->name);
  json_decref(define->json);
}

static bool same_words(const AtomList *a, const AtomList *b) {
  return a->len == b->len &&
         memcmp((const void *)a->items, (const void *)b->items, a->len * sizeof *a->items) == 0;
}

static void define_put(Defines *defines, Define fresh) {
  vec_each (define, defines) {
    if (!same_words(&define->words, &fresh.words)) continue;
    define_clear(define);
    *define = fresh;
    return;
  }
  vec_push(defines, fresh);
}

bool define_add(Defines *defines, const char *text, Err *err) {
  Str all = str_of(text);
  size_t equals = str_find(all, '=');
  Str key = str_slice(all, 0, equals);
  Str value = str_slice(all, equals + 1, all.len);
  Define define = { .json = NULL };
  if (equals == all.len || !split_words(key, &define.words)) {
    define_clear(&define);
    return err_set(err,
                   "--define takes a global name and a value, as in "
                   "--define:process.env.NODE_ENV='\"production\"', not \"%s\"",
                   text);
  }
  size_t place = 0;
  Err json_err = ERR_NONE;
  define.json = json_read(value, &place, &json_err);
  err_clear(&json_err);
  bool first_is_name = define.json == NULL && split_words(value, &define.name) &&
                       !literal_is_reserved_word(atom_str(define.name.items[0]), true);
  if (define.json == NULL && !first_is_name) {
    define_clear(&define);
    return err_set(err,
                   "the value of --define:%.*s is neither JSON nor a name: %.*s; a text needs its "
                   "quotes: '\"…\"'",
                   STR_ARG(key), STR_ARG(value));
  }
  define_put(defines, define);
  return true;
}

bool define_covers(const Defines *defines, const char *words) {
  AtomList wanted = VEC_EMPTY;
  bool covers = false;
  split_words(str_of(words), &wanted);
  for (; wanted.len != 0; wanted.len--) {
    vec_each (define, defines) {
      covers |= same_words(&define->words, &wanted);
    }
  }
  vec_clear(&wanted);
  return covers;
}

bool define_may_apply(const Defines *defines, Str source) {
  vec_each (define, defines) {
    Str last = atom_str(*vec_last(&define->words));
    if (str_find_str(source, last) < source.len) return true;
  }
  return false;
}

void defines_clear(Defines *defines) {
  vec_each (define, defines) {
    define_clear(define);
  }
  vec_clear(defines);
}

// --- Finding what they stand for ---

static bool is_global(const Ast *ast, const Node *node, const Atom *name) {
  const Identifier *identifier = (const Identifier *)node;
  if (node->kind != NODE_IDENTIFIER || identifier->name != name || identifier->symbol == NO_INDEX)
    return false;
  const Symbol *symbol = &ast->symbols.items[identifier->symbol];
  return symbol->kind == SYMBOL_UNBOUND && !symbol->pinned;
}

// The object of `node` when it takes the property `name`: o.name or o["name"], not o?.name.
static const Node *object_of(const Node *node, const Atom *name) {
  if (node->flags & NODE_OPTIONAL) return NULL;
  if (node->kind == NODE_MEMBER) {
    const Member *member = (const Member *)node;
    return member->name == name ? member->object : NULL;
  }
  if (node->kind != NODE_INDEX_MEMBER) return NULL;
  const IndexMember *member = (const IndexMember *)node;
  bool is_it = member->index->kind == NODE_STRING &&
               str_equal(text_str(((const String *)member->index)->value), atom_str(name));
  return is_it ? member->object : NULL;
}

static bool is_import_meta(const Node *node, const AtomList *words, uint32_t count) {
  return node->kind == NODE_IMPORT_META && count == 2 &&
         str_is(atom_str(words->items[0]), "import") && str_is(atom_str(words->items[1]), "meta");
}

static bool define_fits(const Ast *ast, const Define *define, const Node *node) {
  uint32_t left = define->words.len;
  while (left > 1 && !is_import_meta(node, &define->words, left)) {
    node = object_of(node, define->words.items[--left]);
    if (node == NULL) return false;
  }
  return left > 1 || is_global(ast, node, define->words.items[0]);
}

static const Define *define_of(const Ast *ast, const Defines *defines, const Node *node) {
  if (node->kind != NODE_IDENTIFIER && node->kind != NODE_MEMBER && node->kind != NODE_INDEX_MEMBER)
    return NULL;
  vec_each (define, defines) {
    if (define_fits(ast, define, node)) return define;
  }
  return NULL;
}

static Node *define_value(const Define *define, Span span) {
  if (define->json) return make_json(define->json, span);
  Node *node = make_identifier(define->name.items[0], span);
  for (uint32_t i = 1; i < define->name.len; i++) {
    node = make_member(node, define->name.items[i]);
  }
  return node;
}

// --- The walk ---

typedef struct Slot {
  Node **node;
  bool is_target; // it is assigned to, declared or deleted: what stands there must stay
} Slot;

typedef VEC(Slot) SlotStack;

static bool holds_target(const Node *node, const NodeField *field) {
  switch (node->kind) {
    case NODE_UPDATE:
    case NODE_ARRAY_PATTERN: return true;
    case NODE_UNARY: return node->op == UNARY_DELETE;
    case NODE_ASSIGNMENT:
    case NODE_DEFAULT_PATTERN:
    case NODE_REST:
    case NODE_DECLARATOR: return strcmp(field->name, "target") == 0;
    case NODE_PATTERN_PROPERTY: return strcmp(field->name, "value") == 0;
    case NODE_FOR_IN:
    case NODE_FOR_OF: return strcmp(field->name, "left") == 0;
    case NODE_EXPORT_SPECIFIER: return true;
    default: return false;
  }
}

static void push_field(SlotStack *slots, Node *node, const NodeField *field) {
  void *at = (char *)node + field->offset;
  bool is_target = holds_target(node, field);
  if (field->type == FIELD_CHILD || field->type == FIELD_OPT)
    vec_push(slots, (Slot){ (Node **)at, is_target });
  if (field->type != FIELD_LIST) return;
  vec_each (item, (NodeList *)at) {
    vec_push(slots, (Slot){ item, is_target });
  }
}

static void push_slots(SlotStack *slots, Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    push_field(slots, node, &shape->fields[f]);
  }
}

bool define_apply(Ast *ast, const Defines *defines) {
  SlotStack slots = VEC_EMPTY;
  bool applied = false;
  push_slots(&slots, &ast->program->node);
  while (slots.len > 0) {
    Slot slot = vec_pop(&slots);
    Node *node = *slot.node;
    if (node == NULL) continue;
    const Define *define = slot.is_target ? NULL : define_of(ast, defines, node);
    if (define) {
      *slot.node = define_value(define, node_span(node));
      node_free(node);
      applied = true;
      continue;
    }
    // {DEBUG} has no place for anything but the name.
    if (node->kind == NODE_PROPERTY && define_of(ast, defines, ((Property *)node)->value))
      node->flags &= (uint16_t)~NODE_SHORTHAND;
    push_slots(&slots, node);
  }
  vec_clear(&slots);
  return applied;
}
