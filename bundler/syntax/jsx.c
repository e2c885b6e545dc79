#include "syntax/jsx.h"

#include "base/mem.h"
#include "syntax/make.h"

// What is imported, in the order in which it stands in the import.
typedef enum Helper {
  HELPER_JSX,
  HELPER_JSXS,
  HELPER_JSX_DEV,
  HELPER_FRAGMENT,
  HELPER_CREATE_ELEMENT, // of the package itself: for a `key` behind a spread
  HELPER_COUNT,
} Helper;

static const char *const helper_names[] = { "jsx", "jsxs", "jsxDEV", "Fragment", "createElement" };

typedef struct Jsx {
  Ast *ast;
  const DiagSource *at;
  JsxOptions options; // the file's own pragmas included
  bool requires;      // a CommonJS module: what is imported is a member of what require() gives
  const Atom *names[HELPER_COUNT]; // NULL: not used yet
  const Atom *objects[2];          // of require(): the runtime, the package; NULL: not used yet
  VEC(uint32_t) line_starts;       // of the source, once one was asked for
} Jsx;

bool jsx_options_check(const JsxOptions *options, Err *err) {
  const char *const texts[] = { options->factory, options->fragment };
  static const char *const names[] = { "factory", "fragment" };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    Node *chain = make_chain(str_of(texts[i]), (Span){ 0, 0 });
    if (chain == NULL) {
      return err_set(err,
                     "--jsx-%s takes a name or a chain of names, as in h or React.%s, not \"%s\"",
                     names[i], i == 0 ? "createElement" : "Fragment", texts[i]);
    }
    node_free(chain);
  }
  return true;
}

// --- Names ---

// `base`, or with a number behind it: what no name in the file is.
static const Atom *fresh_name(const Ast *ast, const char *base) {
  Buf text = BUF_EMPTY;
  buf_append(&text, str_of(base));
  for (uint32_t number = 2;; number++) {
    const Atom *name = intern(buf_str(&text));
    bool is_taken = false;
    vec_each (symbol, &ast->symbols) {
      is_taken |= symbol->name == name;
    }
    if (!is_taken) {
      buf_clear(&text);
      return name;
    }
    text.len = 0;
    buf_printf(&text, "%s%u", base, number);
  }
}

static const Atom *fresh_underscored(const Ast *ast, const char *base) {
  char *text = str_format("_%s", base);
  const Atom *name = fresh_name(ast, text);
  mem_free(text);
  return name;
}

static Node *helper(Jsx *jsx, Helper which, Span span) {
  if (jsx->names[which] == NULL)
    jsx->names[which] = fresh_underscored(jsx->ast, helper_names[which]);
  if (!jsx->requires) return make_identifier(jsx->names[which], span);
  const Atom **object = &jsx->objects[which == HELPER_CREATE_ELEMENT];
  const char *base = which == HELPER_CREATE_ELEMENT ? "_jsx_package" : "_jsx_runtime";
  if (*object == NULL) *object = fresh_name(jsx->ast, base);
  return make_member(make_identifier(*object, span), intern_text(helper_names[which]));
}

// --- Parts of an element ---

static void push_argument(Call *call, Node *argument) {
  node_list_push(&call->arguments, argument);
}

static Node *take_tag(JsxElement *element) {
  Node *tag = element->tag;
  element->tag = NULL;
  if (tag->kind != NODE_JSX_NAME) return tag;
  Node *name = make_string(atom_str(((JsxName *)tag)->name), node_span(tag));
  node_free(tag);
  return name;
}

// Moves the attributes to an object; what `key` is given goes there, when it is not NULL.
static Node *take_attributes(JsxElement *element, Node **key) {
  Object *object = (Object *)make_object(node_span(&element->node));
  vec_each (item, &element->attributes) {
    if ((*item)->kind == NODE_SPREAD) {
      node_list_push(&object->properties, *item);
      continue;
    }
    JsxAttribute *attribute = (JsxAttribute *)*item;
    Node *value = attribute->value ? attribute->value : make_boolean(true, node_span(*item));
    attribute->value = NULL;
    if (key && str_is(atom_str(attribute->name), "key")) {
      node_free(*key);
      *key = value;
    } else {
      make_property(&object->node, atom_str(attribute->name), value);
    }
    node_free(*item);
  }
  vec_clear(&element->attributes);
  return &object->node;
}

// Texts become strings.
static NodeList take_children(JsxElement *element) {
  NodeList children = element->children;
  element->children = (NodeList){ NULL, 0, 0 };
  vec_each (child, &children) {
    if ((*child)->kind != NODE_JSX_TEXT) continue;
    Node *string = make_string(text_str(((JsxText *)*child)->value), node_span(*child));
    node_free(*child);
    *child = string;
  }
  return children;
}

static bool has_key_behind_spread(const JsxElement *element) {
  bool spread = false;
  for (uint32_t i = 0; i < element->attributes.len; i++) {
    const Node *node = element->attributes.items[i];
    if (node->kind == NODE_SPREAD) {
      spread = true;
    } else if (spread && str_is(atom_str(((const JsxAttribute *)node)->name), "key")) {
      return true;
    }
  }
  return false;
}

