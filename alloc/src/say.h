// Text without malloc or stdio: one-line messages on stderr, the end of the program, and what stats.c builds JSON with.
// Threads: a Text belongs to who made it; messages go out with one write each.
#ifndef NEAP_ALLOC_SAY_H
#define NEAP_ALLOC_SAY_H

#include "base.h"

// Text that grows in a caller's buffer. What does not fit is counted but not kept, as with snprintf.
typedef struct Text {
  char *data;    // borrowed
  size_t size;   // of data, with room for the final NUL
  size_t length; // of the whole text; may exceed size
} Text;

void neap__text_init(Text *text, char *data, size_t size);
void neap__text_add(Text *text, const char *string);
void neap__text_add_number(Text *text, uint64_t number);
void neap__text_add_address(Text *text, const void *address); // 0x…, without leading zeros

// Writes "neap: " and the text as one line.
void neap__say(const Text *text);
// As neap__say, then ends the program with SIGABRT.
_Noreturn void neap__say_and_abort(const Text *text);

#endif
