// The walk itself: the cursor, names, refusals, and the whole program.
#include "syntax/lower.h"

#include "base/mem.h"
#include "syntax/cst_error.h"
#include "syntax/cst_repair.h"
#include "syntax/early.h"
#include "syntax/literal.h"
#include "syntax/lowering.h"

#include <stdio.h>
#include <stdlib.h>

// --- The cursor ---

void lower_reload(Lowering *l) {
  l->node = ts_tree_cursor_current_node(&l->cursor);
  l->symbol = ts_node_symbol(l->node);
  l->kind = l->symbol < CST_SYMBOLS_MAX ? (CstKind)l->kinds->kind[l->symbol] : CST_UNKNOWN;
}

static bool is_comment(CstKind kind) {
  return kind == CST_COMMENT || kind == CST_HTML_COMMENT;
}

bool lower_comment_is_pure(const Lowering *l) {
  if (l->kind != CST_COMMENT) return false;
  Str text = lower_text(l);
  if (text.len < sizeof "/*@__PURE__*/" - 1 || text.data[1] != '*') return false;
  size_t place = str_find_str(text, STR("__PURE__"));
  return place < text.len && (text.data[place - 1] == '@' || text.data[place - 1] == '#');
}

// From a comment to what follows it; false: nothing does.
static bool skip_comments(Lowering *l) {
  bool pure = false;
  while (is_comment(l->kind)) {
    pure |= lower_comment_is_pure(l);
    if (!ts_tree_cursor_goto_next_sibling(&l->cursor)) return false;
    lower_reload(l);
  }
  if (pure) l->pure_at = lower_start(l);
  return true;
}

bool lower_first_or_comment(Lowering *l) {
  if (!ts_tree_cursor_goto_first_child(&l->cursor)) return false;
  lower_reload(l);
  return true;
}

bool lower_next_or_comment(Lowering *l) {
  if (!ts_tree_cursor_goto_next_sibling(&l->cursor)) return false;
  lower_reload(l);
  return true;
}

bool lower_first(Lowering *l) {
  if (!lower_first_or_comment(l)) return false;
  if (!is_comment(l->kind) || skip_comments(l)) return true;
  lower_up(l);
  return false;
}

bool lower_next(Lowering *l) {
  return lower_next_or_comment(l) && (!is_comment(l->kind) || skip_comments(l));
}

void lower_enter(Lowering *l) {
  if (!lower_first(l)) lower_bug(l);
}

void lower_advance(Lowering *l) {
  if (!lower_next(l)) lower_bug(l);
}

void lower_up(Lowering *l) {
  ts_tree_cursor_goto_parent(&l->cursor);
  lower_reload(l);
}

// --- Refusing ---

void lower_refuse(Lowering *l, DiagCode code, const char *help, const char *text) {
  l->failed = true;
  diag_add(l->at, SEVERITY_ERROR, code, lower_span(l), help, "%s", text);
}

void lower_refuse_token(Lowering *l) {
  l->failed = true;
  Span span = cst_token_at(l->at->source, lower_start(l));
  Str token = str_slice(l->at->source, span.start, span.end);
  diag_add(l->at, SEVERITY_ERROR, DIAG_SYNTAX, span, NULL, "Unexpected token `%.*s`",
           STR_ARG(token));
}

void lower_refuse_line_break(Lowering *l, uint32_t end) {
  Str between = str_slice(l->at->source, end, lower_start(l));
  if (str_find(between, '\n') == between.len && str_find(between, '\r') == between.len) return;
  lower_refuse(l, DIAG_SYNTAX, "put it on the same line",
               "There cannot be a line break before this");
}

bool lower_starts_declaration(const Lowering *l) {
  static const char *const words[] = { "function", "class", "async function" };
  Str text = lower_text(l);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t length = strlen(words[i]);
    if (text.data[0] != words[i][0] || !str_starts(text, str_of(words[i]))) continue;
    if (text.len == length || strchr(" \t\r\n{(*/", text.data[length])) return true;
  }
  return false;
}

