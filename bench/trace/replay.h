// Replays an allocation trace: the calls that were recorded, by as many threads, in the order that is in the trace. Threads: one replay in a
// process at a time.
#ifndef NEAP_BENCH_TRACE_REPLAY_H
#define NEAP_BENCH_TRACE_REPLAY_H

#include "trace.h"

// Plays it with malloc and free of the process. Every page of a block is written to once, but of calloc's only what that does itself. What
// threads that did not end hold, they hold until replay_end. false: memory was not to be had, or a thread.
bool replay_play(const Trace *trace, Err *err) __attribute__((warn_unused_result));

// Ends the threads. Blocks that live stay as they are, for the program left them, too; or they are freed.
void replay_end(bool frees_blocks);

#endif
