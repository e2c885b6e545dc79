#include "resolve/near.h"

#include <strings.h>

// How many letters may differ: a third, two from four letters on (two neighbours that changed places are two).
static size_t limit_of(Str wanted) {
  size_t limit = wanted.len / 3;
  size_t least = wanted.len < 4 ? 1 : 2;
  return limit < least ? least : limit > 4 ? 4 : limit;
}

static bool same_but_case(Str a, Str b) {
  return a.len == b.len && (a.len == 0 || strncasecmp(a.data, b.data, a.len) == 0);
}

static size_t distance_of(Str wanted, Str name) {
  if (same_but_case(wanted, name)) return 0;
  return str_distance(wanted, name, limit_of(wanted));
}

static void near_insert(Near *near, Str name, size_t distance) {
  if (distance > limit_of(near->wanted)) return;
  for (size_t i = 0; i < near->count; i++) {
    if (str_equal(near->names[i], name)) return;
  }
  size_t place = near->count;
  while (place != 0) {
    size_t before = near->distances[place - 1];
    bool is_better =
        distance != before ? distance < before : str_compare(name, near->names[place - 1]) < 0;
    if (!is_better) break;
    place--;
  }
  if (place == NEAR_COUNT) return;
  if (near->count < NEAR_COUNT) near->count++;
  for (size_t i = near->count - 1; i > place; i--) {
    near->names[i] = near->names[i - 1];
    near->distances[i] = near->distances[i - 1];
  }
  near->names[place] = name;
  near->distances[place] = distance;
}

void near_offer(Near *near, Str name) {
  near_insert(near, name, distance_of(near->wanted, name));
}

void near_offer_file(Near *near, Str name) {
  Str stem = str_slice(name, 0, str_find_last(name, '.'));
  Str wanted_stem = str_slice(near->wanted, 0, str_find_last(near->wanted, '.'));
  size_t whole = distance_of(near->wanted, name);
  size_t left_out = distance_of(near->wanted, stem);
  size_t other_ending = distance_of(wanted_stem, stem) + 1;
  size_t best = whole < left_out ? whole : left_out;
  near_insert(near, name, best < other_ending ? best : other_ending);
}

void near_append(const Near *near, Buf *out, Str prefix) {
  if (near->count == 0) return;
  if (out->len != 0) buf_append_char(out, ' ');
  buf_append(out, STR("Did you mean "));
  size_t count = 1; // only the nearest of the near
  while (count < near->count && near->distances[count] == near->distances[0]) {
    count++;
  }
  for (size_t i = 0; i < count; i++) {
    const char *joint = i == 0 ? "" : i + 1 == count ? " or " : ", ";
    buf_printf(out, "%s\"%.*s%.*s\"", joint, STR_ARG(prefix), STR_ARG(near->names[i]));
  }
  buf_append_char(out, '?');
}