Node *lower_placeholder(const Lowering *l) {
  return node_new(NODE_NULL_LITERAL, lower_span(l));
}

void lower_bug(const Lowering *l) {
  fprintf(stderr, "neap: internal error: %s: byte %u: no rule for `%s` here\n", l->at->path,
          lower_start(l), ts_node_type(l->node));
  abort();
}

bool lower_deeper(Lowering *l) {
  if (l->depth < LOWER_MAX_NESTING) {
    l->depth++;
    return true;
  }
  // One is enough: what is beside this is as deep.
  if (l->at->list->items.len == 0 || vec_last(&l->at->list->items)->code != DIAG_NESTING) {
    Span span = { lower_start(l), lower_start(l) + 1 };
    diag_add(l->at, SEVERITY_ERROR, DIAG_NESTING, span, "split this into smaller functions",
             "This is nested too deeply: more than %d levels", LOWER_MAX_NESTING);
  }
  l->failed = true;
  return false;
}

// --- Names and lists ---

// Whether a name can be taken as it stands: the grammar's names hold no other ASCII than ECMAScript's.
static bool is_plain_name(Str text) {
  for (size_t i = 0; i < text.len; i++) {
    if ((uint8_t)text.data[i] >= 0x7F || text.data[i] == '\\') return false;
  }
  return true;
}

// A name with escapes or letters beyond ASCII. Empty after a refusal.
static const Atom *unusual_name(Lowering *l, Str text) {
  Buf name = BUF_EMPTY;
  bool escaped = str_find(text, '\\') < text.len;
  bool ok = literal_append_name(&name, text);
  size_t skip = ok && text.data[0] == '#' ? 1 : 0; // as it stands: an escape cannot mean it
  Str letters = str_slice(buf_str(&name), skip, name.len);
  if (!ok || !literal_is_identifier(letters)) {
    lower_refuse(l, DIAG_SYNTAX, "names are made of letters, digits, `$` and `_`",
                 "This is not a name that ECMAScript allows");
  }
  bool is_variable = l->kind != CST_PROPERTY_IDENTIFIER && l->kind != CST_PRIVATE_IDENTIFIER;
  if (ok && escaped && is_variable && literal_is_reserved_word(letters, false)) {
    lower_refuse(l, DIAG_SYNTAX, NULL, "A reserved word cannot be a name, even with escapes");
  }
  const Atom *atom = intern(buf_str(&name));
  buf_clear(&name);
  return atom;
}

// Short names come again and again: a look into a small table spares the shared one's lock.
static const Atom **name_place(Lowering *l, Str text) {
  uint32_t hash = (uint32_t)text.len * 0x9E3779B1u;
  uint32_t head = 0;
  uint32_t tail = 0;
  size_t part = text.len < sizeof head ? text.len : sizeof head;
  memcpy(&head, text.data, part);
  memcpy(&tail, text.data + text.len - part, part);
  hash = (hash ^ head) * 0x85EBCA6Bu;
  hash = (hash ^ tail ^ (hash >> 15)) * 0xC2B2AE35u;
  return &l->names[(hash ^ hash >> 13) >> 7 & (NAME_CACHE_SIZE - 1)];
}

const Atom *lower_name(Lowering *l) {
  Str text = lower_text(l);
  const Atom **place = name_place(l, text);
  if (*place && str_equal(atom_str(*place), text)) return *place;
  if (!is_plain_name(text)) return unusual_name(l, text);
  *place = intern(text);
  return *place;
}

Node *lower_identifier(Lowering *l) {
  const Atom *name = lower_name(l);
  Identifier *identifier = (Identifier *)node_new(NODE_IDENTIFIER, lower_span(l));
  identifier->name = name;
  early_name(l, name, node_span(&identifier->node));
  return &identifier->node;
}

Node *lower_target_name(Lowering *l) {
  Identifier *identifier = (Identifier *)lower_identifier(l);
  early_target_name(l, identifier->name, node_span(&identifier->node));
  return &identifier->node;
}

