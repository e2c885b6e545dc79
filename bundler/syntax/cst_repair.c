// What tree-sitter-javascript 0.25 cannot read although ECMAScript can. Where the parser is stuck, a byte of a copy of the source
// is replaced so that the grammar reads on; lengths stay, so the tree's places are those of the source, and lowering takes every text from
// the source itself. Tried when parsing failed, and for what parses as something else (the last one):
//   - a semicolon that ECMAScript inserts before a token that does not fit after a line break (`x \n *f() {}` in a class)
//   - reserved words as names of exports (`export { a as delete }`)
//   - escapes that only tagged templates may have (`C:\users`), which lowering checks
//   - attributes of `export … from "x" with { … }`, which become a statement of their own; lower_export.c puts them back
//   - parentheses around what a pattern assigns to (`[(a)] = b`)
//   - `&` as itself in the text and the strings of JSX (`Terms & Conditions`, `href="?a=1&b=2"`)
//   - reserved words as names in JSX (`<a class="b">`, `<this.Part/>`)
//   - `yield`, `of` and `using` as a parameter or label (`yield => 1`, `for (async of => 1; ;)`)
//   - `using` as a name that begins a statement (`using.x = 1`, `for (using of x)`)
//   - CR alone as the end of a line, NUL in a string
//   - `for await (let [a] of b)`, where `let[a]` would be an element of `let`; it is read as `var [a]`, and lowering sees the `let`
#include "syntax/cst_repair.h"

#include "base/mem.h"
#include "syntax/cst_error.h"
#include "syntax/literal.h"

enum { REPAIRS_MAX = 200 };

typedef struct Repair {
  Buf text;                 // the copy
  VEC(uint32_t) semicolons; // places of those that were inserted
  bool jsx_alone;           // all of what was replaced is in JSX
  VEC(uint32_t) jsx_words;  // places of reserved words that can only be names in JSX
} Repair;

static bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || (uint8_t)c >= 0x80;
}

static bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Where what stands before `place` ends: behind the last byte that is no blank.
static uint32_t end_before(const char *text, uint32_t place) {
  while (place > 0 && is_blank(text[place - 1])) {
    place--;
  }
  return place;
}

// Where the name that ends at `end` begins; `end`: something else ends there.
static uint32_t name_start(const char *text, uint32_t end) {
  while (end > 0 && is_name_char(text[end - 1])) {
    end--;
  }
  return end;
}

// The bracket that the one at `close` closes, by counting; UINT32_MAX: there is none.
static uint32_t find_opening(Str text, uint32_t close) {
  uint32_t depth = 0;
  for (uint32_t i = close + 1; i > 0; i--) {
    char c = text.data[i - 1];
    if (c == ']' || c == '}' || c == ')') depth++;
    if (c == '[' || c == '{' || c == '(') depth--;
    if (depth == 0) return i - 1;
  }
  return UINT32_MAX;
}

static void repair_bytes(Repair *repair) {
  char *text = repair->text.data;
  for (size_t i = 0; i < repair->text.len; i++) {
    if (text[i] == '\r' && text[i + 1] != '\n') text[i] = '\n';
    if (text[i] == '\0') text[i] = '\1';
  }
}

// --- Declarations ---

// The next `let` of `await ( let [` from `from` on, or the source's length.
static size_t find_await_let(Str source, size_t from) {
  while (from < source.len) {
    from += str_find_str(str_slice(source, from, source.len), STR("await"));
    if (from == source.len) break;
    from += 5;
    uint32_t open = cst_skip_blank(source, (uint32_t)from);
    if (!str_starts(str_slice(source, open, source.len), STR("("))) continue;
    uint32_t let = cst_skip_blank(source, open + 1);
    if (!str_starts(str_slice(source, let, source.len), STR("let"))) continue;
    uint32_t bracket = cst_skip_blank(source, let + 3);
    if (str_starts(str_slice(source, bracket, source.len), STR("["))) return let;
  }
  return source.len;
}

bool cst_is_misread(Str source) {
  return find_await_let(source, 0) != source.len;
}

