#include "base/intern.h"

#include "base/mem.h"

#include <pthread.h>
#include <xxhash.h>

enum { SHARD_COUNT = 64 };

typedef struct Shard {
  pthread_mutex_t mu;
  const Atom **atoms; // guarded by mu: open addressing, NULL where empty
  uint32_t count;     // guarded by mu
  uint32_t cap;       // guarded by mu: a power of two, or 0
} __attribute__((aligned(64))) Shard;

static Shard shards[SHARD_COUNT] = { [0 ... SHARD_COUNT - 1] = { .mu =
                                                                     PTHREAD_MUTEX_INITIALIZER } };

// The top bits choose the shard, the low ones the place in it.
static Shard *shard_of(uint64_t hash) {
  return &shards[hash >> 58];
}

static const Atom **shard_place(const Shard *shard, Str text, uint64_t hash) {
  uint32_t mask = shard->cap - 1;
  uint32_t place = (uint32_t)hash & mask;
  for (;;) {
    const Atom *atom = shard->atoms[place];
    if (atom == NULL || (atom->hash == hash && str_equal(atom_str(atom), text)))
      return &shard->atoms[place];
    place = (place + 1) & mask;
  }
}

static void shard_grow(Shard *shard) {
  Shard grown = { .count = shard->count, .cap = shard->cap == 0 ? 64 : shard->cap * 2 };
  grown.atoms = (const Atom **)mem_alloc_zeroed(grown.cap, sizeof *grown.atoms);
  for (uint32_t i = 0; i < shard->cap; i++) {
    const Atom *atom = shard->atoms[i];
    if (atom) *shard_place(&grown, atom_str(atom), atom->hash) = atom;
  }
  mem_free((void *)shard->atoms);
  shard->atoms = grown.atoms;
  shard->cap = grown.cap;
}

static Atom *atom_new(Str text, uint64_t hash) {
  if (text.len > UINT32_MAX - sizeof(Atom) - 1) mem_exhausted(text.len);
  Atom *atom = (Atom *)mem_alloc(sizeof(Atom) + text.len + 1);
  atom->hash = hash;
  atom->len = (uint32_t)text.len;
  if (text.len != 0) memcpy(atom->text, text.data, text.len);
  atom->text[text.len] = '\0';
  return atom;
}

const Atom *intern(Str text) {
  uint64_t hash = XXH3_64bits(text.data, text.len);
  Shard *shard = shard_of(hash);
  pthread_mutex_lock(&shard->mu);
  if ((shard->count + 1) * 4ull > shard->cap * 3ull) shard_grow(shard);
  const Atom **place = shard_place(shard, text, hash);
  if (*place == NULL) {
    *place = atom_new(text, hash);
    shard->count++;
  }
  const Atom *atom = *place;
  pthread_mutex_unlock(&shard->mu);
  return atom;
}

void intern_clear(void) {
  for (int s = 0; s < SHARD_COUNT; s++) {
    Shard *shard = &shards[s];
    pthread_mutex_lock(&shard->mu);
    for (uint32_t i = 0; i < shard->cap; i++) {
      mem_free((void *)shard->atoms[i]);
    }
    mem_free((void *)shard->atoms);
    shard->atoms = NULL;
    shard->count = 0;
    shard->cap = 0;
    pthread_mutex_unlock(&shard->mu);
  }
}
