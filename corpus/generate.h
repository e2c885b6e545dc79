// Projects of any size to bundle: ES modules whose sizes and imports are spread as in real packages, which run in Node and print a
// checksum of everything they computed and of the order in which they were evaluated.
#ifndef NEAP_CORPUS_GENERATE_H
#define NEAP_CORPUS_GENERATE_H

#include "base/err.h"

#include <stdint.h>

enum { CORPUS_MODULES_MAX = 1000000 };

typedef struct CorpusOptions {
  uint32_t
      modules; // 1 … CORPUS_MODULES_MAX, beside the small runtime module that all of them share
  uint32_t seed;
  const char *folder;
} CorpusOptions;

typedef struct CorpusReport {
  uint64_t bytes;   // of all files
  uint64_t imports; // edges between modules
} CorpusReport;

// Writes the project into `folder`, whole or not at all: it is made beside the folder and renamed into place. The same modules and
// seed always give the same bytes. A folder that an earlier call made is replaced; any other that is not empty is refused.
// Threads: any, on different folders.
bool corpus_generate(const CorpusOptions *options, CorpusReport *report, Err *err)
    __attribute__((warn_unused_result));

#endif
