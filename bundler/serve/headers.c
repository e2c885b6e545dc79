#include "serve/headers.h"

#include <strings.h>

static Str trim(Str text) {
  while (text.len != 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
    text = str_slice(text, 1, text.len);
  }
  while (text.len != 0 && (text.data[text.len - 1] == ' ' || text.data[text.len - 1] == '\t')) {
    text.len--;
  }
  return text;
}

// Takes what stands before the next `mark` off `*rest`, trimmed.
static Str take(Str *rest, char mark) {
  size_t end = str_find(*rest, mark);
  Str item = trim(str_slice(*rest, 0, end));
  *rest = str_slice(*rest, end + 1, rest->len);
  return item;
}

static bool same_word(Str a, Str b) {
  return a.len == b.len && (a.len == 0 || strncasecmp(a.data, b.data, a.len) == 0);
}

// --- Ranges ---

// false: no number, or one that no file reaches.
static bool read_number(Str text, uint64_t *number) {
  enum { DIGITS_MAX = 18 };

  if (text.len == 0 || text.len > DIGITS_MAX) return false;
  *number = 0;
  for (size_t i = 0; i < text.len; i++) {
    if (text.data[i] < '0' || text.data[i] > '9') return false;
    *number = *number * 10 + (uint64_t)(text.data[i] - '0');
  }
  return true;
}

static RangeVerdict last_bytes(uint64_t wanted, uint64_t size, uint64_t *first, uint64_t *count) {
  if (wanted == 0 || size == 0) return RANGE_UNSATISFIABLE;
  *count = wanted < size ? wanted : size;
  *first = size - *count;
  return RANGE_PART;
}

RangeVerdict header_range(Str range, uint64_t size, uint64_t *first, uint64_t *count) {
  Str unit = STR("bytes=");
  if (range.len <= unit.len || !same_word(str_slice(range, 0, unit.len), unit)) return RANGE_WHOLE;
  Str set = trim(str_slice(range, unit.len, range.len));
  if (str_find(set, ',') != set.len) return RANGE_WHOLE;
  size_t dash = str_find(set, '-');
  if (dash == set.len) return RANGE_WHOLE;
  Str from = trim(str_slice(set, 0, dash));
  Str to = trim(str_slice(set, dash + 1, set.len));
  uint64_t last = 0;
  if (to.len != 0 && !read_number(to, &last)) return RANGE_WHOLE;
  if (from.len == 0) return to.len == 0 ? RANGE_WHOLE : last_bytes(last, size, first, count);
  if (!read_number(from, first) || (to.len != 0 && last < *first)) return RANGE_WHOLE;
  if (*first >= size) return RANGE_UNSATISFIABLE;
  if (to.len == 0 || last >= size) last = size - 1;
  *count = last - *first + 1;
  return RANGE_PART;
}

// --- Lists ---

bool header_has_etag(Str list, Str etag) {
  while (list.len != 0) {
    Str item = take(&list, ',');
    if (str_starts(item, STR("W/"))) item = str_slice(item, 2, item.len);
    if (str_is(item, "*") || str_equal(item, etag)) return true;
  }
  return false;
}

// "q=0", "q=0.0": not wanted at all.
static bool weighs_nothing(Str parameters) {
  while (parameters.len != 0) {
    Str parameter = take(&parameters, ';');
    if (parameter.len < 3 || !same_word(str_slice(parameter, 0, 2), STR("q="))) continue;
    for (size_t i = 2; i < parameter.len; i++) {
      if (parameter.data[i] != '0' && parameter.data[i] != '.') return false;
    }
    return true;
  }
  return false;
}

bool header_accepts(Str list, Str coding) {
  bool any = false;
  while (list.len != 0) {
    Str parameters = take(&list, ',');
    Str name = take(&parameters, ';');
    bool wanted = !weighs_nothing(parameters);
    if (same_word(name, coding)) return wanted;
    if (str_is(name, "*")) any = wanted;
  }
  return any;
}
