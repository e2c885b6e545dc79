// roundtrip [--threads N] [--every N] [--except LIST] FILE|DIR…, or roundtrip --print FILE
// For every .js, .mjs and .cjs file: parse, print, parse what was printed. Both trees must be equal, and printing the second must give the same
// bytes. What a cache would store of the first must read as the same, too. LIST names files that are no JavaScript (one "path-ending # why" a line); they must fail to parse, so that the list stays true.
// --every N takes each N-th file in order of path, for builds where all would take too long.
// --print writes what is printed for one file to stdout, for node.mjs, which asks Node what it makes of it.
#include "../ast_equal.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/pool.h"
#include "codegen/print.h"
#include "syntax/cst.h"
#include "syntax/lower.h"
#include "syntax/parts.h"
#include "syntax/scope.h"

#include <ftw.h>
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>

typedef struct Work {
  TSParser **parsers;     // one a worker
  VEC(char *) paths;      // owned
  VEC(char *) exceptions; // owned: endings of paths
  pthread_mutex_t mu;
  uint32_t same;     // guarded by mu
  uint32_t excepted; // guarded by mu
  uint32_t failed;   // guarded by mu
  size_t bytes;      // guarded by mu
} Work;

// nftw gives its visitor no context.
static Work work = { .mu = PTHREAD_MUTEX_INITIALIZER };

static Ast *parse(TSParser *parser, const DiagSource *at, bool bind) {
  TSTree *tree = cst_parse(parser, at);
  if (tree == NULL) return NULL;
  Ast *ast = lower_module(tree, at, NULL);
  ts_tree_delete(tree);
  if (ast == NULL) return NULL;
  node_check(&ast->program->node);
  if (bind && !scope_bind(ast, at)) {
    ast_free(ast);
    return NULL;
  }
  if (bind) scope_check(ast);
  return ast;
}

static bool is_excepted(const char *path) {
  vec_each (ending, &work.exceptions) {
    if (str_ends(str_of(path), str_of(*ending))) return true;
  }
  return false;
}

// The first line in which two dumps differ, told to stdout.
static void tell_difference(const Ast *before, const Ast *after) {
  char *texts[2] = { NULL, NULL };
  size_t sizes[2];
  const Ast *asts[2] = { before, after };
  for (int i = 0; i < 2; i++) {
    FILE *out = open_memstream(&texts[i], &sizes[i]);
    node_dump(&asts[i]->program->node, out);
    fclose(out);
  }
  size_t line = 0;
  size_t i = 0;
  for (; texts[0][i] && texts[0][i] == texts[1][i]; i++) {
    if (texts[0][i] == '\n') line = i + 1;
  }
  printf("    read:    %.*s\n    printed: %.*s\n", (int)strcspn(texts[0] + line, "\n"),
         texts[0] + line, (int)strcspn(texts[1] + line, "\n"), texts[1] + line);
  free(texts[0]);
  free(texts[1]);
}

typedef enum Outcome { SAME, EXCEPTED, FAILED } Outcome;

static Outcome fail(const char *path, const char *what, const DiagList *diags) {
  pthread_mutex_lock(&work.mu);
  printf("%s: %s\n", path, what);
  if (diags) diag_list_print(diags, stdout, false, 3);
  pthread_mutex_unlock(&work.mu);
  return FAILED;
}

// The second half: `before` printed as `text`, read again.
static Outcome check_printed(TSParser *parser, const char *path, const Ast *before, Str text) {
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, path, text };
  Outcome outcome = SAME;
  Ast *after = parse(parser, &at, true);
  if (after == NULL) {
    outcome = fail(path, "what was printed cannot be read", &diags);
  } else if (!node_equal(&before->program->node, &after->program->node)) {
    outcome = fail(path, "what was printed reads as another tree", NULL);
    tell_difference(before, after);
  } else {
    Writer again = WRITER_EMPTY;
    print_ast(&again, after);
    if (!str_equal(buf_str(&again.text), text))
      outcome = fail(path, "printing again gives other bytes", NULL);
    buf_clear(&again.text);
  }
  ast_free(after);
  diag_list_clear(&diags);
  return outcome;
}

static Outcome check_file(TSParser *parser, const char *path, size_t *bytes) {
  Buf source = BUF_EMPTY;
  Err err = ERR_NONE;
  if (!fs_read(path, &source, &err)) return fail(path, err.text, NULL);
  *bytes = source.len;
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, path, buf_str(&source) };
  bool excepted = is_excepted(path);
  Outcome outcome;
  Ast *ast = parse(parser, &at, true);
  if (ast == NULL) {
    outcome = excepted ? EXCEPTED : fail(path, "cannot be read", &diags);
  } else if (excepted) {
    outcome = fail(path, "can be read: take it off the list of exceptions", NULL);
  } else {
    Writer out = WRITER_EMPTY;
    print_ast(&out, ast);
    outcome = check_printed(parser, path, ast, buf_str(&out.text));
    buf_clear(&out.text);
    parts_find(ast, true);
    if (!same_when_stored(ast, source.len))
      outcome = fail(path, "what was stored reads as something else", NULL);
  }
  ast_free(ast);
  diag_list_clear(&diags);
  buf_clear(&source);
  return outcome;
}

