// poller: a look takes time, and what happens meanwhile is not told by halves.
#include "base/mem.h"
#include "base/str.h"
#include "suite.h"
#include "watch/poller.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What is told, and a move that happens while the folder `at` is looked at.
typedef struct Look {
  const char *at; // NULL: nothing happens
  const char *from, *to;
  bool named, other;
} Look;

static char root[64];

static char *path_in(const char *name) {
  return str_format("%s/%s", root, name);
}

static PollInterest interest(void *context, const void *owner, const char *name) {
  Look *look = context;
  (void)name;
  if (look->at && strcmp((const char *)owner, look->at) == 0) {
    look->at = NULL;
    ck_assert_int_eq(rename(look->from, look->to), 0);
  }
  return POLL_NAME;
}

static void tell(void *context, void *owner, const char *name, PollEvent event) {
  Look *look = context;
  look->named |= strcmp((const char *)owner, root) == 0 && name && strcmp(name, "packages") == 0;
  look->other |= event == POLL_OTHER_FOLDER;
}

// Folders are looked at in the order in which they were added: the first has been, when packages go, and the last has not.
START_TEST(a_move_amid_a_look) {
  snprintf(root, sizeof root, "/tmp/neap-poller-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(root));
  char *middle = path_in("middle");
  char *inner = path_in("middle/inner");
  char *packages = path_in("packages");
  char *tool = path_in("packages/tool");
  char *gone = path_in("gone");
  ck_assert(mkdir(middle, 0700) == 0 && mkdir(inner, 0700) == 0);
  ck_assert(mkdir(packages, 0700) == 0 && mkdir(tool, 0700) == 0);
  Look look = { .from = packages, .to = gone };
  PollListener listener = { &look, interest, tell };
  Poller *poller = poller_new(&listener);
  poller_add(poller, root, root);
  poller_add(poller, middle, middle);
  poller_add(poller, tool, tool);
  look.at = middle;
  poller_look(poller);
  ck_assert(look.at == NULL && look.other);
  ck_assert(look.named);
  poller_free(poller);
  char *moved = path_in("gone/tool");
  ck_assert(rmdir(moved) == 0 && rmdir(gone) == 0 && rmdir(inner) == 0 && rmdir(middle) == 0);
  ck_assert_int_eq(rmdir(root), 0);
  char *texts[] = { middle, inner, packages, tool, gone, moved };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    mem_free(texts[i]);
  }
}

END_TEST

int main(void) {
  Suite *suite = suite_create("poller");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, a_move_amid_a_look);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