// --- Calls ---

static Call *call_new(const JsxElement *element, Node *callee) {
  Call *call = (Call *)make_call(callee);
  call->node.start = element->node.start;
  call->node.end = element->node.end;
  call->node.flags |= NODE_PURE;
  return call;
}

// f(tag, props, ...children). Takes callee and tag.
static Node *call_with_children(JsxElement *element, Node *callee, Node *tag) {
  Call *call = call_new(element, callee);
  push_argument(call, tag);
  push_argument(call, element->attributes.len == 0
                          ? node_new(NODE_NULL_LITERAL, node_span(&element->node))
                          : take_attributes(element, NULL));
  NodeList children = take_children(element);
  vec_each (child, &children) {
    push_argument(call, *child);
  }
  vec_clear(&children);
  return &call->node;
}

static Node *call_factory(const Jsx *jsx, JsxElement *element) {
  Span span = node_span(&element->node);
  Node *tag = element->tag ? take_tag(element) : make_chain(str_of(jsx->options.fragment), span);
  return call_with_children(element, make_chain(str_of(jsx->options.factory), span), tag);
}

static void note_lines(Jsx *jsx) {
  if (jsx->line_starts.len != 0) return;
  vec_push(&jsx->line_starts, 0);
  for (size_t i = 0; i < jsx->at->source.len; i++) {
    if (jsx->at->source.data[i] == '\n') vec_push(&jsx->line_starts, (uint32_t)i + 1);
  }
}

// { fileName, lineNumber, columnNumber }: both numbers from 1, columns in characters.
static Node *place_object(Jsx *jsx, Span span) {
  note_lines(jsx);
  uint32_t low = 0;
  for (uint32_t high = jsx->line_starts.len; low + 1 < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (jsx->line_starts.items[middle] <= span.start) {
      low = middle;
    } else {
      high = middle;
    }
  }
  uint32_t column = 1;
  for (uint32_t i = jsx->line_starts.items[low]; i < span.start; i++) {
    column += ((uint8_t)jsx->at->source.data[i] & 0xC0) != 0x80;
  }
  Node *object = make_object(span);
  make_property(object, STR("fileName"), make_string(str_of(jsx->at->path), span));
  make_property(object, STR("lineNumber"), make_number(low + 1, span));
  make_property(object, STR("columnNumber"), make_number(column, span));
  return object;
}

// What jsxDEV() takes beside what jsx() takes.
static void push_dev_arguments(Jsx *jsx, const JsxElement *element, Call *call, bool is_static) {
  Span span = node_span(&element->node);
  if (call->arguments.len == 2) push_argument(call, make_undefined(span));
  push_argument(call, make_boolean(is_static, span));
  push_argument(call, place_object(jsx, span));
  if (element->node.op == JSX_HAS_THIS) push_argument(call, node_new(NODE_THIS, span));
}

// jsx(tag, { …, children }, key). More than one child, or a spread of them, is an array.
static Node *call_runtime(Jsx *jsx, JsxElement *element) {
  Span span = node_span(&element->node);
  Node *tag = element->tag ? take_tag(element) : helper(jsx, HELPER_FRAGMENT, span);
  Node *key = NULL;
  Node *props = take_attributes(element, &key);
  NodeList children = take_children(element);
  bool is_static =
      children.len > 1 || (children.len == 1 && children.items[0]->kind == NODE_SPREAD);
  if (is_static) {
    Array *array = (Array *)node_new(NODE_ARRAY, span);
    array->elements = children;
    make_property(props, STR("children"), &array->node);
  } else {
    if (children.len == 1) make_property(props, STR("children"), children.items[0]);
    vec_clear(&children);
  }
  Helper plain = is_static ? HELPER_JSXS : HELPER_JSX;
  Call *call = call_new(element, helper(jsx, jsx->options.dev ? HELPER_JSX_DEV : plain, span));
  push_argument(call, tag);
  push_argument(call, props);
  if (key) push_argument(call, key);
  if (jsx->options.dev) push_dev_arguments(jsx, element, call, is_static);
  return &call->node;
}

static Node *call_of(Jsx *jsx, JsxElement *element) {
  if (jsx->options.mode == JSX_TRANSFORM) return call_factory(jsx, element);
  if (!has_key_behind_spread(element)) return call_runtime(jsx, element);
  Node *callee = helper(jsx, HELPER_CREATE_ELEMENT, node_span(&element->node));
  Node *tag = take_tag(element); // a fragment has no attributes
  return call_with_children(element, callee, tag);
}

// --- The walk ---

typedef VEC(Node **) Slots;

static void push_slots(Slots *slots, Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    void *at = (char *)node + shape->fields[f].offset;
    if (shape->fields[f].type == FIELD_CHILD || shape->fields[f].type == FIELD_OPT)
      vec_push(slots, (Node **)at);
    if (shape->fields[f].type != FIELD_LIST) continue;
    vec_each (item, (NodeList *)at) {
      vec_push(slots, item);
    }
  }
}

