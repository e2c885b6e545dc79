// What is done to a program from outside while it runs, where it does not play its script itself: files are saved, its page is visited, and
// when all is done it rests until it is stopped. Threads: the main one only.
#ifndef NEAP_BENCH_GUIDE_H
#define NEAP_BENCH_GUIDE_H

#include "task.h"

// After a mark of the program, before it counts: whether it does. A rebuild that shows nothing of what was saved does not.
bool guide_counts(const RunTask *task, const Mark *mark);

// After a mark that counted.
RunResult guide_mark(RunTask *task, Err *err) __attribute__((warn_unused_result));

// While nothing comes.
RunResult guide_quiet(RunTask *task, Err *err) __attribute__((warn_unused_result));

// After a look at the rest: ends the program when it was the last.
void guide_rested(RunTask *task);

// The last line that a program printed, or the first that tells an error, after ": "; empty when it printed none. The caller frees it.
char *guide_last_words(const char *printed);

#endif
