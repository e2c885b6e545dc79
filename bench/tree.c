#include "tree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

// The children that a thread of the process started.
static void push_children(Tree *tree, pid_t pid, const char *thread, Buf *text) {
  char path[340];
  Err err = ERR_NONE;
  snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)pid, thread);
  if (sample_read(path, text, &err)) {
    char *rest = text->data;
    for (long child = strtol(rest, &rest, 10); child > 0; child = strtol(rest, &rest, 10)) {
      vec_push(tree, (pid_t)child);
    }
  }
  err_clear(&err); // it may have ended since
}

static void push_all_children(Tree *tree, pid_t pid, Buf *text) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
  DIR *folder = opendir(path);
  if (folder == NULL) return;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    if (entry->d_name[0] != '.') push_children(tree, pid, entry->d_name, text);
  }
  closedir(folder);
}

void tree_look(Tree *tree, pid_t root) {
  Buf text = BUF_EMPTY;
  tree->len = 0;
  push_all_children(tree, root, &text);
  for (uint32_t i = 0; i < tree->len; i++) {
    push_all_children(tree, tree->items[i], &text);
  }
  buf_clear(&text);
}

uint64_t tree_private(const Tree *tree) {
  uint64_t sum = 0;
  vec_each (pid, tree) {
    sum += sample_private(*pid);
  }
  return sum;
}

uint64_t tree_cpu_ns(const Tree *tree) {
  uint64_t sum = 0;
  vec_each (pid, tree) {
    sum += sample_cpu_ns(*pid);
  }
  return sum;
}

uint64_t tree_wait_ns(const Tree *tree) {
  uint64_t sum = 0;
  vec_each (pid, tree) {
    sum += sample_wait_ns(*pid);
  }
  return sum;
}

uint64_t tree_sleeps(const Tree *tree) {
  uint64_t sum = 0;
  vec_each (pid, tree) {
    sum += sample_sleeps(*pid);
  }
  return sum;
}

bool tree_footprint(const Tree *tree, Footprint *footprint, Err *err) {
  *footprint = (Footprint){ 0 };
  Err last = ERR_NONE;
  bool any = false;
  vec_each (pid, tree) {
    Footprint one;
    if (!sample_footprint(*pid, &one, &last)) continue; // it may have ended since
    any = true;
    footprint->footprint += one.footprint;
    footprint->rss += one.rss;
    footprint->lazy_free += one.lazy_free;
    footprint->anonymous_huge += one.anonymous_huge;
  }
  if (!any) err_set(err, "%s", last.text ? last.text : "no process is left to look at");
  err_clear(&last);
  return any;
}
