// The faces of a session: the terminal's table and the JSON file. Both are right after any number of blocks, none included.
// Threads: no shared state.
#ifndef NEAP_BENCH_REPORT_H
#define NEAP_BENCH_REPORT_H

#include "session.h"

// The table, for people.
void report_table(const Session *session, Buf *out);

// What is about to be done and on what machine: the lines above the table.
void report_head(const Session *session, Buf *out);

// The whole session as JSON; the schema is in bench/README.md.
void report_json(const Session *session, Buf *out);

#endif
