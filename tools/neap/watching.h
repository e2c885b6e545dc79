// What the commands that build again as files change have in common: neap watch and neap serve.
#ifndef NEAP_WATCHING_H
#define NEAP_WATCHING_H

#include "args.h"

#include <string.h>

// Rows of the option table of a struct with the members poll_ms and build (BuildOptions).
// clang-format off
#define WATCHING_OPTIONS(Options)                                                                                          \
  { "poll", 0, OPTION_NUMBER, offsetof(Options, poll_ms), "MS", 1, 60000, "Watching",                                      \
    "Look at all files every MS milliseconds; without it only where the system tells nothing (network mounts)" },          \
  { "mem-every", 0, OPTION_FLAG, offsetof(Options, build.mem_every), NULL, 0, 0, "Watching",                               \
    "Print after each build what is held in memory, and by what" },                                                        \
  { "memory-limit", 0, OPTION_NUMBER, offsetof(Options, build.memory_limit_mib), "MIB", 0, 1 << 20, "Watching",            \
    "Hold no more than MIB between builds: syntax trees of files long unchanged are dropped and made again on need" }

// clang-format on

// Whether an option of neap build is for the A/B run's scripts, of which only the marks mean something here.
static inline bool watching_lacks(const Option *option) {
  return str_starts(str_of(option->name), STR("bench-")) &&
         strcmp(option->name, "bench-marks") != 0;
}

#endif
