// Parsing: what is told about broken sources, what is read although the grammar alone would not, and that no input is too deep or
// too broken to survive.
#include "base/mem.h"
#include "base/pool.h"
#include "suite.h"
#include "syntax/cst.h"
#include "syntax/lower.h"

#include <pthread.h>

typedef struct Problem {
  const char *source;
  const char *text; // of the first diagnostic
  uint32_t line;
  uint32_t column;
} Problem;

static const Problem problems[] = {
  { "let x = ;", "Unexpected token `;`", 1, 9 },
  { "foo(1,\n", "Unexpected end of file", 1, 7 },
  { "function f() {\n  return (1 + 2;\n}\n", "Missing `)`", 2, 16 },
  { "const y = { a: 1 b: 2 };", "Unexpected token `b`", 1, 18 },
  { "a b", "Unexpected token `b`", 1, 3 },
  { "let class = 1;", "Unexpected token `class`", 1, 5 },
  { "a;\n}\n", "Unexpected token `}`", 2, 1 },
  { "for (let i = 0; i < 5; i++ { }", "Unexpected token `{`", 1, 28 },
  { "a = \"x\" \"y\";", "Unexpected string", 1, 9 },
  { "x = 5px;", "Unexpected token `px`", 1, 6 },
  { "let x: number = 1;", "Unexpected token `:`", 1, 6 },
  { "if (a)\nelse b;", "Unexpected token `else`", 2, 1 },
  { "const a = 1, ;", "Unexpected token `;`", 1, 14 },
  { "a => { b: 1, c: 2 }", "This is a block of statements here, not an object", 1, 6 },
  { "/* a", "Unexpected end of file", 1, 5 },
  { "\"a\nb\";", "Unterminated string", 1, 1 },
  { "a('b", "Unterminated string", 1, 3 },
  { "a = `b", "Unterminated template", 1, 5 },
};

typedef struct Parsed {
  bool ok;
  DiagList diags;
} Parsed;

static Parsed parse(Str source) {
  Parsed parsed = { false, DIAG_LIST_EMPTY };
  DiagSource at = { &parsed.diags, "test.js", source };
  TSParser *parser = cst_parser_new();
  TSTree *tree = cst_parse(parser, &at);
  Ast *ast = tree ? lower_module(tree, &at, NULL) : NULL;
  parsed.ok = ast != NULL;
  // What is refused is told, and only that.
  ck_assert(parsed.ok == (parsed.diags.errors == 0));
  ast_free(ast);
  ts_tree_delete(tree);
  ts_parser_delete(parser);
  return parsed;
}

START_TEST(problems_are_told_where_they_are) {
  const Problem *problem = &problems[_i];
  Parsed parsed = parse(str_of(problem->source));
  ck_assert_msg(!parsed.ok, "accepted: %s", problem->source);
  const Diag *first = &parsed.diags.items.items[0];
  ck_assert_msg(strcmp(first->text, problem->text) == 0 && first->place.line == problem->line &&
                    first->place.column == problem->column,
                "%s: %u:%u: %s", problem->source, first->place.line, first->place.column,
                first->text);
  diag_list_clear(&parsed.diags);
}

END_TEST

START_TEST(several_problems_are_told_but_no_flood) {
  Parsed two = parse(STR("let a = ;\nlet b = 1;\nlet c = 2;\nfunction f( {}\n"));
  ck_assert_uint_ge(two.diags.errors, 2);
  diag_list_clear(&two.diags);
  Buf many = BUF_EMPTY;
  for (int i = 0; i < 100; i++) {
    buf_append(&many, STR("let a = ;\nb();\n"));
  }
  Parsed flood = parse(buf_str(&many));
  ck_assert_uint_ge(flood.diags.errors, 5);
  ck_assert_uint_le(flood.diags.errors, 10);
  diag_list_clear(&flood.diags);
  buf_clear(&many);
}

END_TEST

START_TEST(encodings_are_checked) {
  static const Str broken[] = { { "a = \"\xFF\";", 8 },
                                { "\xFF\xFE"
                                  "a\0",
                                  4 },
                                { "\xED\xA0\x80", 3 } };
  static const uint32_t places[] = { 5, 0, 0 };
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    Parsed parsed = parse(broken[i]);
    ck_assert(!parsed.ok);
    ck_assert_int_eq(parsed.diags.items.items[0].code, DIAG_ENCODING);
    ck_assert_uint_eq(parsed.diags.items.items[0].place.span.start, places[i]);
    diag_list_clear(&parsed.diags);
  }
  Parsed with_mark = parse(STR("\xEF\xBB\xBFlet a = \"\xC3\xA4\";"));
  ck_assert(with_mark.ok);
}

