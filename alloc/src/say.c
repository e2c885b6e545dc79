#include "say.h"

#include "os.h"
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 512 };

void neap__text_init(Text *text, char *data, size_t size) {
  *text = (Text){ .data = data, .size = size };
  if (size > 0) {
    data[0] = '\0';
  }
}

static void text_add_bytes(Text *text, const char *bytes, size_t count) {
  if (text->length + 1 < text->size) {
    size_t kept = size_min(count, text->size - 1 - text->length);
    memcpy(text->data + text->length, bytes, kept);
    text->data[text->length + kept] = '\0';
  }
  text->length += count;
}

void neap__text_add(Text *text, const char *string) {
  text_add_bytes(text, string, strlen(string));
}

static void text_add_digits(Text *text, uint64_t number, unsigned base) {
  char digits[24];
  size_t at = sizeof digits;
  do {
    digits[--at] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number > 0);
  text_add_bytes(text, digits + at, sizeof digits - at);
}

void neap__text_add_number(Text *text, uint64_t number) {
  text_add_digits(text, number, 10);
}

void neap__text_add_address(Text *text, const void *address) {
  neap__text_add(text, "0x");
  text_add_digits(text, (uintptr_t)address, 16);
}

void neap__say(const Text *text) {
  char line[LINE_MAX_BYTES];
  Text whole;
  neap__text_init(&whole, line, sizeof line - 1);
  neap__text_add(&whole, "neap: ");
  neap__text_add(&whole, text->data);
  size_t length = size_min(whole.length, sizeof line - 2);
  line[length] = '\n';
  neap__os_write_stderr(line, length + 1);
}

void neap__say_and_abort(const Text *text) {
  neap__say(text);
  abort();
}

void neap__check_failed(const char *what, const char *file, int line) {
  char data[LINE_MAX_BYTES];
  Text text;
  neap__text_init(&text, data, sizeof data);
  neap__text_add(&text, "internal error: ");
  neap__text_add(&text, what);
  neap__text_add(&text, " does not hold at ");
  neap__text_add(&text, file);
  neap__text_add(&text, ":");
  neap__text_add_number(&text, (uint64_t)line);
  neap__say_and_abort(&text);
}
