#include "resolve/pattern.h"

#include "base/mem.h"

bool wildcard_match(Str pattern, Str text) {
  size_t star = str_find(pattern, '*');
  if (star == pattern.len) return str_equal(pattern, text);
  Str before = str_slice(pattern, 0, star);
  Str after = str_slice(pattern, star + 1, pattern.len);
  return text.len >= before.len + after.len && str_starts(text, before) && str_ends(text, after);
}

// --- Globs ---

// Where the `}` of the `{` at the start of `glob` is, or glob.len.
static size_t brace_end(Str glob) {
  size_t depth = 0;
  for (size_t i = 0; i < glob.len; i++) {
    if (glob.data[i] == '{') depth++;
    if (glob.data[i] == '}' && --depth == 0) return i;
  }
  return glob.len;
}

// The first alternative of `inner` up to its comma, commas in inner braces left alone.
static Str alternative_take(Str *inner) {
  size_t depth = 0;
  size_t i = 0;
  for (; i < inner->len; i++) {
    char c = inner->data[i];
    if (c == '{') depth++;
    if (c == '}' && depth != 0) depth--;
    if (c == ',' && depth == 0) break;
  }
  Str alternative = str_slice(*inner, 0, i);
  *inner = i == inner->len ? STR_EMPTY : str_slice(*inner, i + 1, inner->len);
  return alternative;
}

// `[abc]`, `[a-z]`, `[!a]`, `[^a]` at the start of `glob`; `*length` is that of the class, 0 when it is not closed.
static bool class_has(Str glob, char c, size_t *length) {
  size_t i = 1;
  bool negated = i < glob.len && (glob.data[i] == '!' || glob.data[i] == '^');
  if (negated) i++;
  bool found = false;
  size_t first = i;
  for (; i < glob.len && (glob.data[i] != ']' || i == first); i++) {
    bool is_range = i + 2 < glob.len && glob.data[i + 1] == '-' && glob.data[i + 2] != ']';
    char low = glob.data[i];
    if (is_range) i += 2;
    char high = glob.data[i];
    found = found || (low <= c && c <= high);
  }
  *length = i < glob.len ? i + 1 : 0;
  return found != negated && c != '/';
}

// One star, or two with all folders: the place to come back to when what follows does not fit.
typedef struct Star {
  size_t glob; // behind the star; 0: there is none
  size_t path; // how far the star reaches
} Star;

// Whether a single step fits at `*g`, `*p`; both go on then.
static bool glob_step(Str glob, Str path, size_t *g, size_t *p) {
  if (*g == glob.len || *p == path.len) return false;
  char wanted = glob.data[*g];
  size_t length = 0;
  if (wanted == '[') {
    bool has = class_has(str_slice(glob, *g, glob.len), path.data[*p], &length);
    if (length != 0 && !has) return false;
  }
  bool fits = length != 0 || wanted == path.data[*p] || (wanted == '?' && path.data[*p] != '/');
  if (!fits) return false;
  *g += length != 0 ? length : 1;
  *p += 1;
  return true;
}

// `**` with a slash behind and none but a slash before: "a/**/b" fits "a/b" too.
static size_t stars_length(Str glob, size_t at) {
  if (!str_starts(str_slice(glob, at, glob.len), STR("**"))) return 1;
  bool begins = at == 0 || glob.data[at - 1] == '/';
  bool ends = at + 2 < glob.len && glob.data[at + 2] == '/';
  return begins && ends ? 3 : 2;
}

// Without braces. The usual two pointers: on a mismatch the last star takes one character more; when it may not (a slash), the last
// double star does.
static bool flat_match(Str glob, Str path) {
  Star star = { 0, 0 };
  Star stars = { 0, 0 };
  size_t g = 0;
  size_t p = 0;
  for (;;) {
    if (g == glob.len && p == path.len) return true;
    if (g < glob.len && glob.data[g] == '*') {
      size_t length = stars_length(glob, g);
      g += length;
      if (length > 1) stars = (Star){ g, p };
      star = length > 1 ? (Star){ 0, 0 } : (Star){ g, p };
      continue;
    }
    if (glob_step(glob, path, &g, &p)) continue;
    if (star.glob != 0 && star.path < path.len && path.data[star.path] != '/') {
      p = ++star.path;
      g = star.glob;
      continue;
    }
    if (stars.glob == 0 || stars.path >= path.len) return false;
    // A `**/` goes on folder by folder, a bare `**` letter by letter.
    bool by_folder = glob.data[stars.glob - 1] == '/';
    do {
      stars.path++;
    } while (by_folder && stars.path < path.len && path.data[stars.path - 1] != '/');
    p = stars.path;
    g = stars.glob;
    star = (Star){ 0, 0 };
  }
}

// Braces are written out one after the other; `budget` bounds what a hostile pattern costs.
static bool braces_match(Str glob, Str path, unsigned *budget) {
  if (*budget == 0) return false;
  *budget -= 1;
  size_t open = str_find(glob, '{');
  size_t close = open + brace_end(str_slice(glob, open, glob.len));
  if (close >= glob.len) return flat_match(glob, path);
  Str inner = str_slice(glob, open + 1, close);
  bool matches = false;
  do {
    Str alternative = alternative_take(&inner);
    Buf flat = BUF_EMPTY;
    buf_append(&flat, str_slice(glob, 0, open));
    buf_append(&flat, alternative);
    buf_append(&flat, str_slice(glob, close + 1, glob.len));
    matches = braces_match(buf_str(&flat), path, budget);
    buf_clear(&flat);
  } while (!matches && inner.data != NULL);
  return matches;
}

bool glob_match(Str glob, Str path) {
  unsigned budget = 10000;
  return braces_match(glob, path, &budget);
}
