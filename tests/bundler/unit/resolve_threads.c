// Many threads, one resolver: the same answers as one thread gives, each folder listed once. (What races, ThreadSanitizer tells.)
#include "resolve/folder.h"
#include "resolve/resolve.h"
#include "suite.h"
#include "tree.h"

#include <pthread.h>
#include <stdio.h>

enum { PACKAGES = 24, FILES = 12, THREADS = 8, SPECIFIERS = PACKAGES * FILES };

static char specifiers[SPECIFIERS][64];
static char *expected[SPECIFIERS];
static const ResolveOptions options = { .platform = PLATFORM_BROWSER };

static void package_make(int p) {
  static const char *const kinds[] = {
    "{\"main\":\"./f0.js\"}",
    "{\"exports\":{\".\":\"./f0.js\",\"./*\":\"./lib/*.js\"},\"sideEffects\":false}",
    "{\"module\":\"f0\",\"browser\":{\"./f0.js\":\"./f1.js\",\"./lib/f2.js\":false}}",
    "{\"name\":\"broken\",}",
  };
  char *manifest = str_format("node_modules/.store/p%d/node_modules/p%d/package.json", p, p);
  tree_file(manifest, kinds[p % 4]);
  mem_free(manifest);
  for (int f = 0; f < FILES; f++) {
    char *path = str_format("node_modules/.store/p%d/node_modules/p%d/%sf%d.js", p, p,
                            f < 2 ? "" : "lib/", f);
    tree_file(path, "");
    mem_free(path);
    int s = p * FILES + f;
    snprintf(specifiers[s], sizeof *specifiers,
             f == 0       ? "p%d"
             : f % 3 == 0 ? "p%d/lib/f%d"
                          : "p%d/f%d",
             p, f);
  }
  char *link = str_format("node_modules/p%d", p);
  char *target = str_format(".store/p%d/node_modules/p%d", p, p);
  tree_link(link, target);
  mem_free(target);
  mem_free(link);
}

static char *answer(Resolver *resolver, int s) {
  char *importer = str_format("%s/src/deep/er/x.js", tree_root);
  Resolved resolved = resolver_resolve(resolver, str_of(specifiers[s]), importer, IMPORT_STATIC);
  char *text = str_format("%d %d %d %s %s %s", resolved.kind, resolved.type, resolved.side_effects,
                          resolved.path ? resolved.path : "", resolved.text ? resolved.text : "",
                          resolved.help ? resolved.help : "");
  resolved_clear(&resolved);
  mem_free(importer);
  return text;
}

static int wrong_answers(Resolver *resolver, int first) {
  int wrong = 0;
  for (int i = 0; i < SPECIFIERS; i++) {
    int s = (i * 7 + first * 31) % SPECIFIERS;
    char *got = answer(resolver, s);
    if (strcmp(got, expected[s]) != 0) wrong++;
    mem_free(got);
  }
  return wrong;
}

typedef struct Worker {
  Resolver *resolver;
  pthread_barrier_t *start;
  int number;
  int wrong;
} Worker;

static void *work(void *argument) {
  Worker *worker = (Worker *)argument;
  pthread_barrier_wait(worker->start);
  worker->wrong = wrong_answers(worker->resolver, worker->number);
  return NULL;
}

static void race(void) {
  Resolver *resolver = resolver_new(&options);
  pthread_barrier_t start;
  pthread_barrier_init(&start, NULL, THREADS);
  pthread_t threads[THREADS];
  Worker workers[THREADS];
  for (int t = 0; t < THREADS; t++) {
    workers[t] = (Worker){ resolver, &start, t, 0 };
    ck_assert_int_eq(pthread_create(&threads[t], NULL, work, &workers[t]), 0);
  }
  for (int t = 0; t < THREADS; t++) {
    pthread_join(threads[t], NULL);
    ck_assert_int_eq(workers[t].wrong, 0);
  }
  pthread_barrier_destroy(&start);
  resolver_free(resolver);
}

START_TEST(all_threads_get_the_same_answers) {
  for (int p = 0; p < PACKAGES; p++) {
    package_make(p);
  }
  tree_file("src/deep/er/x.js", "");
  Resolver *alone = resolver_new(&options);
  for (int s = 0; s < SPECIFIERS; s++) {
    expected[s] = answer(alone, s);
  }
  resolver_free(alone);
  for (int round = 0; round < 8; round++) {
    race();
  }
  for (int s = 0; s < SPECIFIERS; s++) {
    mem_free(expected[s]);
  }
}

END_TEST

static void *walk(void *argument) {
  FolderTree *tree = (FolderTree *)argument;
  for (int p = 0; p < PACKAGES; p++) {
    char *path = str_format("%s/node_modules/p%d/lib/../lib", tree_root, p);
    Folder *folder = folder_at(tree, NULL, str_of(path));
    ck_assert_ptr_nonnull(folder);
    ck_assert_ptr_nonnull(folder_entry(tree, folder, STR("f5.js")));
    ck_assert_ptr_null(folder_entry(tree, folder, STR("none.js")));
    mem_free(path);
  }
  return NULL;
}

START_TEST(each_folder_is_listed_once) {
  for (int p = 0; p < PACKAGES; p++) {
    package_make(p);
  }
  const FolderOptions folder_options = { 0 };
  FolderTree *tree = folder_tree_new(&folder_options);
  pthread_t threads[THREADS];
  for (int t = 0; t < THREADS; t++) {
    ck_assert_int_eq(pthread_create(&threads[t], NULL, walk, tree), 0);
  }
  for (int t = 0; t < THREADS; t++) {
    pthread_join(threads[t], NULL);
  }
  // The root, tmp, the tree, node_modules, .store, and four for each package.
  ck_assert_uint_eq(folder_tree_count(tree), 5 + 4 * PACKAGES);
  folder_tree_free(tree);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("threads");
  TCase *tests = tcase_create("threads");
  tcase_set_timeout(tests, 120);
  tcase_add_checked_fixture(tests, tree_make, tree_remove);
  tcase_add_test(tests, all_threads_get_the_same_answers);
  tcase_add_test(tests, each_folder_is_listed_once);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