static void repair_await_let(Repair *repair) {
  Str source = buf_str(&repair->text);
  for (size_t let = find_await_let(source, 0); let != source.len;
       let = find_await_let(source, let)) {
    memcpy(repair->text.data + let, "var", 3);
  }
}

// --- Semicolons ---

static bool repair_semicolon(Repair *repair, uint32_t place) {
  uint32_t token = cst_skip_blank(buf_str(&repair->text), place);
  for (uint32_t i = place; i < token && is_blank(repair->text.data[i]); i++) {
    if (repair->text.data[i] != '\n') continue;
    repair->text.data[i] = ';';
    vec_push(&repair->semicolons, i);
    return true;
  }
  return false;
}

// A comment that holds the line break makes way for the semicolon.
static bool repair_semicolon_in_comment(Repair *repair, uint32_t place) {
  uint32_t token = cst_skip_blank(buf_str(&repair->text), place);
  Str between = str_slice(buf_str(&repair->text), place, token);
  size_t open = str_find_str(between, STR("/*"));
  if (open == between.len ||
      str_find(str_slice(between, open, between.len), '\n') + open == between.len)
    return false;
  repair->text.data[place + open] = ';';
  vec_push(&repair->semicolons, place + (uint32_t)open);
  for (uint32_t i = place + (uint32_t)open + 1; i < token; i++) {
    if (repair->text.data[i] != '\n') repair->text.data[i] = ' ';
  }
  return true;
}

// `a /* line break */ ++b` is read as `a++`, and the parser is stuck on b.
static bool repair_semicolon_before_update(Repair *repair, uint32_t place) {
  const char *text = repair->text.data;
  uint32_t end = end_before(text, place);
  bool behind_update =
      end >= 4 && (text[end - 1] == '+' || text[end - 1] == '-') && text[end - 2] == text[end - 1];
  if (!behind_update) return false;
  uint32_t comment = end_before(text, end - 2);
  if (comment < 4 || text[comment - 1] != '/' || text[comment - 2] != '*') return false;
  uint32_t open = comment - 2;
  while (open > 1 && !(text[open - 2] == '/' && text[open - 1] == '*')) {
    open--;
  }
  return open > 1 && repair_semicolon_in_comment(repair, open - 2);
}

// ECMAScript inserts none that would be an empty statement or part of a for head; and inside a string it is none.
static bool semicolons_are_allowed(const Repair *repair, const TSTree *tree) {
  vec_each (place, &repair->semicolons) {
    TSNode node = ts_node_descendant_for_byte_range(ts_tree_root_node(tree), *place, *place + 1);
    TSNode parent = ts_node_parent(node);
    if (strcmp(ts_node_type(node), ";") != 0 || ts_node_is_null(parent)) return false;
    const char *type = ts_node_type(parent);
    if (strcmp(type, "empty_statement") == 0 || strcmp(type, "for_statement") == 0) return false;
  }
  return true;
}

// --- Words that are names ---

// `yield`, `of` or `using` as parameters of the arrow, or as the label of the colon, at `place`.
static bool repair_names(Repair *repair, uint32_t place) {
  char *text = repair->text.data;
  Str all = buf_str(&repair->text);
  Str rest = str_slice(all, place, all.len);
  bool is_arrow = str_starts(rest, STR("=>"));
  if (!is_arrow && !str_starts(rest, STR(":"))) return false;
  uint32_t start = end_before(text, place);
  if (is_arrow && start > 0 && text[start - 1] == ')') {
    start = find_opening(all, start - 1);
    if (start == UINT32_MAX) return false;
  }
  start = name_start(text, start);
  bool changed = false;
  for (uint32_t i = start; i < place; i++) {
    uint32_t begin = i;
    while (i < place && is_name_char(text[i])) {
      i++;
    }
    Str word = { text + begin, i - begin };
    if (!str_is(word, "yield") && !str_is(word, "of") && !str_is(word, "using")) continue;
    text[begin] = '$';
    changed = true;
  }
  return changed;
}