void lower_commas(Lowering *l, NodeList *list, Node *(*lower_item)(Lowering *), bool holes) {
  if (!lower_first(l)) return;
  bool after_item = false;
  do {
    switch (l->kind) {
      case CST_T_PAREN_OPEN:
      case CST_T_PAREN_CLOSE:
      case CST_T_BRACE_OPEN:
      case CST_T_BRACE_CLOSE:
      case CST_T_BRACKET_OPEN:
      case CST_T_BRACKET_CLOSE: break;
      case CST_T_COMMA:
        if (!after_item && holes) node_list_push(list, NULL);
        if (!after_item && !holes) lower_refuse_token(l);
        after_item = false;
        break;
      default: node_list_push(list, lower_item(l)); after_item = true;
    }
  } while (lower_next(l));
  lower_up(l);
}

bool lower_comma_follows(const Lowering *l, const Node *item) {
  uint32_t next = cst_skip_blank(l->at->source, item->end);
  return next < l->at->source.len && l->at->source.data[next] == ',';
}

// --- Lists of statements ---

static bool is_legal_comment(Str text) {
  if (text.len > 2 && text.data[2] == '!') return true;
  return str_find_str(text, STR("@license")) < text.len ||
         str_find_str(text, STR("@preserve")) < text.len;
}

static void lower_comment(Lowering *l, NodeList *body) {
  Str text = lower_text(l);
  if (l->kind != CST_COMMENT || !is_legal_comment(text)) return;
  Comment *comment = (Comment *)node_new(NODE_COMMENT, lower_span(l));
  comment->text = (Text){ mem_copy_text(text.data, text.len), (uint32_t)text.len };
  node_list_push(body, &comment->node);
}

// A directive is a string on its own, without parentheses. NULL: this statement is none.
static Node *lower_directive(Lowering *l) {
  if (l->kind != CST_EXPRESSION_STATEMENT) return NULL;
  lower_enter(l);
  Directive *directive = NULL;
  if (l->kind == CST_STRING) {
    Str text = lower_text(l);
    directive = (Directive *)node_new(NODE_DIRECTIVE, lower_span(l));
    directive->raw = (Text){ mem_copy_text(text.data, text.len), (uint32_t)text.len };
    node_free(lower_string(l)); // tells about broken escapes
    if (str_equal(str_slice(text, 1, text.len - 1), STR("use strict"))) l->context |= STRICT;
  }
  lower_up(l);
  return directive ? &directive->node : NULL;
}

// `let` at the end of a line goes on in the next for ECMAScript, but not for the grammar.
static void check_lone_let(Lowering *l, const Node *node) {
  if (node->kind != NODE_EXPRESSION_STATEMENT || node->end - node->start != 3) return;
  Str text = str_slice(l->at->source, node->start, node->end);
  if (!str_equal(text, STR("let"))) return;
  lower_refuse(l, DIAG_SYNTAX, "write the name on the same line",
               "`let` with its name on the next line cannot be read");
}

static void lower_item(Lowering *l, NodeList *body, ListPlace place) {
  if (l->kind == CST_IMPORT_STATEMENT && place == PLACE_PROGRAM) {
    node_list_push(body, lower_import(l));
  } else if (l->kind == CST_EXPORT_STATEMENT && place == PLACE_PROGRAM) {
    lower_export(l, body);
  } else if (place != PLACE_PROGRAM || body->len == 0 ||
             !lower_export_attributes(l, *vec_last(body))) {
    Node *statement = lower_statement(l);
    check_lone_let(l, statement);
    node_list_push(body, statement);
  }
}

// One statement; false: it was no directive, which ends the prologue.
static bool lower_listed(Lowering *l, NodeList *body, ListPlace place, bool in_prologue) {
  Node *directive = in_prologue ? lower_directive(l) : NULL;
  if (directive) {
    node_list_push(body, directive);
  } else {
    lower_item(l, body, place);
  }
  return directive != NULL;
}

