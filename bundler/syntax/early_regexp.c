#include "syntax/early.h"

RegExpFault early_regexp(Str pattern, Str flags) {
  (void)pattern;
  (void)flags;
  return (RegExpFault){ NULL, 0, false };
}