// `using` is a name unless one that it declares comes behind it in the same line; in `using of x`, it is the name.
static bool is_using_a_name(Str text, Span word) {
  if (!str_is(str_slice(text, word.start, word.end), "using")) return false;
  uint32_t next = cst_skip_blank(text, word.end);
  Span behind = cst_token_at(text, next);
  Str token = str_slice(text, behind.start, behind.end);
  bool is_word = token.len > 0 && is_name_char(token.data[0]);
  bool same_line = str_find(str_slice(text, word.end, next), '\n') == next - word.end;
  return !is_word || !same_line || str_is(token, "in") || str_is(token, "instanceof") ||
         str_is(token, "of");
}

// `using` at `place`, or one or two words before it.
static bool repair_using(Repair *repair, uint32_t place) {
  Str text = buf_str(&repair->text);
  Span word = cst_token_at(text, place);
  for (int i = 0; i < 3; i++) {
    if (is_using_a_name(text, word)) {
      repair->text.data[word.start] = '$';
      return true;
    }
    uint32_t end = end_before(text.data, word.start);
    word = (Span){ name_start(text.data, end), end };
  }
  return false;
}

// --- Names of exports ---

// The brace that opens the list around `place`, if that is one of an import or export; else UINT32_MAX.
static uint32_t find_clause(const Repair *repair, uint32_t place) {
  const char *text = repair->text.data;
  uint32_t i = place;
  while (i > 0 &&
         (is_name_char(text[i - 1]) || is_blank(text[i - 1]) || strchr(",\"'", text[i - 1]))) {
    i--;
  }
  if (i == 0 || text[i - 1] != '{') return UINT32_MAX;
  uint32_t brace = i - 1;
  for (i = brace;
       i > 0 && (is_name_char(text[i - 1]) || is_blank(text[i - 1]) || text[i - 1] == ',');) {
    i--;
  }
  while (i < brace && is_blank(text[i])) {
    i++;
  }
  Str before = { text + i, brace - i };
  for (size_t at = 0; at + 6 <= before.len; at++) {
    Str rest = str_slice(before, at, before.len);
    if (str_starts(rest, STR("import")) || str_starts(rest, STR("export"))) return brace;
  }
  return UINT32_MAX;
}

// export * as delete
static bool repair_alias(Repair *repair, uint32_t place) {
  char *text = repair->text.data;
  uint32_t end = end_before(text, place);
  bool behind_as = end >= 3 && end < place && memcmp(text + end - 2, "as", 2) == 0;
  Span token = cst_token_at(buf_str(&repair->text), place);
  Str word = str_slice(buf_str(&repair->text), token.start, token.end);
  if (!behind_as || is_name_char(text[end - 3]) || !literal_is_reserved_word(word, false))
    return false;
  text[place] = '$';
  return true;
}

// Makes names of the reserved words in the list; `default` the grammar knows.
static bool repair_clause(Repair *repair, uint32_t place) {
  uint32_t i = find_clause(repair, place);
  if (i == UINT32_MAX) return false;
  char *text = repair->text.data;
  bool changed = false;
  for (i++; i < repair->text.len && text[i] != '}'; i++) {
    uint32_t start = i;
    while (i < repair->text.len && is_name_char(text[i])) {
      i++;
    }
    Str word = { text + start, i - start };
    if (word.len == 0) continue;
    if (literal_is_reserved_word(word, false) && !str_equal(word, STR("default"))) {
      text[start] = '$';
      changed = true;
    }
    i--;
  }
  return changed;
}

// --- Attributes ---

// Whether the quote at `place` is one that a string begins or ends with.
static bool is_quote(const char *text, uint32_t place, char quote) {
  uint32_t before = place;
  while (before > 0 && text[before - 1] == '\\') {
    before--;
  }
  return text[place] == quote && (place - before) % 2 == 0;
}

// Whether a string with `from` before it ends at `end`.
static bool is_source_of_export(const Repair *repair, uint32_t end) {
  const char *text = repair->text.data;
  if (end < 2 || !strchr("\"'", text[end - 1])) return false;
  uint32_t i = end - 1;
  do {
    i--;
  } while (i > 0 && !is_quote(text, i, text[end - 1]) && text[i] != '\n');
  i = end_before(text, i);
  return i >= 4 && memcmp(text + i - 4, "from", 4) == 0;
}

