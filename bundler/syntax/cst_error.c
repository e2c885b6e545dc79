// What could not be read, said so that people understand it. tree-sitter always gives a tree, with ERROR nodes around what it
// skipped and MISSING nodes for what it made up; where it gave up is often far behind the start of an ERROR node. So a broken
// source is parsed once more with the parser's log on: a version of the parse that gets stuck says "detect_error", and
// "resume" comes when every version was stuck. The furthest such place is where a reader would stop, too.
#include "syntax/cst_error.h"

#include "syntax/literal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  REPORT_MAX = 10,
  PLACES_MAX = 64,
  LOGGED_SOURCE_MAX = 4 << 20, // larger sources are not parsed twice
};

// --- Where the parser got stuck ---

typedef struct StuckLog {
  Str source;
  TSPoint now;      // where the version at work stands
  TSPoint furthest; // of the versions stuck since the last resume
  VEC(uint32_t) places;
} StuckLog;

static uint32_t point_offset(Str source, TSPoint point) {
  size_t offset = 0;
  for (uint32_t row = 0; row < point.row && offset < source.len; row++) {
    offset += str_find(str_slice(source, offset, source.len), '\n') + 1;
  }
  offset += point.column;
  return (uint32_t)(offset < source.len ? offset : source.len);
}

static bool point_is_before(TSPoint a, TSPoint b) {
  return a.row < b.row || (a.row == b.row && a.column < b.column);
}

static void read_log(void *payload, TSLogType type, const char *message) {
  StuckLog *log = (StuckLog *)payload;
  if (type != TSLogTypeParse || log->places.len >= PLACES_MAX) return;
  Str text = str_of(message);
  if (str_starts(text, STR("process "))) {
    size_t row = str_find_str(text, STR("row:"));
    size_t column = str_find_str(text, STR("col:"));
    if (row == text.len || column == text.len) return;
    log->now.row = (uint32_t)strtoul(message + row + 4, NULL, 10);
    log->now.column = (uint32_t)strtoul(message + column + 4, NULL, 10);
  } else if (str_starts(text, STR("detect_error"))) {
    if (point_is_before(log->furthest, log->now)) log->furthest = log->now;
  } else if (str_starts(text, STR("resume version"))) {
    vec_push(&log->places, point_offset(log->source, log->furthest));
    log->furthest = (TSPoint){ 0, 0 };
  }
}

static bool is_stuck(const void *context) {
  return ((const StuckLog *)context)->places.len != 0;
}

// Parses with the log on, to the end or up to the first such place. The caller owns the tree; NULL: there is none, or the source is too large for that.
static TSTree *find_stuck_places(TSParser *parser, StuckLog *log, bool only_first) {
  if (log->source.len > LOGGED_SOURCE_MAX) return NULL;
  ts_parser_set_logger(parser, (TSLogger){ log, read_log });
  TSTree *tree = cst_tree(parser, log->source, only_first ? is_stuck : NULL, log);
  ts_parser_set_logger(parser, (TSLogger){ NULL, NULL });
  return tree;
}

uint32_t cst_find_stuck(TSParser *parser, Str source, TSTree **tree) {
  StuckLog log = { .source = source };
  uint32_t place = UINT32_MAX;
  *tree = find_stuck_places(parser, &log, true);
  if (*tree && ts_node_has_error(ts_tree_root_node(*tree))) {
    ts_tree_delete(*tree);
    *tree = NULL;
  }
  if (*tree == NULL && log.places.len > 0) place = log.places.items[0];
  vec_clear(&log.places);
  return place;
}

// --- What stands there ---

static bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '$' ||
         c == '_' || c == '\\' || (uint8_t)c >= 0x80;
}

uint32_t cst_skip_blank(Str source, uint32_t start) {
  size_t i = start;
  for (;;) {
    while (i < source.len && is_space(source.data[i])) {
      i++;
    }
    Str rest = str_slice(source, i, source.len);
    if (str_starts(rest, STR("//"))) {
      i += str_find(rest, '\n');
    } else if (str_starts(rest, STR("/*")) && str_find_str(rest, STR("*/")) < rest.len) {
      i += str_find_str(rest, STR("*/")) + 2;
    } else {
      return (uint32_t)i;
    }
  }
}

