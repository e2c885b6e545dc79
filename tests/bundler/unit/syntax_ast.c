// The generic half of the AST: shapes, equality, checks, freeing; all without recursion.
#include "base/mem.h"
#include "suite.h"
#include "syntax/ast.h"

#include <signal.h>
#include <stdio.h>

static const Span nowhere = { 0, 1 };

static Node *identifier_new(const char *name) {
  Identifier *identifier = (Identifier *)node_new(NODE_IDENTIFIER, nowhere);
  identifier->name = intern_text(name);
  return &identifier->node;
}

static Node *string_new(const char *value) {
  String *string = (String *)node_new(NODE_STRING, nowhere);
  string->value = (Text){ mem_copy_text(value, strlen(value)), (uint32_t)strlen(value) };
  return &string->node;
}

static Node *binary_new(BinaryOp op, Node *left, Node *right) {
  Binary *binary = (Binary *)node_new(NODE_BINARY, nowhere);
  binary->node.op = (uint8_t)op;
  binary->left = left;
  binary->right = right;
  return &binary->node;
}

static Node *array_new(Node *first, Node *second) {
  Array *array = (Array *)node_new(NODE_ARRAY, nowhere);
  node_list_push(&array->elements, first);
  node_list_push(&array->elements, second);
  return &array->node;
}

START_TEST(every_kind_has_a_shape) {
  for (int kind = 0; kind < NODE_KIND_COUNT; kind++) {
    const NodeShape *shape = node_shape((NodeKind)kind);
    ck_assert_ptr_nonnull(shape->name);
    ck_assert_uint_ge(shape->size, sizeof(Node));
    uint32_t last = sizeof(Node) - 1;
    for (uint32_t f = 0; f < shape->field_count; f++) {
      ck_assert_uint_gt(shape->fields[f].offset, last);
      ck_assert_uint_lt(shape->fields[f].offset, shape->size);
      last = shape->fields[f].offset;
    }
    Node *node = node_new((NodeKind)kind, nowhere);
    ck_assert_int_eq(node->kind, kind);
    node_free(node);
  }
  ck_assert_str_eq(node_shape(NODE_BINARY)->name, "Binary");
  ck_assert_uint_eq(node_shape(NODE_BINARY)->field_count, 2);
  ck_assert_str_eq(node_shape(NODE_BINARY)->fields[1].name, "right");
}

END_TEST

START_TEST(new_nodes_are_unbound) {
  Identifier *identifier = (Identifier *)node_new(NODE_IDENTIFIER, (Span){ 3, 5 });
  ck_assert_uint_eq(identifier->symbol, NO_INDEX);
  ck_assert_ptr_null(identifier->name);
  ck_assert_uint_eq(identifier->node.start, 3);
  ck_assert_uint_eq(identifier->node.end, 5);
  node_free(&identifier->node);
  node_free(NULL);
}

END_TEST

static void check_pair(Node *a, Node *b, bool equal) {
  ck_assert(node_equal(a, a) && node_equal(b, b));
  ck_assert(node_equal(a, b) == equal);
  ck_assert(node_equal(b, a) == equal);
  node_free(a);
  node_free(b);
}

START_TEST(equality_sees_all_that_counts) {
  check_pair(identifier_new("a"), identifier_new("a"), true);
  check_pair(identifier_new("a"), identifier_new("b"), false);
  check_pair(string_new("x"), string_new("x"), true);
  check_pair(string_new("x"), string_new("xy"), false);
  check_pair(string_new("a"), identifier_new("a"), false);
  check_pair(binary_new(BINARY_ADD, identifier_new("a"), string_new("b")),
             binary_new(BINARY_ADD, identifier_new("a"), string_new("b")), true);
  check_pair(binary_new(BINARY_ADD, identifier_new("a"), string_new("b")),
             binary_new(BINARY_SUB, identifier_new("a"), string_new("b")), false);
  check_pair(binary_new(BINARY_ADD, identifier_new("a"), string_new("b")),
             binary_new(BINARY_ADD, identifier_new("a"), string_new("c")), false);
  check_pair(array_new(NULL, identifier_new("a")), array_new(NULL, identifier_new("a")), true);
  check_pair(array_new(NULL, identifier_new("a")), array_new(identifier_new("a"), NULL), false);
}