END_TEST

static const char *const repaired[] = {
  "class A { x\n*g() {} }",
  "class A { x\n['y']() {} }",
  "class A { a\n*b() {}\nc\n*d() {}\n'e'\n*f() {} }",
  "let x\n[a] = b",
  "export { a as delete, b as if }; let a, b;",
  "import { delete as a, b, null as c } from 'd';",
  "export { default, in, x as function } from 'a';",
  "export * as class from 'a';",
  "export { a as b } from 'c' with { type: 'json' }; export * from 'd' with { type: 'json' }\ne;",
  "String.raw`C:\\users\\xyz${a}\\u{`;",
  "a\rb\r\nc",
  "a = 'b\\\rc';",
};

START_TEST(what_the_grammar_misses_is_read) {
  Parsed parsed = parse(str_of(repaired[_i]));
  ck_assert_msg(parsed.ok, "%s: %s", repaired[_i],
                parsed.ok ? "" : parsed.diags.items.items[0].text);
}

END_TEST

static const char *const beyond_repair[] = {
  "if (a)\nelse b",
  "for (a\nb\nc) ;",
  "for (;\n) ;",
  "while (a)\n",
  "a = \"b\nc\";",
  "a = /b\nc/;",
  "a = 'b' with { c: d };",
  "import { delete } from 'a';",
  "export { delete };",
  "export { if as a };",
  "`\\u{`",
  "\"\\u{\"",
  "a\\u{",
};

START_TEST(what_is_wrong_is_not_repaired) {
  Parsed parsed = parse(str_of(beyond_repair[_i]));
  ck_assert_msg(!parsed.ok, "accepted: %s", beyond_repair[_i]);
  diag_list_clear(&parsed.diags);
}

END_TEST

// --- Depth ---

typedef struct Nesting {
  const char *first;
  const char *open;
  const char *middle;
  const char *close;
  bool fits; // 100,000 levels are read, not refused
} Nesting;

static const Nesting nestings[] = {
  { "", "(", "a", ")", false },
  { "", "[", "", "]", false },
  { "", "{", "", "}", false },
  { "x = ", "{ a: ", "b", "}", false },
  { "", "`${", "a", "}`", false },
  { "", "function f() {", "", "}", false },
  { "x = ", "class { [", "a", "]() {} }", false },
  { "let ", "[", "a", "]", false },
  { "x = ", "a => ", "b", "", false },
  { "", "!", "a", "", false },
  { "x = ", "a ? b : ", "c", "", false },
  { "", "a: ", "b", "", false },
  { "", "for (;;) ", ";", "", false },
  { "", "new ", "a", "", false },
  { "a", " + b", "", "", true },
  { "a", ".b", "", "", true },
  { "a", "?.b()", "", "", true },
  { "a", "[0]", "", "", true },
  { "a", "``", "", "", true },
  { "a", ", b", "", "", true },
  { "", "if (a) b; else ", "c", "", true },
};

enum { LEVELS = 100000, FEWER_LEVELS = 20000 };

static Buf nesting_text(const Nesting *nesting) {
  bool many = nesting->fits || nesting - nestings < 3;
  int levels = many ? LEVELS : FEWER_LEVELS;
  Buf text = BUF_EMPTY;
  buf_append(&text, str_of(nesting->first));
  for (int i = 0; i < levels; i++) {
    buf_append(&text, str_of(nesting->open));
  }
  buf_append(&text, str_of(nesting->middle));
  for (int i = 0; i < levels; i++) {
    buf_append(&text, str_of(nesting->close));
  }
  return text;
}

// As on a worker of the pool.
static void *parse_nesting(void *argument) {
  const Nesting *nesting = (const Nesting *)argument;
  Buf text = nesting_text(nesting);
  Parsed parsed = parse(buf_str(&text));
  ck_assert_msg(parsed.ok == nesting->fits, "%s", nesting->open);
  if (!parsed.ok) {
    uint32_t told = 0;
    vec_each (diag, &parsed.diags.items) {
      told += diag->code == DIAG_NESTING;
    }
    ck_assert_uint_eq(told, 1);
  }
  diag_list_clear(&parsed.diags);
  buf_clear(&text);
  return NULL;
}

