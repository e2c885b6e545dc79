// The faces of a session: the terminal's table, files, and what CI reads. All are right after any number of blocks, none included.
// Threads: no shared state.
#ifndef NEAP_BENCH_REPORT_H
#define NEAP_BENCH_REPORT_H

#include "session.h"

// The table, for people.
void report_table(const Session *session, Buf *out);

// What is about to be done and on what machine: the lines above the table.
void report_head(const Session *session, Buf *out);

// For a pull request's comment; the verdict is in the first line.
void report_md(const Session *session, Buf *out);

// As JUnit's XML: a test for the run and one for every gate and arm. Allowed ones are skipped.
void report_junit(const Session *session, Buf *out);

// As GitHub's workflow commands: the verdict and the warnings as annotations.
void report_github(const Session *session, Buf *out);

// The whole session as JSON; the schema is in bench/README.md.
void report_json(const Session *session, Buf *out);

// The same with about `points` points at most in each curve, its extremes among them.
void report_json_thinned(const Session *session, uint32_t points, Buf *out);

// As one HTML file for a browser, that needs nothing else.
void report_html(const Session *session, Buf *out);

#endif