static size_t operator_length(Str rest) {
  static const char *const operators[] = {
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "?\?=", "=>",
    "==",   "!=",  "<=",  ">=",  "&&",  "||",  "?\?", "?.",  "++",  "--",  "+=",   "-=",
    "*=",   "/=",  "%=",  "&=",  "|=",  "^=",  "<<",  ">>",  "**",  "${"
  };
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
    if (str_starts(rest, str_of(operators[i]))) return strlen(operators[i]);
  }
  return 1;
}

Span cst_token_at(Str source, uint32_t start) {
  Str rest = str_slice(source, start, source.len);
  size_t length = 0;
  if (rest.len == 0) return (Span){ start, start };
  if (is_word(rest.data[0]) || rest.data[0] == '#') {
    length = 1;
    while (length < rest.len && is_word(rest.data[length])) {
      length++;
    }
  } else if (rest.data[0] == '"' || rest.data[0] == '\'') {
    length = 1 + str_find(str_slice(rest, 1, rest.len), rest.data[0]);
    size_t line = str_find(rest, '\n');
    length = length < line ? length + 1 : 1;
  } else {
    length = operator_length(rest);
  }
  return (Span){ start, start + (uint32_t)length };
}

// --- Telling ---

typedef struct Problem {
  Span node;           // the ERROR or MISSING node
  const char *missing; // the kind that is missing, or NULL
} Problem;

typedef VEC(Problem) ProblemList;

// The ERROR and MISSING nodes with no other inside.
static void find_problems(const TSTree *tree, ProblemList *problems) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  bool more = true;
  while (more && problems->len < PLACES_MAX) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    bool descend = ts_node_has_error(node);
    uint32_t found = problems->len;
    if (ts_node_is_missing(node)) {
      vec_push(problems, (Problem){ { ts_node_start_byte(node), ts_node_end_byte(node) },
                                    ts_node_type(node) });
    } else if (ts_node_is_error(node)) {
      bool inner = false;
      uint32_t count = ts_node_child_count(node) < 64 ? ts_node_child_count(node) : 64;
      for (uint32_t i = 0; i < count && !inner; i++) {
        inner = ts_node_has_error(ts_node_child(node, i));
      }
      if (!inner)
        vec_push(problems, (Problem){ { ts_node_start_byte(node), ts_node_end_byte(node) }, NULL });
    }
    more = descend && problems->len == found && ts_tree_cursor_goto_first_child(&cursor);
    while (!more) {
      more = ts_tree_cursor_goto_next_sibling(&cursor);
      if (!more && !ts_tree_cursor_goto_parent(&cursor)) break;
    }
  }
  ts_tree_cursor_delete(&cursor);
}

static void report_missing(const DiagSource *at, uint32_t place, const char *kind) {
  Span span = { place, place < at->source.len ? place + 1 : place };
  bool is_token = !is_word(kind[0]) || literal_is_reserved_word(str_of(kind), true);
  if (strcmp(kind, "_automatic_semicolon") == 0) kind = ";";
  if (strcmp(kind, "identifier") == 0 || strstr(kind, "_identifier")) {
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "Missing a name");
  } else if (is_token) {
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "Missing `%s`", kind);
  } else {
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "Something is missing here (%s)", kind);
  }
}

// The quote of a string that is still open where the line of `place` ends; UINT32_MAX: there is none.
static uint32_t find_open_string(Str source, uint32_t place) {
  bool ends = place >= source.len || source.data[place] == '\n' || source.data[place] == '\r';
  if (!ends) return UINT32_MAX;
  size_t i = place;
  while (i > 0 && source.data[i - 1] != '\n') {
    i--;
  }
  uint32_t open = UINT32_MAX;
  for (; i < place; i++) {
    char c = source.data[i];
    if (c == '\\') {
      i++;
    } else if (c == '"' || c == '\'') {
      if (open == UINT32_MAX) {
        open = (uint32_t)i;
      } else if (source.data[open] == c) {
        open = UINT32_MAX;
      }
    }
  }
  return open;
}

// The opening of a string or template that never ends, if the parser got stuck inside.
static bool report_unterminated(const DiagSource *at, uint32_t place) {
  uint32_t open = find_open_string(at->source, place);
  if (open != UINT32_MAX) {
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, (Span){ open, place }, NULL, "Unterminated string");
    return true;
  }
  if (place == 0 || at->source.data[place - 1] != '`') return false;
  if (str_find(str_slice(at->source, place, at->source.len), '`') + place < at->source.len)
    return false;
  diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, (Span){ place - 1, place }, NULL,
           "Unterminated template");
  return true;
}

// --- Elements of JSX that are left open ---

