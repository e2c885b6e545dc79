// Shared names: equal texts are one Atom, so that names compare by pointer. Atoms live until intern_clear and are
// never moved: small, long-lived and made by whichever thread met the name first.
#ifndef NEAP_BASE_INTERN_H
#define NEAP_BASE_INTERN_H

#include "base/str.h"

typedef struct Atom {
  uint64_t hash; // const after intern: xxh3 of the text
  uint32_t len;  // const after intern: bytes
  char text[];   // const after intern: zero-terminated
} Atom;

// The atom of `text` (at most UINT32_MAX bytes). Threads: any; locks one of its shards. Never NULL.
const Atom *intern(Str text);

static inline const Atom *intern_text(const char *text) {
  return intern(str_of(text));
}

static inline Str atom_str(const Atom *atom) {
  return (Str){ atom->text, atom->len };
}

// Frees every atom. Threads: none may hold or make atoms any more.
void intern_clear(void);

#endif
