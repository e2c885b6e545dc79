#include "base/rope.h"

void rope_add(Rope *rope, Str text) {
  if (text.len == 0) return;
  vec_push(&rope->parts, text);
  rope->len += text.len;
}

void rope_take(Rope *rope, Buf *text) {
  rope_add(rope, buf_str(text));
  if (text->data) vec_push(&rope->owned, text->data);
  *text = BUF_EMPTY;
}

Buf rope_join(const Rope *rope) {
  Buf text = BUF_EMPTY;
  buf_reserve(&text, rope->len);
  vec_each (part, &rope->parts) {
    buf_append(&text, *part);
  }
  return text;
}

void rope_clear(Rope *rope) {
  vec_each (block, &rope->owned) {
    mem_free(*block);
  }
  vec_clear(&rope->owned);
  vec_clear(&rope->parts);
  rope->len = 0;
}