// `with {` behind a string becomes `;  +{`.
static bool repair_attributes(Repair *repair, uint32_t place) {
  char *text = repair->text.data;
  Str rest = str_slice(buf_str(&repair->text), place, repair->text.len);
  uint32_t end = end_before(text, place);
  if (!str_starts(rest, STR("with")) || !is_source_of_export(repair, end)) return false;
  uint32_t brace = cst_skip_blank(buf_str(&repair->text), place + 4);
  if (brace >= repair->text.len || text[brace] != '{') return false;
  static const char stand_in[4] = { ';', ' ', ' ', '+' };
  memcpy(text + place, stand_in, sizeof stand_in);
  return true;
}

// --- Escapes ---

static bool repair_escape(Repair *repair, uint32_t place) {
  if (place + 1 >= repair->text.len || repair->text.data[place] != '\\') return false;
  if (!strchr("ux0123456789", repair->text.data[place + 1])) return false;
  repair->text.data[place] = '_';
  return true;
}

// --- Parentheses in patterns ---

// The end of `(name)` or `(a.b[0])` at `open`; 0: something else stands in the parentheses.
static uint32_t find_target_end(Str text, uint32_t open) {
  uint32_t depth = 0;
  bool begun = false;
  for (uint32_t i = open; i < text.len; i++) {
    char c = text.data[i];
    if (c == '(') depth++;
    if (c == ')' && --depth == 0) return begun ? i : 0;
    if (is_blank(c) || c == '(' || c == ')') continue;
    bool fits = is_name_char(c) || (begun && (c == '.' || c == '[' || c == ']'));
    if (!fits) return 0;
    begun = true;
  }
  return 0;
}

// `[(a)] =` becomes `[ a ] =`; the cursor of the parse is stuck on the `=`.
static bool repair_targets(Repair *repair, uint32_t place) {
  char *text = repair->text.data;
  Str all = buf_str(&repair->text);
  uint32_t end = end_before(text, place);
  bool behind_pattern = place < all.len && strchr("=oi", text[place]) && end > 0 &&
                        (text[end - 1] == ']' || text[end - 1] == '}');
  uint32_t open = behind_pattern ? find_opening(all, end - 1) : UINT32_MAX;
  if (open == UINT32_MAX) return false;
  bool changed = false;
  char before = ' ';
  for (uint32_t i = open; i < end; i++) {
    uint32_t close = text[i] == '(' && strchr("[,:.", before) ? find_target_end(all, i) : 0;
    if (close > 0) {
      text[i] = text[close] = ' ';
      changed = true;
    }
    if (!is_blank(text[i])) before = text[i];
  }
  return changed;
}

// --- Ampersands in JSX ---

// To the end of the text or string. A control character can stand there, but nowhere in JavaScript outside of strings.
static bool repair_ampersands(Repair *repair, uint32_t place) {
  char *text = repair->text.data;
  if (place >= repair->text.len || text[place] != '&') return false;
  for (uint32_t i = place; i < repair->text.len && !strchr("<>{}\"'", text[i]); i++) {
    if (text[i] == '&') text[i] = '\1';
  }
  return true;
}

// --- Reserved words in JSX ---

static Str word_at(const Repair *repair, uint32_t place) {
  uint32_t end = place;
  while (end < repair->text.len && is_name_char(repair->text.data[end])) {
    end++;
  }
  return str_slice(buf_str(&repair->text), place, end);
}

// <this, </a.class, b:for, class=, and <track default>.
static bool may_be_jsx_name(const Repair *repair, uint32_t place, Str word) {
  const char *text = repair->text.data;
  if (!literal_is_reserved_word(word, false)) return false;
  if (place > 0 && strchr("<./:", text[place - 1])) return true;
  uint32_t next = place + (uint32_t)word.len;
  while (is_blank(text[next])) {
    next++;
  }
  bool has_value = text[next] == '=' && text[next + 1] != '=' && text[next + 1] != '>';
  return has_value || str_is(word, "default");
}

