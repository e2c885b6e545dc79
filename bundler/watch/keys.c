#include "watch/keys.h"

#include <errno.h>
#include <unistd.h>

Keys keys_begin(void) {
  Keys keys = { .is_terminal = isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp() };
  if (!keys.is_terminal) return keys;
  keys.is_terminal = tcgetattr(STDIN_FILENO, &keys.before) == 0;
  struct termios single = keys.before;
  single.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  if (keys.is_terminal) tcsetattr(STDIN_FILENO, TCSANOW, &single);
  return keys;
}

int keys_fd(const Keys *keys) {
  return keys->is_over ? -1 : STDIN_FILENO;
}

char keys_take(Keys *keys) {
  char key = 0;
  ssize_t got = read(STDIN_FILENO, &key, 1);
  if (got == 1) return key;
  keys->is_over = got == 0 || errno != EINTR;
  return 0;
}

void keys_end(const Keys *keys) {
  if (keys->is_terminal) tcsetattr(STDIN_FILENO, TCSANOW, &keys->before);
}
