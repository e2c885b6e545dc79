// Trees of files in a folder of their own, for tests: made before a test, gone after it.
#ifndef NEAP_TESTS_TREE_H
#define NEAP_TESTS_TREE_H

#include "base/fs.h"
#include "base/mem.h"

#include <check.h>
#include <stdlib.h>
#include <unistd.h>

static char *tree_root; // owned: its real path

// A checked fixture: makes the folder and goes there.
static inline void tree_make(void) {
  char folder[] = "/tmp/neap-tree-XXXXXX";
  ck_assert_ptr_nonnull(mkdtemp(folder));
  tree_root = fs_real(folder);
  ck_assert_int_eq(chdir(tree_root), 0);
}

static inline void tree_remove(void) {
  ck_assert_int_eq(chdir("/"), 0);
  char *command = str_format("chmod -R u+rwx '%s'; rm -rf '%s'", tree_root, tree_root);
  // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): the command is ours
  ck_assert_int_eq(system(command), 0);
  mem_free(command);
  mem_free(tree_root);
}

// The caller owns it.
static inline char *tree_path(const char *path) {
  return fs_join(tree_root, str_of(path));
}

static inline void tree_file(const char *path, const char *content) {
  Err err = ERR_NONE;
  char *full = tree_path(path);
  ck_assert_msg(fs_write(full, str_of(content), &err), "%s", err.text);
  mem_free(full);
}

static inline void tree_folder(const char *path) {
  Err err = ERR_NONE;
  char *full = tree_path(path);
  ck_assert_msg(fs_make_folder(full, &err), "%s", err.text);
  mem_free(full);
}

// A link at `path` to `target`, which is seen from where the link lies.
static inline void tree_link(const char *path, const char *target) {
  Str folder = fs_folder(str_of(path));
  char *parent = str_copy(folder);
  tree_folder(parent);
  char *full = tree_path(path);
  ck_assert_int_eq(symlink(target, full), 0);
  mem_free(full);
  mem_free(parent);
}

#endif
