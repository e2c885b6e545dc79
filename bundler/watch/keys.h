// Single keys of a terminal, and the end of standard input.
#ifndef NEAP_WATCH_KEYS_H
#define NEAP_WATCH_KEYS_H

#include <stdbool.h>
#include <termios.h>

typedef struct Keys {
  bool is_terminal;
  bool is_over; // nothing comes any more
  struct termios before;
} Keys;

// Has a terminal give every key at once, unless the process stands in the background. Ended by keys_end.
Keys keys_begin(void);

// For poll; negative: nothing is to be waited for.
int keys_fd(const Keys *keys);

// The next key when keys_fd is readable; 0: there is none, or none any more.
char keys_take(Keys *keys);

// Gives the terminal back as it was.
void keys_end(const Keys *keys);

#endif