// Octal escapes before a "use strict" are strict code, too.
static void check_prologue(Lowering *l, const NodeList *body) {
  for (uint32_t i = 0; i < body->len && (l->context & STRICT); i++) {
    const Node *node = body->items[i];
    if (node->kind == NODE_COMMENT) continue;
    if (node->kind != NODE_DIRECTIVE) break;
    if (literal_has_octal_escape(text_str(((const Directive *)node)->raw))) {
      early_refuse_strict(l, node_span(node), "write \\x and two digits",
                          "Strict code cannot have octal escapes");
    }
  }
}

// Whether nothing but a byte order mark stands before the cursor.
static bool starts_file(const Lowering *l) {
  uint32_t start = lower_start(l);
  return start == 0 || (start == 3 && str_starts(l->at->source, STR("\xEF\xBB\xBF")));
}

void lower_statements(Lowering *l, NodeList *body, ListPlace place, bool more) {
  bool in_prologue = place != PLACE_BLOCK;
  bool pure = false;
  for (; more; more = lower_next_or_comment(l)) {
    switch (l->kind) {
      case CST_HASH_BANG:
        if (place != PLACE_PROGRAM || !starts_file(l)) lower_refuse_token(l);
        break;
      case CST_T_BRACE_OPEN:
      case CST_T_BRACE_CLOSE: break;
      case CST_EMPTY_STATEMENT: in_prologue = false; break;
      case CST_COMMENT:
      case CST_HTML_COMMENT:
        pure |= lower_comment_is_pure(l);
        lower_comment(l, body);
        break;
      default:
        if (pure) l->pure_at = lower_start(l);
        pure = false;
        in_prologue = lower_listed(l, body, place, in_prologue);
    }
  }
  if (place != PLACE_BLOCK) check_prologue(l, body);
}

// --- The program ---

void lower_note_module(Lowering *l) {
  l->has_esm_syntax = true;
}

// Whether an import or export stands at the top: then all of it is strict.
static bool has_module_items(const TSTree *tree) {
  const CstKinds *kinds = cst_kinds();
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  bool found = false;
  for (bool more = ts_tree_cursor_goto_first_child(&cursor); more && !found;
       more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    TSSymbol symbol = ts_node_symbol(ts_tree_cursor_current_node(&cursor));
    uint8_t kind = symbol < CST_SYMBOLS_MAX ? kinds->kind[symbol] : CST_UNKNOWN;
    found = kind == CST_IMPORT_STATEMENT || kind == CST_EXPORT_STATEMENT;
  }
  ts_tree_cursor_delete(&cursor);
  return found;
}

static void lower_program(Lowering *l, Ast *ast) {
  ast->program = (Program *)node_new(NODE_PROGRAM, (Span){ 0, (uint32_t)l->at->source.len });
  bool more = lower_first_or_comment(l);
  if (more && l->kind == CST_HASH_BANG) {
    Str text = lower_text(l);
    while (text.len > 0 && text.data[text.len - 1] == '\r') {
      text.len--;
    }
    ast->hashbang = (Text){ mem_copy_text(text.data, text.len), (uint32_t)text.len };
  }
  lower_statements(l, &ast->program->body, PLACE_PROGRAM, more);
}

// A module's top level is strict; a script is taken for the body of a function, as CommonJS has it.
static uint32_t top_context(bool is_module) {
  return AT_TOP | (is_module ? STRICT : IN_FUNCTION | HAS_NEW_TARGET);
}

// *late: the file turned out to be a module, and has to be lowered again as one.
static Ast *lower_as(const TSTree *tree, const DiagSource *at, const LowerOptions *options,
                     bool *late) {
  bool is_module = options->is_module;
  Lowering l = { .cursor = ts_tree_cursor_new(ts_tree_root_node(tree)),
                 .kinds = cst_kinds(),
                 .at = at,
                 .context = top_context(is_module),
                 .is_module = is_module,
                 .allows_jsx = options->allows_jsx,
                 .pure_at = NO_INDEX,
                 .default_at = NO_INDEX };
  lower_reload(&l);
  Ast *ast = MEM_NEW_ZEROED(Ast);
  ast->is_module = is_module;
  lower_program(&l, ast);
  early_source(&l, tree);
  ast->sloppy_only = l.sloppy_only;
  ast->jsx = l.jsx;
  if (l.jsx.end != 0) ast->jsx_pragmas = lower_jsx_pragmas(tree, at);
  ts_tree_cursor_delete(&l.cursor);
  vec_clear(&l.labels);
  vec_clear(&l.private_uses);
  ast->has_known_test = l.has_known_test;
  *late = l.has_esm_syntax && !is_module;
  if (!l.failed && !*late) return ast;
  ast_free(ast);
  return NULL;
}