END_TEST

START_TEST(equality_ignores_what_is_derived) {
  Node *a = identifier_new("a");
  Node *b = identifier_new("a");
  ((Identifier *)b)->symbol = 7;
  b->start = 10;
  b->end = 11;
  check_pair(a, b, true);
  a = node_new(NODE_THIS, nowhere);
  b = node_new(NODE_THIS, nowhere);
  b->flags = NODE_MODULE_THIS;
  check_pair(a, b, true);
  a = node_new(NODE_ARROW, nowhere);
  b = node_new(NODE_ARROW, nowhere);
  b->flags = NODE_ASYNC;
  check_pair(a, b, false);
}

END_TEST

static Node *chain_new(int length) {
  Node *chain = identifier_new("a");
  for (int i = 0; i < length; i++) {
    chain = binary_new(BINARY_ADD, chain, identifier_new("b"));
  }
  return chain;
}

START_TEST(deep_trees_need_no_deep_stack) {
  Node *a = chain_new(1000000);
  Node *b = chain_new(1000000);
  node_check(a);
  check_pair(a, b, true);
  check_pair(chain_new(1000), chain_new(1001), false);
}

END_TEST

START_TEST(dump_shows_names_and_holes) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  Node *array = array_new(NULL, binary_new(BINARY_SUB, identifier_new("a"), string_new("b\n")));
  node_dump(array, out);
  fclose(out);
  ck_assert_str_eq(text, "Array\n"
                         "  elements: (hole)\n"
                         "  elements: Binary op=1\n"
                         "    left: Identifier name=a\n"
                         "    right: String value=\"b\\n\"\n");
  free(text);
  node_free(array);
}

END_TEST

// Each is a crime that node_check must not let pass.
START_TEST(check_aborts_on_a_missing_child) {
  node_check(binary_new(BINARY_ADD, identifier_new("a"), NULL));
}

END_TEST

START_TEST(check_aborts_on_a_hole_outside_arrays) {
  Sequence *sequence = (Sequence *)node_new(NODE_SEQUENCE, nowhere);
  node_list_push(&sequence->expressions, NULL);
  node_check(&sequence->node);
}

END_TEST

START_TEST(check_aborts_on_a_missing_name) {
  node_check(node_new(NODE_IDENTIFIER, nowhere));
}

END_TEST

START_TEST(check_aborts_on_a_template_without_chunks) {
  node_check(node_new(NODE_TEMPLATE, nowhere));
}

END_TEST

int main(void) {
  Suite *suite = suite_create("ast");
  TCase *tests = tcase_create("ast");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, every_kind_has_a_shape);
  tcase_add_test(tests, new_nodes_are_unbound);
  tcase_add_test(tests, equality_sees_all_that_counts);
  tcase_add_test(tests, equality_ignores_what_is_derived);
  tcase_add_test(tests, deep_trees_need_no_deep_stack);
  tcase_add_test(tests, dump_shows_names_and_holes);
  tcase_add_test_raise_signal(tests, check_aborts_on_a_missing_child, SIGABRT);
  tcase_add_test_raise_signal(tests, check_aborts_on_a_hole_outside_arrays, SIGABRT);
  tcase_add_test_raise_signal(tests, check_aborts_on_a_missing_name, SIGABRT);
  tcase_add_test_raise_signal(tests, check_aborts_on_a_template_without_chunks, SIGABRT);
  suite_add_tcase(suite, tests);
  int status = suite_run(suite);
  intern_clear();
  return status;
}
