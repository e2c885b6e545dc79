// JSON reports as stored blocks: read back, to go on from (`--resume`) or to join with others (`neap ab merge`). Threads: no shared state.
#ifndef NEAP_BENCH_STORE_H
#define NEAP_BENCH_STORE_H

#include "session.h"

typedef VEC(const char *) StoreTexts; // borrowed from the report

typedef struct Store {
  const char *path; // borrowed
  void *root;       // owned; the report, jansson's
  StoreTexts arms, factors, gates, allowed, build_options;
} Store;

// Reads a report that `--json` wrote. Ended by store_close, also after a failure.
bool store_open(Store *store, const char *path, Err *err) __attribute__((warn_unused_result));
void store_close(Store *store);

// The call that the report came from, borrowed from it; where reports go, and gates if it names some, are as in `own`.
AbOptions store_options(const Store *store, const AbOptions *own);

// Whether both reports are of one run: the same arms, workload, seed, program and libraries. Otherwise `err` names the difference.
bool store_is_same_run(const Store *store, const Store *other, Err *err)
    __attribute__((warn_unused_result));

// Whether the program and the libraries are still what they were for the report.
bool store_is_same_build(const Store *store, const Session *session, Err *err)
    __attribute__((warn_unused_result));

// Reads the block, from 0, one run for each arm in the plan's order. false: the report does not have all of it, and `runs` owns nothing.
bool store_read_block(const Store *store, const Session *session, uint32_t block, Run *runs);

// Takes over when it was begun and on what machine, the busiest one of several, and the libraries' names and prints.
void store_read_circumstances(const Store *store, Session *session);

// Fills the session's prints from the files.
bool store_fingerprint(Session *session, Err *err) __attribute__((warn_unused_result));

#endif
