#include "base/json.h"

#include "base/mem.h"

static const Str byte_order_mark = { "\xef\xbb\xbf", 3 };

// Where the message of jansson points to: it counts to the end of the token that it names, people look at its start.
static size_t error_place(const json_error_t *error, Str text) {
  size_t end = error->position < 0 ? 0 : (size_t)error->position;
  if (end > text.len) end = text.len;
  Str message = str_of(error->text);
  size_t near = str_find_str(message, STR("near '"));
  if (near == message.len) return end;
  Str token = str_slice(message, near + strlen("near '"), message.len - 1);
  if (token.len > end) return end;
  bool is_there = str_equal(str_slice(text, end - token.len, end), token);
  return is_there ? end - token.len : end;
}

// Whether the last character before `place` that is no white space is a comma.
static bool follows_comma(Str text, size_t place) {
  while (place != 0 && strchr(" \t\r\n", text.data[place - 1])) {
    place--;
  }
  return place != 0 && text.data[place - 1] == ',';
}

// The three slips that people make most often, in words; else what jansson says.
static const char *error_words(const json_error_t *error, Str text, size_t place) {
  if (text.len == 0) return "the file is empty";
  if (place == text.len) return error->text;
  char at = text.data[place];
  if ((at == '}' || at == ']') && follows_comma(text, place))
    return "JSON allows no comma before a closing bracket";
  if (at == '/') return "JSON has no comments";
  if (at == '\'') return "JSON wants double quotes";
  return error->text;
}

// Bytes of the UTF-8 sequence at the start of `text`, 0: it is none.
static size_t sequence_length(Str text) {
  unsigned char lead = (unsigned char)text.data[0];
  size_t length = lead < 0x80                   ? 1
                  : lead >= 0xc2 && lead < 0xe0 ? 2
                  : lead >= 0xe0 && lead < 0xf0 ? 3
                  : lead >= 0xf0 && lead < 0xf5 ? 4
                                                : 0;
  if (length > text.len) return 0;
  for (size_t i = 1; i < length; i++) {
    if (((unsigned char)text.data[i] & 0xc0) != 0x80) return 0;
  }
  unsigned char second = length > 1 ? (unsigned char)text.data[1] : 0;
  bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  bool outside = (lead == 0xed && second >= 0xa0) || (lead == 0xf4 && second >= 0x90);
  return overlong || outside ? 0 : length;
}

// Old packages have their author's name in Latin-1: nothing that matters here is in such a string.
static Buf repaired(Str text) {
  Buf out = BUF_EMPTY;
  buf_reserve(&out, text.len);
  for (size_t i = 0; i < text.len;) {
    size_t length = sequence_length(str_slice(text, i, text.len));
    buf_append(&out, length == 0 ? STR("\xef\xbf\xbd") : str_slice(text, i, i + length));
    i += length == 0 ? 1 : length;
  }
  return out;
}

json_t *json_read(Str text, size_t *place, Err *err) {
  // Numbers are read as doubles, so that no integer is too big.
  const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL;
  if (text.data == NULL) text = STR("");
  size_t mark = str_starts(text, byte_order_mark) ? byte_order_mark.len : 0;
  text = str_slice(text, mark, text.len);
  json_error_t error;
  json_t *value = json_loadb(text.data, text.len, flags, &error);
  Buf valid = BUF_EMPTY;
  if (value == NULL && json_error_code(&error) == json_error_invalid_utf8) {
    valid = repaired(text);
    text = buf_str(&valid);
    value = json_loadb(text.data, text.len, flags, &error);
  }
  if (value == NULL) {
    size_t at = error_place(&error, text);
    *place = mark + at;
    err_set(err, "%s", error_words(&error, text, at));
  }
  buf_clear(&valid);
  return value;
}

static void error_tell(const char *path, Str text, size_t place, Err *err) {
  unsigned line = 1;
  unsigned column = 1;
  for (size_t i = str_starts(text, byte_order_mark) ? byte_order_mark.len : 0;
       i < place && i < text.len; i++) {
    bool continues = ((unsigned char)text.data[i] & 0xc0) == 0x80;
    if (!continues) column++;
    if (text.data[i] != '\n') continue;
    line++;
    column = 1;
  }
  Err words = *err;
  *err = ERR_NONE;
  err_set(err, "%s:%u:%u: %s", path, line, column, words.text);
  err_clear(&words);
}

json_t *json_parse(const char *path, Str text, Err *err) {
  size_t place = 0;
  json_t *value = json_read(text, &place, err);
  if (value == NULL) error_tell(path, text, place, err);
  return value;
}