Ast *lower_module(const TSTree *tree, const DiagSource *at, const LowerOptions *options) {
  LowerOptions known = options ? *options : (LowerOptions){ .is_module = false };
  bool late = false;
  uint32_t told = at->list->items.len;
  if (!known.is_module) known.is_module = has_module_items(tree);
  Ast *ast = lower_as(tree, at, &known, &late);
  if (!late) return ast;
  // A module is judged by other rules.
  diag_list_cut(at->list, told);
  known.is_module = true;
  return lower_as(tree, at, &known, &late);
}

// --- A statement alone ---

LowerPlace lower_place_at_top(bool is_module, bool is_strict) {
  uint32_t context = top_context(is_module) | (is_strict ? STRICT : 0u);
  return (LowerPlace){ .context = context, .is_module = is_module };
}

LowerPlace lower_place_in_loop(LowerPlace outer) {
  outer.context |= IN_LOOP;
  return outer;
}

LowerPlace lower_place_in_switch(LowerPlace outer) {
  outer.context |= IN_SWITCH;
  return outer;
}

// Whether the last byte is that of a semicolon or brace: what looks like one may end a comment.
static bool ends_firmly(TSNode root, uint32_t size) {
  const char *type = ts_node_type(ts_node_descendant_for_byte_range(root, size - 1, size));
  return strcmp(type, ";") == 0 || strcmp(type, "}") == 0;
}

// Whether all of the text is one statement that may stand anywhere.
static bool is_one_statement(Lowering *l) {
  uint32_t size = (uint32_t)l->at->source.len;
  if (!ends_firmly(l->node, size)) return false;
  bool is_alone = ts_node_child_count(l->node) == 1 && lower_first_or_comment(l);
  return is_alone && !is_comment(l->kind) && lower_start(l) == 0 && lower_end(l) == size &&
         l->kind != CST_IMPORT_STATEMENT && l->kind != CST_EXPORT_STATEMENT &&
         l->kind != CST_EMPTY_STATEMENT && l->kind != CST_HASH_BANG;
}

static Node *lower_alone(const TSTree *tree, const DiagSource *at, const LowerPlace *place) {
  Lowering l = { .cursor = ts_tree_cursor_new(ts_tree_root_node(tree)),
                 .kinds = cst_kinds(),
                 .at = at,
                 .context = place->context,
                 .is_module = place->is_module,
                 .depth = place->depth,
                 .pure_at = NO_INDEX,
                 .default_at = NO_INDEX };
  lower_reload(&l);
  Node *node = is_one_statement(&l) ? lower_statement(&l) : NULL;
  if (node) early_source(&l, tree);
  bool is_plain = !l.failed && !l.has_esm_syntax && !l.has_known_test && l.jsx.end == 0 &&
                  l.sloppy_only.end == 0 && l.private_uses.len == 0 && at->list->items.len == 0;
  ts_tree_cursor_delete(&l.cursor);
  vec_clear(&l.labels);
  vec_clear(&l.private_uses);
  if (is_plain) return node;
  node_free(node);
  return NULL;
}

Node *lower_fragment(TSParser *parser, Str text, const char *path, const LowerPlace *place) {
  DiagList diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, path, text };
  TSTree *tree = cst_is_misread(text) ? NULL : cst_tree(parser, text, NULL, NULL);
  bool is_whole = tree && !ts_node_has_error(ts_tree_root_node(tree));
  Node *node = is_whole ? lower_alone(tree, &at, place) : NULL;
  ts_tree_delete(tree);
  diag_list_clear(&diags);
  return node;
}
