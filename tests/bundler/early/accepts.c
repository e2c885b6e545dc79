// Reads sources from stdin, each a letter (m: known to be a module, s: not) and a text, ended by a NUL, and says of each on one line of stdout
// whether it is accepted: `module`, `script`, or `no` with the first diagnostic. Letters p: `flags/pattern` of a regular expression.
// Beside Node's answers (node.mjs) that is the test of early errors.
#include "base/mem.h"
#include "base/pool.h"
#include "syntax/cst.h"
#include "syntax/early.h"
#include "syntax/lower.h"
#include "syntax/scope.h"

#include <pthread.h>
#include <stdio.h>

static void say_refused(DiagList *diags) {
  diag_list_sort(diags);
  const Diag *first = diags->items.items;
  printf("no NEAP%d at %u: %s\n", (int)first->code, first->place.span.start, first->text);
}

static void check_source(TSParser *parser, Str source, bool is_module) {
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, "input.js", source };
  LowerOptions options = { .is_module = is_module };
  TSTree *tree = cst_parse(parser, &at);
  Ast *ast = tree ? lower_module(tree, &at, &options) : NULL;
  if (ast && scope_bind(ast, &at)) {
    puts(ast->is_module ? "module" : "script");
  } else {
    say_refused(&diags);
  }
  ast_free(ast);
  ts_tree_delete(tree);
  diag_list_clear(&diags);
}

static void check_pattern(Str text) {
  size_t slash = str_find(text, '/');
  RegExpFault fault = early_regexp(str_slice(text, slash + 1, text.len), str_slice(text, 0, slash));
  if (fault.text) {
    printf("no at %zu: %s\n", fault.place, fault.text);
  } else {
    puts("yes");
  }
}

static void *check_all(void *input) {
  TSParser *parser = cst_parser_new();
  Str rest = buf_str((const Buf *)input);
  while (rest.len > 0) {
    size_t end = str_find(rest, '\0');
    Str text = str_slice(rest, 1, end);
    if (rest.data[0] == 'p') {
      check_pattern(text);
    } else {
      check_source(parser, text, rest.data[0] == 'm');
    }
    rest = str_slice(rest, end + 1, rest.len);
  }
  ts_parser_delete(parser);
  return NULL;
}

int main(void) {
  Buf input = BUF_EMPTY;
  char chunk[1 << 16];
  for (size_t got; (got = fread(chunk, 1, sizeof chunk, stdin)) > 0;) {
    buf_append(&input, (Str){ chunk, got });
  }
  // With the stack that a worker has.
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, POOL_STACK_BYTES);
  if (pthread_create(&thread, &attributes, check_all, &input) != 0) return 1;
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  buf_clear(&input);
  intern_clear();
  return 0;
}
