#include "round_trip.h"

#include "../ast_equal.h"

#include "base/mem.h"
#include "base/pool.h"
#include "codegen/print.h"
#include "syntax/cst.h"
#include "syntax/lower.h"
#include "syntax/parts.h"
#include "syntax/scope.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

// --- One input ---

static TSParser *parser; // owned by the thread below, kept like a worker's
static Buf *stored;      // borrowed: what is asked for beside the outcome, or NULL

typedef struct Reading {
  DiagList diags;
  Ast *ast; // NULL: refused
} Reading;

static Reading read_source(Str source) {
  Reading reading = { DIAG_LIST_EMPTY, NULL };
  DiagSource at = { &reading.diags, "input.js", source };
  TSTree *tree = cst_parse(parser, &at);
  if (tree) reading.ast = lower_module(tree, &at, &(LowerOptions){ .allows_jsx = true });
  ts_tree_delete(tree);
  return reading;
}

static void reading_clear(Reading *reading) {
  ast_free(reading->ast);
  diag_list_clear(&reading->diags);
}

static Buf print_source(const Ast *ast) {
  Writer out = WRITER_EMPTY;
  print_ast(&out, ast);
  return out.text;
}

static _Noreturn void fail(const char *what, const Reading *first, const Reading *second,
                           const Buf *printed) {
  fprintf(stderr, "round trip: %s\n--- printed\n%.*s\n", what, STR_ARG(buf_str(printed)));
  diag_list_print(&second->diags, stderr, false, 10);
  const Reading *readings[] = { first, second };
  for (int i = 0; i < 2; i++) {
    fprintf(stderr, "--- tree %d\n", i + 1);
    if (readings[i]->ast) node_dump(&readings[i]->ast->program->node, stderr);
  }
  abort();
}

// Refusing without a reason would lose the user's code in silence.
static void check_refusal(const Reading *reading) {
  if (reading->ast == NULL && reading->diags.errors != 0) return;
  if (reading->ast != NULL && reading->diags.errors == 0) return;
  fprintf(stderr, "round trip: %u errors, and %s tree\n", reading->diags.errors,
          reading->ast ? "a" : "no");
  abort();
}

static bool bind(Reading *reading, Str source) {
  DiagSource at = { &reading->diags, "input.js", source };
  bool bound = scope_bind(reading->ast, &at);
  if (bound) scope_check(reading->ast);
  if (bound) parts_find(reading->ast, true);
  return bound;
}

static bool parts_are_alike(const Ast *a, const Ast *b) {
  bool alike = a->parts.len == b->parts.len && a->uses.len == b->uses.len &&
               a->declarations.len == b->declarations.len;
  for (uint32_t i = 0; alike && i < a->parts.len; i++) {
    alike = a->parts.items[i].has_effects == b->parts.items[i].has_effects &&
            a->parts.items[i].uses_end == b->parts.items[i].uses_end;
  }
  return alike;
}

static bool check_input(Str source) {
  Reading first = read_source(source);
  check_refusal(&first);
  if (first.ast) {
    node_check(&first.ast->program->node);
    Buf printed = print_source(first.ast);
    Reading second = read_source(buf_str(&printed));
    if (second.ast == NULL) fail("what was printed does not parse", &first, &second, &printed);
    if (!node_equal(&first.ast->program->node, &second.ast->program->node))
      fail("what was printed is something else", &first, &second, &printed);
    Buf again = print_source(second.ast);
    if (!str_equal(buf_str(&printed), buf_str(&again)))
      fail("it prints in two ways", &first, &second, &again);
    bool bound = bind(&first, source);
    if (bound != bind(&second, buf_str(&printed)))
      fail("only one of them binds", &first, &second, &printed);
    if (!parts_are_alike(first.ast, second.ast))
      fail("their parts differ", &first, &second, &printed);
    if (bound && !same_when_stored(first.ast, source.len))
      fail("what a cache stores of it reads as something else", &first, &second, &printed);
    if (bound && stored && ast_is_storable(first.ast)) ast_write(first.ast, stored);
    reading_clear(&second);
    buf_clear(&again);
    buf_clear(&printed);
  }
  bool read = first.ast != NULL;
  diag_list_sort(&first.diags);
  reading_clear(&first);
  return read;
}

// --- The thread ---

static sem_t asked;
static sem_t answered;
static Str input;
static bool was_read;

// Signals (libFuzzer has an alarm every second) end a wait too early.
static void wait_for(sem_t *semaphore) {
  while (sem_wait(semaphore) != 0 && errno == EINTR) {
  }
}

static void *serve(void *unused) {
  (void)unused;
  parser = cst_parser_new();
  for (;;) {
    wait_for(&asked);
    if (input.data == NULL) break;
    was_read = check_input(input);
    intern_clear(); // libFuzzer takes what an input leaves behind for a leak, and looks at all of memory
    sem_post(&answered);
  }
  ts_parser_delete(parser);
  return NULL;
}

static pthread_t thread;

static void stop(void) {
  input = STR_EMPTY;
  sem_post(&asked);
  pthread_join(thread, NULL);
}

static void start(void) {
  sem_init(&asked, 0, 0);
  sem_init(&answered, 0, 0);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, POOL_STACK_BYTES);
  if (pthread_create(&thread, &attributes, serve, NULL) != 0) abort();
  pthread_attr_destroy(&attributes);
  atexit(stop);
}

bool round_trip(const uint8_t *bytes, size_t size) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start);
  // A copy of exactly that size, so that reading past its end is seen.
  char *copy = (char *)mem_alloc(size == 0 ? 1 : size);
  if (size != 0) memcpy(copy, bytes, size);
  input = (Str){ copy, size };
  sem_post(&asked);
  wait_for(&answered);
  mem_free(copy);
  return was_read;
}

bool round_trip_store(const uint8_t *bytes, size_t size, Buf *entry) {
  stored = entry;
  bool read = round_trip(bytes, size);
  stored = NULL;
  return read;
}