START_TEST(depth_is_refused_or_read_but_never_crashes) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, POOL_STACK_BYTES);
  ck_assert_int_eq(
      pthread_create(&thread, &attributes, parse_nesting, (void *)(uintptr_t)&nestings[_i]), 0);
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
}

END_TEST

START_TEST(chains_of_all_kinds_keep_their_length) {
  Buf text = nesting_text(&nestings[14]);
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, "test.js", buf_str(&text) };
  TSParser *parser = cst_parser_new();
  TSTree *tree = cst_parse(parser, &at);
  Ast *ast = lower_module(tree, &at, NULL);
  const Node *node = ((ExpressionStatement *)ast->program->body.items[0])->expression;
  int length = 0;
  for (; node->kind == NODE_BINARY; node = ((const Binary *)node)->left) {
    length++;
  }
  ck_assert_int_eq(length, LEVELS);
  ast_free(ast);
  ts_tree_delete(tree);
  ts_parser_delete(parser);
  buf_clear(&text);
}

END_TEST

// --- Broken input ---

static const char sample[] =
    "import a, { b as c } from 'd'; export default class E extends F { static #g = `h${i}j`; "
    "async *[k](...l) { for await (const { m, n: [o = 1] } of p?.q(r)) yield* s; } get t() {} } "
    "export const u = (v, w) => ({ x: /y[/]z/g, ...v }), A = function* () {}; if (B) C: while (D) "
    "{ break C; } else try { throw new E(1n, 0x2, .5e3); } catch { F ||= G ?? (H && I); } "
    "switch (J) { case 'K\\u{4c}': default: L = M ? N : O; } // P\n/*! Q */ R++; await S;";

static uint64_t random_next(uint64_t *seed) {
  *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *seed >> 33;
}

// Cuts, doubles and swaps pieces of a sound program: refused or not, nothing breaks, and what is refused is told.
START_TEST(damaged_sources_are_survived) {
  const char *given = getenv("NEAP_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : 20251123;
  static const char noise[] = "(){}[];,.`'\"\\/*=>?:#@!$%^&|<~\n\r\t 0aeiu";
  for (int round = 0; round < 200; round++) {
    Buf text = BUF_EMPTY;
    buf_append(&text, str_of(sample));
    for (uint64_t n = random_next(&seed) % 4 + 1; n > 0; n--) {
      size_t from = random_next(&seed) % text.len;
      size_t length = random_next(&seed) % 12 + 1;
      if (from + length > text.len) length = text.len - from;
      switch (random_next(&seed) % 3) {
        case 0: memset(text.data + from, ' ', length); break;
        case 1: text.data[from] = noise[random_next(&seed) % (sizeof noise - 1)]; break;
        default:
          memmove(text.data + from, text.data + random_next(&seed) % (text.len - length), length);
      }
    }
    Parsed parsed = parse(buf_str(&text));
    diag_list_clear(&parsed.diags);
    buf_clear(&text);
  }
}

END_TEST

START_TEST(every_prefix_is_survived) {
  for (size_t length = 0; length < sizeof sample; length++) {
    Parsed parsed = parse((Str){ sample, length });
    diag_list_clear(&parsed.diags);
  }
  ck_assert(parse(str_of(sample)).ok);
}

END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof(table) / sizeof *(table))

int main(void) {
  Suite *suite = suite_create("cst");
  TCase *tests = tcase_create("cst");
  tcase_set_timeout(tests, 240);
  LOOP(problems_are_told_where_they_are, problems);
  tcase_add_test(tests, several_problems_are_told_but_no_flood);
  tcase_add_test(tests, encodings_are_checked);
  LOOP(what_the_grammar_misses_is_read, repaired);
  LOOP(what_is_wrong_is_not_repaired, beyond_repair);
  LOOP(depth_is_refused_or_read_but_never_crashes, nestings);
  tcase_add_test(tests, chains_of_all_kinds_keep_their_length);
  tcase_add_test(tests, damaged_sources_are_survived);
  tcase_add_test(tests, every_prefix_is_survived);
  suite_add_tcase(suite, tests);
  int status = suite_run(suite);
  intern_clear();
  return status;
}
