// What a watching build keeps from one build to the next, in bytes by kind: what was asked of malloc, without its overhead.
#ifndef NEAP_DRIVER_ACCOUNT_H
#define NEAP_DRIVER_ACCOUNT_H

#include "codegen/reuse.h"

#include <stdio.h>

typedef struct Account {
  uint64_t sources; // texts of files
  uint64_t trees;   // nodes of syntax trees, with their lists and texts
  uint64_t tables;  // symbols, scopes, imports, exports, parts; edges to other modules
  uint64_t links;   // what linking decided
  uint64_t printed; // texts of modules as they were printed
} Account;

// Counts by walking all of it; trees only when they are new, for that takes as long as printing does. `graph` and `link` may be NULL. Threads: nobody builds meanwhile.
Account account_of(const Graph *graph, const Link *link, const Reuse *reuse);

// The sum.
uint64_t account_total(const Account *account);

// One line; `as_json`: {"kind":"memory","footprint":…,"live":…,"retained":…,"sources":…,…}, bytes. `footprint` and `live` as in memory.h; what is behind neither is retained by malloc.
void account_print(const Account *account, uint64_t footprint, uint64_t live, bool as_json,
                   FILE *out);

#endif
