// Keeps what a watching build holds from one build to the next below --memory-limit.
#ifndef NEAP_DRIVER_LIMIT_H
#define NEAP_DRIVER_LIMIT_H

#include "codegen/reuse.h"

// Drops trees of the graph until all that is held (account.h) is no more than `limit` bytes: those of modules first that were not changed for longest, of
// these the largest. They are made again when a module is printed (graph_tree); what is built stays the same.
// Gives the bytes that are held then: more than the limit if no tree is left to drop. Threads: nobody builds meanwhile.
uint64_t limit_keep(const Graph *graph, const Link *link, const Reuse *reuse, uint64_t limit);

#endif