static bool repair_jsx_word(Repair *repair, uint32_t place) {
  if (!may_be_jsx_name(repair, place, word_at(repair, place))) return false;
  repair->text.data[place] = '$';
  vec_push(&repair->jsx_words, place);
  return true;
}

// The word at `place`; and, because such files have many, all words behind it that are given a value as attributes are.
static bool repair_jsx_words(Repair *repair, uint32_t place) {
  if (!repair_jsx_word(repair, place)) return false;
  const char *text = repair->text.data;
  for (uint32_t i = place + 1; i < repair->text.len; i++) {
    if (text[i] != '=' || !is_name_char(text[i - 1])) continue;
    uint32_t start = i;
    while (start > place && is_name_char(text[start - 1])) {
      start--;
    }
    bool is_value = text[i + 1] != '\0' && strchr("\"'{<", text[i + 1]);
    if (is_value && start > 0 && is_blank(text[start - 1])) repair_jsx_word(repair, start);
  }
  return true;
}

// Whether each is a name in a tag, or part of a text, where it was none to begin with.
static bool words_are_in_jsx(const Repair *repair, const TSTree *tree) {
  vec_each (place, &repair->jsx_words) {
    TSNode node = ts_node_descendant_for_byte_range(ts_tree_root_node(tree), *place, *place + 1);
    const char *type = ts_node_type(node);
    if (strcmp(type, "identifier") != 0 && strcmp(type, "property_identifier") != 0) continue;
    do {
      node = ts_node_parent(node);
      if (ts_node_is_null(node)) return false;
      type = ts_node_type(node);
    } while (strcmp(type, "member_expression") == 0);
    bool in_tag = strncmp(type, "jsx_", 4) == 0 && strcmp(type, "jsx_expression") != 0;
    if (!in_tag) return false;
  }
  return true;
}

// --- All of them, one after the other ---

static bool repair_jsx(Repair *repair, uint32_t place) {
  return repair_ampersands(repair, place) || repair_jsx_words(repair, place);
}

static bool repair_place(Repair *repair, uint32_t place) {
  uint32_t token = cst_skip_blank(buf_str(&repair->text), place);
  bool before = repair_escape(repair, place) || repair_clause(repair, token) ||
                repair_alias(repair, token) || repair_attributes(repair, token) ||
                repair_targets(repair, token) || repair_names(repair, token) ||
                repair_using(repair, token);
  if (!before && repair_jsx(repair, token)) return true;
  repair->jsx_alone = false;
  return before || repair_semicolon(repair, place) || repair_semicolon_in_comment(repair, place) ||
         repair_semicolon_before_update(repair, token);
}

TSTree *cst_repair(TSParser *parser, Str source, Buf *as_read) {
  Repair repair = { .text = BUF_EMPTY, .jsx_alone = true };
  buf_append(&repair.text, source);
  buf_reserve(&repair.text, 1);
  repair_bytes(&repair);
  repair_await_let(&repair);
  TSTree *tree = NULL;
  uint32_t last = 0;
  bool jsx_alone = false;
  for (int i = 0; i < REPAIRS_MAX; i++) {
    uint32_t place = cst_find_stuck(parser, buf_str(&repair.text), &tree);
    // Without progress the last repair was none.
    if (tree || place == UINT32_MAX || (i > 0 && place <= last)) break;
    last = place;
    jsx_alone = i > 0 && repair.jsx_alone;
    if (!repair_place(&repair, place)) break;
  }
  bool allowed = tree && semicolons_are_allowed(&repair, tree) && words_are_in_jsx(&repair, tree);
  if (tree && !allowed) {
    ts_tree_delete(tree);
    tree = NULL;
  } else if (tree == NULL && jsx_alone && repair.semicolons.len == 0) {
    *as_read = repair.text;
    repair.text = BUF_EMPTY;
  }
  buf_clear(&repair.text);
  vec_clear(&repair.semicolons);
  vec_clear(&repair.jsx_words);
  return tree;
}
