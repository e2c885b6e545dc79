#include "base/jsonc.h"

// Bytes of the text in quotes at the start of `text`.
static size_t quoted_length(Str text) {
  size_t end = 1;
  while (end < text.len && text.data[end] != '"') {
    end += text.data[end] == '\\' ? 2 : 1;
  }
  return end < text.len ? end + 1 : text.len;
}

// Bytes of the comment at the start of `text`, 0: it is none.
static size_t comment_length(Str text) {
  if (str_starts(text, STR("//"))) return str_find(text, '\n');
  if (!str_starts(text, STR("/*"))) return 0;
  size_t end = 2 + str_find_str(str_slice(text, 2, text.len), STR("*/"));
  return end < text.len ? end + 2 : text.len;
}

static void append_blank(Buf *out, Str text) {
  for (size_t i = 0; i < text.len; i++) {
    buf_append_char(out, text.data[i] == '\n' ? '\n' : ' ');
  }
}

Buf jsonc_plain(Str text) {
  Buf out = BUF_EMPTY;
  size_t comma =
      SIZE_MAX; // the last thing that is neither white nor a comment is a comma, at this place
  for (size_t i = 0; i < text.len;) {
    Str rest = str_slice(text, i, text.len);
    char c = rest.data[0];
    size_t comment = comment_length(rest);
    size_t length = comment != 0 ? comment : c == '"' ? quoted_length(rest) : 1;
    bool closes = c == '}' || c == ']';
    if (closes && comma != SIZE_MAX) out.data[comma] = ' ';
    if (comment != 0) {
      append_blank(&out, str_slice(rest, 0, comment));
    } else {
      buf_append(&out, str_slice(rest, 0, length));
    }
    bool is_blank = comment != 0 || c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_blank) comma = c == ',' ? i : SIZE_MAX;
    i += length;
  }
  return out;
}
