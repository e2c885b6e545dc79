#include "mark.h"

#include <inttypes.h>

static const char *const texts[] = {
  [MARK_NONE] = "none",
  [MARK_START] = "start",
  [MARK_COLD_BEGIN] = "cold-begin",
  [MARK_COLD_END] = "cold-end",
  [MARK_REBUILD_BEGIN] = "rebuild-begin",
  [MARK_REBUILD_END] = "rebuild-end",
  [MARK_IDLE_BEGIN] = "idle-begin",
  [MARK_IDLE_END] = "idle-end",
};

const char *mark_text(MarkName name) {
  return texts[name];
}

static bool parse_nanoseconds(Str digits, uint64_t *number) {
  if (digits.len == 0) return false;
  *number = 0;
  for (size_t i = 0; i < digits.len; i++) {
    uint32_t digit = (uint32_t)(unsigned char)digits.data[i] - '0';
    if (digit > 9 || *number > (UINT64_MAX - digit) / 10) return false;
    *number = *number * 10 + digit;
  }
  return true;
}

bool mark_parse(Mark *mark, Str line) {
  static const Str prefix = { "mark ", 5 };
  if (!str_starts(line, prefix)) return false;
  Str rest = str_slice(line, prefix.len, line.len);
  size_t end = str_find(rest, ' ');
  if (!parse_nanoseconds(str_slice(rest, end + 1, rest.len), &mark->at_ns)) return false;
  for (int name = MARK_START; name <= MARK_IDLE_END; name++) {
    if (!str_is(str_slice(rest, 0, end), texts[name])) continue;
    mark->name = (MarkName)name;
    return true;
  }
  return false;
}

bool mark_may_follow(MarkName last, MarkName next) {
  switch (next) {
    case MARK_NONE: return false;
    case MARK_REBUILD_BEGIN:
    case MARK_IDLE_BEGIN: return last == MARK_COLD_END || last == MARK_REBUILD_END;
    default: return last == next - 1;
  }
}
