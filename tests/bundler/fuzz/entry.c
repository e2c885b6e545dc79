#include "entry.h"

#include "../ast_equal.h"
#include "base/mem.h"
#include "codegen/reuse.h"
#include "round_trip.h"

enum { SOURCE_SIZE = 100000 };

// What was read is written as it was, but that nothing is there twice.
static bool texts_hold(Str bytes) {
  Reuse reuse = REUSE_EMPTY;
  bool read = reuse_read(&reuse, bytes);
  if (read) {
    Buf once = BUF_EMPTY;
    Buf again = BUF_EMPTY;
    Reuse twice = REUSE_EMPTY;
    reuse_write(&reuse, &once);
    if (!reuse_read(&twice, buf_str(&once))) abort();
    reuse_write(&twice, &again);
    if (!str_equal(buf_str(&once), buf_str(&again))) abort();
    reuse_clear(&twice);
    buf_clear(&once);
    buf_clear(&again);
  }
  reuse_clear(&reuse);
  return read;
}

bool entry_holds(const uint8_t *bytes, size_t size) {
  // A copy of exactly that size, so that reading past its end is seen.
  char *copy = (char *)mem_alloc(size == 0 ? 1 : size);
  if (size != 0) memcpy(copy, bytes, size);
  bool read = any_bytes_hold((Str){ copy, size }, SOURCE_SIZE);
  read |= texts_hold((Str){ copy, size });
  mem_free(copy);
  return read;
}

// Each byte in a few ways, and each beginning.
static void spoil(Buf *entry) {
  static const uint8_t masks[] = { 0x01, 0x80, 0xff };
  for (size_t i = 0; i < entry->len; i++) {
    for (size_t j = 0; j < sizeof masks; j++) {
      entry->data[i] = (char)(entry->data[i] ^ masks[j]);
      entry_holds((const uint8_t *)entry->data, entry->len);
      entry->data[i] = (char)(entry->data[i] ^ masks[j]);
    }
    if (i % 16 == 0) entry_holds((const uint8_t *)entry->data, i);
  }
}

bool entry_spoiled_holds(const uint8_t *source, size_t size) {
  enum { SPOILED_MAX = 4000 }; // what is larger has little that is new, and takes long

  Buf entry = BUF_EMPTY;
  round_trip_store(source, size, &entry);
  bool is_kept = entry.len != 0;
  if (is_kept && !entry_holds((const uint8_t *)entry.data, entry.len)) abort();
  if (entry.len <= SPOILED_MAX) spoil(&entry);
  buf_clear(&entry);
  return is_kept;
}