static void replace_elements(Jsx *jsx) {
  Slots slots = VEC_EMPTY;
  push_slots(&slots, &jsx->ast->program->node);
  while (slots.len > 0) {
    Node **slot = vec_pop(&slots);
    Node *node = *slot;
    if (node == NULL) continue;
    if (node->kind == NODE_JSX_ELEMENT) {
      *slot = call_of(jsx, (JsxElement *)node);
      node_free(node);
    }
    push_slots(&slots, *slot);
  }
  vec_clear(&slots);
}

// --- What is imported ---

// Behind directives and comments.
static void insert_statement(Program *program, Node *statement) {
  NodeList *body = &program->body;
  uint32_t place = 0;
  while (place < body->len &&
         (body->items[place]->kind == NODE_DIRECTIVE || body->items[place]->kind == NODE_COMMENT)) {
    place++;
  }
  node_list_push(body, statement);
  memmove((void *)(body->items + place + 1), (const void *)(body->items + place),
          (body->len - 1 - place) * sizeof *body->items);
  body->items[place] = statement;
}

static void add_require(const Jsx *jsx, const Atom *object, Node *source) {
  Span span = node_span(source);
  Call *call = (Call *)make_call(make_identifier(intern_text("require"), span));
  push_argument(call, source);
  Declarator *declarator = (Declarator *)node_new(NODE_DECLARATOR, span);
  declarator->target = make_identifier(object, span);
  declarator->value = &call->node;
  Variable *variable = (Variable *)node_new(NODE_VARIABLE, span);
  variable->node.op = VARIABLE_VAR;
  node_list_push(&variable->declarators, &declarator->node);
  insert_statement(jsx->ast->program, &variable->node);
}

// The helpers from `first` on, up to `end`, from one module, if any is used.
static void add_import(const Jsx *jsx, Helper first, Helper end, const char *module) {
  Span span = { jsx->ast->jsx.start, jsx->ast->jsx.start + 1 };
  Import *import = (Import *)node_new(NODE_IMPORT, span);
  for (uint32_t i = first; i < end; i++) {
    if (jsx->names[i] == NULL) continue;
    ImportSpecifier *specifier = (ImportSpecifier *)node_new(NODE_IMPORT_SPECIFIER, span);
    specifier->imported = intern_text(helper_names[i]);
    specifier->local = make_identifier(jsx->names[i], span);
    node_list_push(&import->specifiers, &specifier->node);
  }
  bool any = import->specifiers.len != 0;
  import->source = make_string(str_of(module), span);
  const Atom *object = jsx->objects[first == HELPER_CREATE_ELEMENT];
  if (any && object) {
    add_require(jsx, object, import->source);
    import->source = NULL;
  }
  if (any && object == NULL) {
    insert_statement(jsx->ast->program, &import->node);
  } else {
    node_free(&import->node);
  }
}

static void add_imports(const Jsx *jsx) {
  char *runtime = str_format("%s/%s", jsx->options.import_source,
                             jsx->options.dev ? "jsx-dev-runtime" : "jsx-runtime");
  add_import(jsx, HELPER_CREATE_ELEMENT, HELPER_COUNT, jsx->options.import_source);
  add_import(jsx, HELPER_JSX, HELPER_CREATE_ELEMENT, runtime);
  mem_free(runtime);
}

// --- Pragmas ---

// One that names a way only makes sense with it chooses it.
static JsxMode mode_of(const JsxPragmas *pragmas, JsxMode mode) {
  if (mode == JSX_PRESERVE) return mode;
  if (pragmas->runtime)
    return str_is(atom_str(pragmas->runtime), "classic") ? JSX_TRANSFORM : JSX_AUTOMATIC;
  if (pragmas->import_source) return JSX_AUTOMATIC;
  return pragmas->factory || pragmas->fragment ? JSX_TRANSFORM : mode;
}

static JsxOptions with_pragmas(const JsxOptions *options, const JsxPragmas *pragmas) {
  JsxOptions own = *options;
  own.mode = mode_of(pragmas, options->mode);
  if (pragmas->factory) own.factory = pragmas->factory->text;
  if (pragmas->fragment) own.fragment = pragmas->fragment->text;
  if (pragmas->import_source) own.import_source = pragmas->import_source->text;
  return own;
}

bool jsx_apply(Ast *ast, const JsxOptions *options, const DiagSource *at) {
  Jsx jsx = { .ast = ast, .at = at, .options = with_pragmas(options, &ast->jsx_pragmas) };
  if (jsx.options.mode == JSX_PRESERVE) return false;
  Err err = ERR_NONE;
  if (!jsx_options_check(&jsx.options, &err)) {
    err_clear(&err);
    return diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, (Span){ ast->jsx.start, ast->jsx.start + 1 },
                    "@jsx and @jsxFrag take a name or a chain of names, as in `@jsx h`",
                    "The pragmas of this file do not say how to translate its JSX");
  }
  jsx.requires = !ast->has_esm_syntax && ast->commonjs.end != 0;
  replace_elements(&jsx);
  add_imports(&jsx);
  vec_clear(&jsx.line_starts);
  return true;
}
