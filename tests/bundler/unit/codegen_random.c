// Random trees: printed and read again, each must be itself. Unlike sources, they hold every kind of expression in every place of every
// other (save a few that the grammar does not read: regular expressions behind `await`, a variable called `of` there).
// NEAP_SEED is the seed of the first tree; a failure names its own and shows the text.
#include "base/mem.h"
#include "codegen/print.h"
#include "suite.h"
#include "syntax/cst.h"
#include "syntax/lower.h"

#include <stdlib.h>

static uint64_t state;

// splitmix64 (Steele, Lea, Flood 2014).
static uint32_t below(uint32_t limit) {
  state += UINT64_C(0x9E3779B97F4A7C15);
  uint64_t z = state;
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)((z ^ (z >> 31)) % limit);
}

static void *make(NodeKind kind) {
  return node_new(kind, (Span){ 0, 0 });
}

static const Atom *pick_atom(const char *const *texts, uint32_t count) {
  return intern_text(texts[below(count)]);
}

#define PICK_ATOM(...)                                                                             \
 pick_atom((const char *const[]){ __VA_ARGS__ },                                                   \
           sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static Text make_text(const char *text) {
  return (Text){ mem_copy_text(text, strlen(text)), (uint32_t)strlen(text) };
}

static Node *make_expression(int depth);
static Node *make_pattern(int depth);

// --- Leaves ---

static Node *make_identifier(void) {
  Identifier *identifier = (Identifier *)make(NODE_IDENTIFIER);
  identifier->name = PICK_ATOM("a", "b", "async", "get", "$");
  return &identifier->node;
}

static Node *make_number(void) {
  Number *number = (Number *)make(NODE_NUMBER);
  number->raw = PICK_ATOM("0", "1", "12", ".5", "5.", "1.5", "1e3", "0x1F");
  return &number->node;
}

static Node *make_string(void) {
  static const char *const values[] = { "", "use strict", "\"'`\n\\", "</script>", "\xED\xA0\xBD" };
  String *string = (String *)make(NODE_STRING);
  string->value = make_text(values[below(5)]);
  return &string->node;
}

static Node *make_leaf(void) {
  switch (below(7)) {
    case 0: return make_number();
    case 1: return make_string();
    case 2: return (Node *)make(NODE_THIS);
    case 3: return (Node *)make(NODE_NULL_LITERAL);
    case 4: {
      BigInt *bigint = (BigInt *)make(NODE_BIGINT);
      bigint->raw = intern_text("10n");
      return &bigint->node;
    }
    default: return make_identifier();
  }
}

// --- Literals with parts ---

static Node *make_template(int depth) {
  Template *template = (Template *)make(NODE_TEMPLATE);
  for (uint32_t left = below(3);; left--) {
    TemplateChunk *chunk = (TemplateChunk *)make(NODE_TEMPLATE_CHUNK);
    chunk->raw = make_text(below(2) ? "x\\`" : "");
    node_list_push(&template->chunks, &chunk->node);
    if (left == 0) return &template->node;
    node_list_push(&template->expressions, make_expression(depth - 1));
  }
}

static Node *make_spread(int depth) {
  Spread *spread = (Spread *)make(NODE_SPREAD);
  spread->argument = make_expression(depth - 1);
  return &spread->node;
}

static void push_arguments(NodeList *list, int depth) {
  for (uint32_t left = below(3); left > 0; left--) {
    node_list_push(list, below(5) ? make_expression(depth - 1) : make_spread(depth));
  }
}

static Node *make_array(int depth) {
  Array *array = (Array *)make(NODE_ARRAY);
  push_arguments(&array->elements, depth);
  if (below(3) == 0) node_list_push(&array->elements, NULL);
  return &array->node;
}

static Node *make_key(int depth, uint16_t *flags) {
  if (below(4) == 0) {
    *flags |= NODE_COMPUTED;
    return make_expression(depth - 1);
  }
  if (below(4) == 0) return make_string();
  Name *name = (Name *)make(NODE_NAME);
  name->name = PICK_ATOM("a", "get", "set", "static", "async", "if");
  return &name->node;
}

static Node *make_body(int depth) {
  Block *block = (Block *)make(NODE_BLOCK);
  if (below(2)) {
    Return *statement = (Return *)make(NODE_RETURN);
    statement->argument = make_expression(depth - 1);
    node_list_push(&block->body, &statement->node);
  }
  return &block->node;
}

static Node *make_method(int depth) {
  Method *method = (Method *)make(NODE_METHOD);
  Function *function = (Function *)make(NODE_FUNCTION);
  method->key = make_key(depth, &method->node.flags);
  method->node.op = (uint8_t)below(3);
  if (method->node.op == METHOD_PLAIN) {
    if (below(2)) function->node.flags |= NODE_ASYNC;
    if (below(2)) function->node.flags |= NODE_GENERATOR;
  }
  if (method->node.op == METHOD_SET) node_list_push(&function->params, make_identifier());
  function->body = (Node *)make(NODE_BLOCK);
  method->function = &function->node;
  return &method->node;
}

static Node *make_property(int depth) {
  switch (below(4)) {
    case 0: return make_method(depth);
    case 1: return make_spread(depth);
    default: break;
  }
  Property *property = (Property *)make(NODE_PROPERTY);
  property->key = make_key(depth, &property->node.flags);
  property->value = make_expression(depth - 1);
  return &property->node;
}

static Node *make_object(int depth) {
  Object *object = (Object *)make(NODE_OBJECT);
  for (uint32_t left = below(3); left > 0; left--) {
    node_list_push(&object->properties, make_property(depth));
  }
  return &object->node;
}

static Node *make_function(int depth) {
  Function *function = (Function *)make(NODE_FUNCTION);
  if (below(3) == 0) function->node.flags |= NODE_ASYNC;
  if (below(3) == 0) function->name = make_identifier();
  if (below(2)) node_list_push(&function->params, make_pattern(0));
  bool is_async = function->node.flags & NODE_ASYNC;
  function->node.flags |=
      NODE_GENERATOR; // `yield` may come anywhere, and `await` only where it is an operator
  function->body = is_async ? make_body(depth) : (Node *)make(NODE_BLOCK);
  return &function->node;
}

static Node *make_class(int depth) {
  Class *class = (Class *)make(NODE_CLASS);
  if (below(2)) class->name = make_identifier();
  if (below(2)) class->heritage = make_expression(depth - 1);
  for (uint32_t left = below(3); left > 0; left--) {
    if (below(2)) {
      node_list_push(&class->members, make_method(depth));
      continue;
    }
    Field *field = (Field *)make(NODE_FIELD);
    field->key = make_key(depth, &field->node.flags);
    node_list_push(&class->members, &field->node);
  }
  return &class->node;
}

static Node *make_arrow(int depth) {
  Arrow *arrow = (Arrow *)make(NODE_ARROW);
  arrow->node.flags = NODE_ASYNC; // else `await` inside would be a name
  if (below(2)) node_list_push(&arrow->params, make_pattern(0));
  arrow->body = below(4) ? make_expression(depth - 1) : make_body(depth);
  return &arrow->node;
}

// --- Operators ---

static Node *make_member(int depth, Node *object) {
  if (below(2)) {
    Member *member = (Member *)make(NODE_MEMBER);
    member->object = object;
    member->name = PICK_ATOM("a", "if", "then");
    return &member->node;
  }
  IndexMember *member = (IndexMember *)make(NODE_INDEX_MEMBER);
  member->object = object;
  member->index = make_expression(depth - 1);
  return &member->node;
}

static Node *make_call(int depth, Node *callee) {
  Call *call = (Call *)make(NODE_CALL);
  call->callee = callee;
  push_arguments(&call->arguments, depth);
  return &call->node;
}

static Node *make_tagged(int depth) {
  TaggedTemplate *tagged = (TaggedTemplate *)make(NODE_TAGGED_TEMPLATE);
  tagged->tag = make_expression(depth - 1);
  tagged->template = make_template(depth);
  return &tagged->node;
}

static Node *make_new(int depth) {
  New *call = (New *)make(NODE_NEW);
  if (below(4) == 0) call->node.flags |= NODE_PURE;
  call->callee = make_expression(depth - 1);
  push_arguments(&call->arguments, depth);
  return &call->node;
}

// The first link is the optional one: what stands before it would be a chain of its own.
static Node *make_chain(int depth) {
  Node *node = make_expression(depth - 1);
  uint32_t links = 1 + below(3);
  for (uint32_t i = 0; i < links; i++) {
    node = below(2) ? make_member(depth, node) : make_call(depth, node);
    if (i == 0 || below(3) == 0) node->flags |= NODE_OPTIONAL;
  }
  Chain *chain = (Chain *)make(NODE_CHAIN);
  chain->expression = node;
  return &chain->node;
}

static Node *make_unary(int depth) {
  Unary *unary = (Unary *)make(NODE_UNARY);
  unary->node.op = (uint8_t)below(UNARY_DELETE);
  unary->argument = make_expression(depth - 1);
  return &unary->node;
}

static Node *make_target(int depth) {
  return below(2) ? make_identifier() : make_member(depth, make_expression(depth - 1));
}

static Node *make_update(int depth) {
  Update *update = (Update *)make(NODE_UPDATE);
  update->node.op = (uint8_t)below(2);
  if (below(2)) update->node.flags |= NODE_PREFIX;
  update->argument = make_target(depth);
  return &update->node;
}

static Node *make_binary(int depth) {
  Binary *binary = (Binary *)make(NODE_BINARY);
  binary->node.op = (uint8_t)below(BINARY_COALESCE + 1);
  binary->left = make_expression(depth - 1);
  binary->right = make_expression(depth - 1);
  return &binary->node;
}

static Node *make_assignment(int depth) {
  Assignment *assignment = (Assignment *)make(NODE_ASSIGNMENT);
  bool compound = below(2);
  assignment->node.op = compound ? (uint8_t)(ASSIGN_COMPOUND + below(BINARY_LT)) : ASSIGN_PLAIN;
  assignment->target = compound || below(2) ? make_target(depth) : make_pattern(depth);
  assignment->value = make_expression(depth - 1);
  return &assignment->node;
}

static Node *make_conditional(int depth) {
  Conditional *conditional = (Conditional *)make(NODE_CONDITIONAL);
  conditional->test = make_expression(depth - 1);
  conditional->then = make_expression(depth - 1);
  conditional->otherwise = make_expression(depth - 1);
  return &conditional->node;
}

static Node *make_sequence(int depth) {
  Sequence *sequence = (Sequence *)make(NODE_SEQUENCE);
  for (uint32_t left = 2 + below(2); left > 0; left--) {
    node_list_push(&sequence->expressions, make_expression(depth - 1));
  }
  return &sequence->node;
}

static Node *make_await(int depth) {
  Await *await = (Await *)make(NODE_AWAIT);
  await->argument = make_expression(depth - 1);
  await->argument->flags &= (uint16_t)~NODE_PURE; // behind `await (` the mark is lost in reading
  return &await->node;
}

static Node *make_import(int depth) {
  ImportCall *call = (ImportCall *)make(NODE_IMPORT_CALL);
  call->source = make_expression(depth - 1);
  if (below(3) == 0) call->options = make_expression(depth - 1);
  return &call->node;
}

static Node *make_expression(int depth) {
  if (depth <= 0) return make_leaf();
  switch (below(24)) {
    case 0: return make_template(depth);
    case 1: return make_array(depth);
    case 2: return make_object(depth);
    case 3: return make_function(depth);
    case 4: return make_class(depth);
    case 5: return make_arrow(depth);
    case 6: return make_member(depth, make_expression(depth - 1));
    case 7: {
      Node *call = make_call(depth, make_expression(depth - 1));
      if (below(4) == 0) call->flags |= NODE_PURE;
      return call;
    }
    case 8: return make_tagged(depth);
    case 9: return make_new(depth);
    case 10: return make_chain(depth);
    case 11:
    case 12: return make_unary(depth);
    case 13: return make_update(depth);
    case 14: return make_assignment(depth);
    case 15: return make_conditional(depth);
    case 16: return make_sequence(depth);
    case 17: return make_await(depth);
    case 18: return make_import(depth);
    case 19: return make_leaf();
    default: return make_binary(depth);
  }
}

static Node *make_pattern_property(int depth) {
  PatternProperty *property = (PatternProperty *)make(NODE_PATTERN_PROPERTY);
  property->key = make_key(depth, &property->node.flags);
  property->value = make_pattern(depth - 1);
  return &property->node;
}

static Node *make_pattern(int depth) {
  if (depth <= 0 || below(3) == 0) return make_identifier();
  if (below(3) == 0) {
    DefaultPattern *pattern = (DefaultPattern *)make(NODE_DEFAULT_PATTERN);
    pattern->target = make_identifier();
    pattern->value = make_expression(depth - 1);
    ArrayPattern *array = (ArrayPattern *)make(NODE_ARRAY_PATTERN);
    node_list_push(&array->elements, &pattern->node);
    return &array->node;
  }
  ObjectPattern *object = (ObjectPattern *)make(NODE_OBJECT_PATTERN);
  for (uint32_t left = below(3); left > 0; left--) {
    node_list_push(&object->properties, make_pattern_property(depth));
  }
  return &object->node;
}

// --- Statements around an expression, where its beginning or an `in` matters ---

static Node *make_statement(int depth) {
  Node *expression = make_expression(depth);
  if (below(4) != 0) {
    ExpressionStatement *statement = (ExpressionStatement *)make(NODE_EXPRESSION_STATEMENT);
    statement->expression = expression;
    return &statement->node;
  }
  For *loop = (For *)make(NODE_FOR);
  loop->body = (Node *)make(NODE_EMPTY);
  loop->init = expression;
  if (below(2)) {
    Variable *variable = (Variable *)make(NODE_VARIABLE);
    Declarator *declarator = (Declarator *)make(NODE_DECLARATOR);
    declarator->target = make_identifier();
    declarator->value = expression;
    node_list_push(&variable->declarators, &declarator->node);
    loop->init = &variable->node;
  }
  return &loop->node;
}

// async function* f() { … }: where `await` and `new.target` mean something.
static Ast *make_ast(uint64_t seed) {
  state = seed;
  Ast *ast = MEM_NEW_ZEROED(Ast);
  ast->program = (Program *)make(NODE_PROGRAM);
  FunctionDeclaration *function = (FunctionDeclaration *)make(NODE_FUNCTION_DECLARATION);
  Identifier *name = (Identifier *)make_identifier();
  Block *body = (Block *)make(NODE_BLOCK);
  function->node.flags = NODE_ASYNC | NODE_GENERATOR;
  function->name = &name->node;
  function->body = &body->node;
  node_list_push(&body->body, make_statement(1 + (int)below(4)));
  node_list_push(&ast->program->body, &function->node);
  if (below(3) == 0) {
    ExportDefault *export = (ExportDefault *)make(NODE_EXPORT_DEFAULT);
    export->value = make_expression(2);
    node_list_push(&ast->program->body, &export->node);
  }
  return ast;
}

static void check_tree(TSParser *parser, uint64_t seed) {
  Ast *ast = make_ast(seed);
  Writer out = WRITER_EMPTY;
  print_ast(&out, ast);
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, "test.js", buf_str(&out.text) };
  TSTree *tree = cst_parse(parser, &at);
  Ast *again = tree ? lower_module(tree, &at, NULL) : NULL;
  if (again == NULL) diag_list_print(&diags, stderr, false, 1);
  ck_assert_msg(again != NULL, "seed %llu cannot be read:\n%s", (unsigned long long)seed,
                out.text.data);
  if (!node_equal(&ast->program->node, &again->program->node)) {
    node_dump(&ast->program->node, stderr);
    ck_abort_msg("seed %llu reads as another tree:\n%s", (unsigned long long)seed, out.text.data);
  }
  ast_free(ast);
  ast_free(again);
  ts_tree_delete(tree);
  diag_list_clear(&diags);
  buf_clear(&out.text);
}

START_TEST(test_random_trees) {
  enum { TREES = 20000 };

  const char *given = getenv("NEAP_SEED"); // NOLINT(concurrency-mt-unsafe): one thread
  uint64_t seed = given ? strtoull(given, NULL, 10) : 1;
  TSParser *parser = cst_parser_new();
  for (uint64_t i = 0; i < TREES; i++) {
    check_tree(parser, seed + i);
  }
  ts_parser_delete(parser);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("random");
  TCase *tcase = tcase_create("random");
  tcase_set_timeout(tcase, 300);
  tcase_add_test(tcase, test_random_trees);
  suite_add_tcase(suite, tcase);
  return suite_run(suite);
}
