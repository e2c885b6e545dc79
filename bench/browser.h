// The browser that the workload dev-server visits its page with. Threads: no shared state.
#ifndef NEAP_BENCH_BROWSER_H
#define NEAP_BENCH_BROWSER_H

#include "base/err.h"

typedef struct Browser {
  char *node;   // owned
  char *script; // owned; node runs it, with the page's address
} Browser;

// Finds what a visit needs: Node, Chromium ($CHROMIUM, else Debian's), playwright-core. false: `err` says what is missing and how to get
// it. Ended by browser_clear.
bool browser_find(Browser *browser, Err *err) __attribute__((warn_unused_result));
void browser_clear(Browser *browser);

#endif