static int print_file(const char *path) {
  Buf source = BUF_EMPTY;
  Err err = ERR_NONE;
  if (!fs_read(path, &source, &err)) {
    fprintf(stderr, "roundtrip: %s\n", err.text);
    err_clear(&err);
    return 2;
  }
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, path, buf_str(&source) };
  TSParser *parser = cst_parser_new();
  Ast *ast = parse(parser, &at, true);
  if (ast) {
    Writer out = WRITER_EMPTY;
    print_ast(&out, ast);
    fwrite(out.text.data, 1, out.text.len, stdout);
    buf_clear(&out.text);
  }
  diag_list_print(&diags, stderr, false, 3);
  bool printed = ast != NULL;
  ast_free(ast);
  ts_parser_delete(parser);
  diag_list_clear(&diags);
  buf_clear(&source);
  intern_clear();
  return printed ? 0 : 1;
}

static void check_job(void *context, void *item, uint32_t worker) {
  (void)context;
  if (work.parsers[worker] == NULL) work.parsers[worker] = cst_parser_new();
  size_t bytes = 0;
  Outcome outcome = check_file(work.parsers[worker], (const char *)item, &bytes);
  pthread_mutex_lock(&work.mu);
  work.same += outcome == SAME;
  work.excepted += outcome == EXCEPTED;
  work.failed += outcome == FAILED;
  work.bytes += bytes;
  pthread_mutex_unlock(&work.mu);
}

static int note_file(const char *path, const struct stat *info, int type, struct FTW *walk) {
  (void)info;
  (void)walk;
  Str name = str_of(path);
  bool is_js =
      str_ends(name, STR(".js")) || str_ends(name, STR(".mjs")) || str_ends(name, STR(".cjs"));
  if (type == FTW_F && is_js) vec_push(&work.paths, str_copy(name));
  return 0;
}

static int compare_paths(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool read_exceptions(const char *path) {
  Buf text = BUF_EMPTY;
  Err err = ERR_NONE;
  if (!fs_read(path, &text, &err)) {
    fprintf(stderr, "roundtrip: %s\n", err.text);
    err_clear(&err);
    return false;
  }
  Str left = buf_str(&text);
  while (left.len > 0) {
    size_t end = str_find(left, '\n');
    Str line = str_slice(left, 0, end);
    Str name = str_slice(line, 0, str_find(line, '#'));
    while (name.len > 0 && name.data[name.len - 1] == ' ') {
      name.len--;
    }
    if (name.len > 0) vec_push(&work.exceptions, str_copy(name));
    left = str_slice(left, end + 1, left.len);
  }
  buf_clear(&text);
  return true;
}

static void run(uint32_t threads, uint32_t every) {
  qsort(work.paths.items, work.paths.len, sizeof *work.paths.items, compare_paths);
  Pool *pool = pool_new(threads);
  work.parsers = (TSParser **)mem_alloc_zeroed(threads, sizeof *work.parsers);
  for (uint32_t i = 0; i < work.paths.len; i += every) {
    pool_submit(pool, check_job, NULL, work.paths.items[i]);
  }
  pool_wait(pool);
  pool_free(pool);
  for (uint32_t i = 0; i < threads; i++) {
    if (work.parsers[i]) ts_parser_delete(work.parsers[i]);
  }
  mem_free(work.parsers);
}

int main(int argc, char **argv) {
  uint32_t threads = 2;
  uint32_t every = 1;
  static const struct option options[] = { { "threads", required_argument, NULL, 't' },
                                           { "every", required_argument, NULL, 'e' },
                                           { "except", required_argument, NULL, 'x' },
                                           { "print", required_argument, NULL, 'p' },
                                           { 0 } };
  // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread starts
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == '?' || (option == 'x' && !read_exceptions(optarg))) return 2;
    if (option == 'p') return print_file(optarg);
    if (option == 't') threads = (uint32_t)strtoul(optarg, NULL, 10);
    if (option == 'e') every = (uint32_t)strtoul(optarg, NULL, 10);
  }
  for (int i = optind; i < argc; i++) {
    if (nftw(argv[i], note_file, 32, FTW_PHYS) != 0) {
      fprintf(stderr,
              "roundtrip: cannot read %s; install the corpora with tools/setup --packages\n",
              argv[i]);
      return 2;
    }
  }
  if (work.paths.len == 0 || threads == 0 || every == 0) {
    fprintf(stderr, "usage: roundtrip [--threads N] [--every N] [--except LIST] FILE|DIR…, with at "
                    "least one .js file\n");
    return 2;
  }
  run(threads, every);
  printf("%u files, %.1f MB: %u read, printed and read the same, %u excepted, %u failed\n",
         work.same + work.excepted + work.failed, (double)work.bytes / 1e6, work.same,
         work.excepted, work.failed);
  vec_each (path, &work.paths) {
    mem_free(*path);
  }
  vec_each (ending, &work.exceptions) {
    mem_free(*ending);
  }
  vec_clear(&work.paths);
  vec_clear(&work.exceptions);
  intern_clear();
  return work.failed == 0 ? 0 : 1;
}