typedef VEC(TSNode) OpenElements;

// The name in a tag; empty: a fragment's.
static Str tag_name(Str source, TSNode tag) {
  TSNode name = ts_node_child_by_field_name(tag, "name", strlen("name"));
  if (ts_node_is_null(name)) return STR_EMPTY;
  return str_slice(source, ts_node_start_byte(name), ts_node_end_byte(name));
}

// Closes what has that name; what was opened after it is left open: true, and the innermost one is the last of `open`.
static bool close_element(OpenElements *open, Str source, Str name) {
  for (uint32_t i = open->len; i > 0; i--) {
    if (!str_equal(tag_name(source, open->items[i - 1]), name)) continue;
    if (i < open->len) return true;
    open->len--;
    return false;
  }
  return false;
}

// Adds the element that is most likely the one whose end is missing. In a broken tree tags are what they look like: this is for a note.
static void note_open_element(const TSTree *tree, const DiagSource *at) {
  OpenElements open = VEC_EMPTY;
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  bool left_open = false;
  bool down = true;
  while (!left_open) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    const char *type = ts_node_type(node);
    if (down && strcmp(type, "jsx_opening_element") == 0) vec_push(&open, node);
    if (down && strcmp(type, "jsx_closing_element") == 0)
      left_open = close_element(&open, at->source, tag_name(at->source, node));
    if (down && ts_tree_cursor_goto_first_child(&cursor)) continue;
    down = ts_tree_cursor_goto_next_sibling(&cursor);
    if (!down && !ts_tree_cursor_goto_parent(&cursor)) break;
  }
  ts_tree_cursor_delete(&cursor);
  if (open.len > 0) {
    TSNode node = *vec_last(&open);
    diag_note(at, (Span){ ts_node_start_byte(node), ts_node_end_byte(node) },
              "this element is not closed");
  }
  vec_clear(&open);
}

// --- What is told ---

static void report_unexpected(const DiagSource *at, const TSTree *tree, uint32_t place) {
  if (report_unterminated(at, place)) return;
  Span span = cst_token_at(at->source, cst_skip_blank(at->source, place));
  if (span.start == span.end) {
    // The caret belongs behind the last thing that was read.
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, (Span){ place, place },
             "something that was opened before is not closed", "Unexpected end of file");
    if (tree) note_open_element(tree, at);
    return;
  }
  Str token = str_slice(at->source, span.start, span.end);
  if (token.data[0] == '<' && span.end < at->source.len && is_word(at->source.data[span.end])) {
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "Unexpected `<`");
  } else if (token.data[0] == '"' || token.data[0] == '\'') {
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL,
             token.len == 1 ? "Unterminated string" : "Unexpected string");
  } else if (token.len > 40) {
    int shown = 32;
    while (((uint8_t)token.data[shown] & 0xC0) == 0x80) {
      shown--;
    }
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "Unexpected token `%.*s…`", shown,
             token.data);
  } else {
    diag_add(at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "Unexpected token `%.*s`",
             STR_ARG(token));
  }
}

// The place where the parser got stuck inside a problem's node, or the node's start.
static uint32_t problem_place(const Problem *problem, const StuckLog *log) {
  vec_each (place, &log->places) {
    uint32_t token = cst_skip_blank(log->source, *place);
    if (token >= problem->node.start && token <= problem->node.end) return *place;
  }
  return problem->node.start;
}

void cst_report_errors(TSParser *parser, const TSTree *tree, Str text, const DiagSource *at) {
  StuckLog log = { .source = text };
  ProblemList problems = VEC_EMPTY;
  ts_tree_delete(find_stuck_places(parser, &log, tree == NULL));
  if (tree) find_problems(tree, &problems);
  uint32_t told = 0;
  uint32_t last = UINT32_MAX;
  vec_each (problem, &problems) {
    if (told == REPORT_MAX) break;
    uint32_t place = problem->missing ? problem->node.start : problem_place(problem, &log);
    // The first place of all is the most certain one; what follows may be a consequence.
    if (told == 0 && log.places.len > 0 && !problem->missing) place = log.places.items[0];
    if (place == last) continue;
    last = place;
    told++;
    if (problem->missing) {
      report_missing(at, place, problem->missing);
    } else {
      report_unexpected(at, tree, place);
    }
  }
  if (told == 0) report_unexpected(at, tree, log.places.len > 0 ? log.places.items[0] : 0);
  vec_clear(&problems);
  vec_clear(&log.places);
}
