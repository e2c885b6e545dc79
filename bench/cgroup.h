// A memory control group of one run's own, of either version, where one can be made. It knows of memory that no process shows: the kernel keeps
// the whole of a huge page of which a part went back, until it is short of memory. Threads: no shared state.
#ifndef NEAP_BENCH_CGROUP_H
#define NEAP_BENCH_CGROUP_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Cgroup {
  char *folder; // owned; NULL: there is none
  char *door;   // owned; the file that takes in a process that writes 0 to it
} Cgroup;

// Whether a run can have one here: tries it. Removes those that killed A/B runs have left.
bool cgroup_is_there(void);

// Makes one inside of ours, or beside it, for the run of that number. false: none can be made here. Ended by cgroup_end.
bool cgroup_make(Cgroup *group, uint32_t number);

// Bytes of anonymous memory that are charged to it and mapped nowhere, when `lazy_free` bytes of its processes are given up but still mapped.
// false: it cannot be read, or has nothing in it.
bool cgroup_hidden(const Cgroup *group, uint64_t lazy_free, uint64_t *hidden);

// Removes it, when what was in it has ended.
void cgroup_end(Cgroup *group);

// The same for texts, as the kernel writes them. cgroup_parse_folder: /proc/self/cgroup and /proc/self/mountinfo to the folder of our own group that
// has a memory controller, version 1 before 2; false: there is none.
bool cgroup_parse_folder(Str groups, Str mounts, Buf *folder);
bool cgroup_parse_hidden(Str stat, uint64_t lazy_free, uint64_t *hidden);

#endif
