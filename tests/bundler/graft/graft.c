// Random edits of files, one after the other: the tree that an edited statement was grafted into, and its tables, are those of the whole file read anew.
//   graft EDITS SEED FILE...      EDITS: for each file
#include "syntax/graft.h"
#include "base/fs.h"
#include "base/mem.h"
#include "syntax/cst.h"
#include "syntax/dead.h"
#include "syntax/lower.h"
#include "syntax/parts.h"
#include "syntax/scope.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t dice_state;

static uint32_t dice(uint32_t sides) {
  dice_state ^= dice_state << 13;
  dice_state ^= dice_state >> 7;
  dice_state ^= dice_state << 17;
  return (uint32_t)(dice_state >> 32) % sides;
}

// --- Reading a file, as the scan does ---

static bool bind(Ast *ast, const DiagSource *at) {
  if (!scope_bind(ast, at)) return false;
  parts_find(ast, true);
  return true;
}

static Ast *read_whole(TSParser *parser, const DiagSource *at) {
  TSTree *tree = cst_parse(parser, at);
  Ast *ast = tree ? lower_module(tree, at, NULL) : NULL;
  ts_tree_delete(tree);
  if (ast == NULL) return NULL;
  bool bound = scope_bind(ast, at);
  if (bound && ast->has_known_test && dead_remove(ast)) {
    ast_unbind(ast);
    bound = scope_bind(ast, at);
  }
  if (bound) {
    parts_find(ast, true);
    return ast;
  }
  ast_free(ast);
  return NULL;
}

// --- Edits ---

static const char *const snippets[] = {
  "x",
  "a1",
  "_",
  " ",
  "\n",
  ";",
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  "\"",
  "'",
  "`",
  "/*",
  "*/",
  "//",
  "+ 1",
  " - ",
  ".foo",
  ".exports",
  " = 2",
  "=>",
  ", y",
  "...",
  "var q = 1;",
  "let z = q;",
  "const w = () => z;",
  "return 1;",
  "yield ",
  "await ",
  "else ",
  "if (q) ",
  "for (;;) ",
  "break;",
  "continue;",
  "function f() {}",
  "async ",
  "class C {}",
  "<!--",
  "-->",
  "\"use strict\";",
  "import.meta",
  "eval(\"q\");",
  "require(\"p\")",
  "import(\"p\", { with: { type: \"json\" } });",
  "module.exports = q;",
  "exports.r = 1;",
  "undefined",
  "this",
  "label: ",
  "throw 1;",
  "typeof ",
  "delete q;",
  "with (q) ",
  "?.",
  "/a/g",
  "/* @__PURE__ */ f()",
  "import(\"x\")",
  "export const e1 = 1;",
  "import s from \"t\";",
  "if (false) f();",
  "\xc3\xa9",
  "\xc3",
  "0777",
  "\\u0061",
  "super.x",
  "new.target",
  "#p",
  "arguments",
};

// A place where something begins, more often than not.
static size_t place_in(Str text) {
  size_t place = dice((uint32_t)text.len + 1);
  if (dice(4) == 0) return place;
  while (place < text.len && strchr(" \n\"'();,", text.data[place]) == NULL) {
    place++;
  }
  return place + (place < text.len);
}

// Another letter or digit for one: names, numbers, texts.
static Buf retyped(Str text) {
  Buf out = BUF_EMPTY;
  buf_append(&out, text);
  for (size_t i = dice((uint32_t)text.len + 1); i < out.len; i++) {
    bool is_digit = out.data[i] >= '0' && out.data[i] <= '9';
    bool is_letter = out.data[i] >= 'a' && out.data[i] <= 'z';
    if (!is_digit && !is_letter) continue;
    out.data[i] = (char)(is_digit ? '0' + dice(10) : 'a' + dice(26));
    break;
  }
  return out;
}

static Buf edited(Str text) {
  if (dice(3) == 0) return retyped(text);
  size_t start = place_in(text);
  uint32_t kind = dice(8);
  uint32_t length = kind < 2 ? 1 + dice(4) : kind == 2 ? dice(60) : 0;
  size_t end = start + length < text.len ? start + length : text.len;
  Buf out = BUF_EMPTY;
  buf_append(&out, str_slice(text, 0, start));
  if (kind == 0 || kind >= 4)
    buf_append(&out, str_of(snippets[dice(sizeof snippets / sizeof *snippets)]));
  if (kind == 3) {
    size_t from = place_in(text);
    buf_append(&out, str_slice(text, from, from + dice(200)));
  }
  buf_append(&out, str_slice(text, end, text.len));
  return out;
}

// --- Comparing ---

static const char *difference; // the first one that was found

static bool differ(const char *what) {
  if (difference == NULL) difference = what;
  return false;
}

#define SAME(a, b, field) ((a)->field == (b)->field || differ(#field))

static bool same_span(Span a, Span b, const char *what) {
  return (a.start == b.start && a.end == b.end) || differ(what);
}

typedef struct Pair {
  const Node *a;
  const Node *b;
} Pair;

typedef VEC(Pair) PairStack;

static bool same_node(Pair pair, PairStack *left) {
  bool same =
      SAME(pair.a, pair.b, flags) && SAME(pair.a, pair.b, start) && SAME(pair.a, pair.b, end);
  const NodeShape *shape = node_shape((NodeKind)pair.a->kind);
  for (uint32_t f = 0; same && f < shape->field_count; f++) {
    const void *in_a = (const char *)pair.a + shape->fields[f].offset;
    const void *in_b = (const char *)pair.b + shape->fields[f].offset;
    switch (shape->fields[f].type) {
      case FIELD_CHILD:
      case FIELD_OPT: vec_push(left, (Pair){ *(Node *const *)in_a, *(Node *const *)in_b }); break;
      case FIELD_LIST:
        for (uint32_t i = 0; i < ((const NodeList *)in_a)->len; i++) {
          vec_push(left, (Pair){ ((const NodeList *)in_a)->items[i],
                                 ((const NodeList *)in_b)->items[i] });
        }
        break;
      case FIELD_INDEX:
        if (*(const uint32_t *)in_a != *(const uint32_t *)in_b)
          same = differ(shape->fields[f].name);
        break;
      default: break;
    }
  }
  return same;
}

// Needs: node_equal.
static bool same_trees(const Node *a, const Node *b) {
  PairStack left = VEC_EMPTY;
  vec_push(&left, (Pair){ a, b });
  bool same = true;
  while (same && left.len > 0) {
    Pair pair = vec_pop(&left);
    if (pair.a) same = same_node(pair, &left);
    if (!same)
      fprintf(stderr, "  in a %s at %u\n", node_shape((NodeKind)pair.a->kind)->name, pair.b->start);
  }
  vec_clear(&left);
  return same;
}

static bool same_symbols(const Ast *a, const Ast *b) {
  bool same = SAME(a, b, symbols.len) && SAME(a, b, top_end) && SAME(a, b, has_pins) &&
              SAME(a, b, unbound.len);
  for (uint32_t i = 0; same && i < a->symbols.len; i++) {
    const Symbol *one = &a->symbols.items[i];
    const Symbol *other = &b->symbols.items[i];
    same = SAME(one, other, name) && SAME(one, other, scope) && SAME(one, other, declared_at) &&
           SAME(one, other, use_count) && SAME(one, other, kind) && SAME(one, other, assigned) &&
           SAME(one, other, pinned) && SAME(one, other, is_tag);
  }
  for (uint32_t i = 0; same && i < a->unbound.len; i++) {
    same = SAME(a, b, unbound.items[i]);
  }
  return same;
}

static bool same_scopes(const Ast *a, const Ast *b) {
  bool same = SAME(a, b, scopes.len);
  for (uint32_t i = 0; same && i < a->scopes.len; i++) {
    const Scope *one = &a->scopes.items[i];
    const Scope *other = &b->scopes.items[i];
    same = SAME(one, other, parent) && SAME(one, other, kind) &&
           SAME(one, other, has_direct_eval) && SAME(one, other, symbols.len);
    for (uint32_t j = 0; same && j < one->symbols.len; j++) {
      same = SAME(one, other, symbols.items[j]);
    }
  }
  return same;
}

static bool same_records(const Ast *a, const Ast *b) {
  bool same = SAME(a, b, records.len);
  for (uint32_t i = 0; same && i < a->records.len; i++) {
    const ImportRecord *one = &a->records.items[i];
    const ImportRecord *other = &b->records.items[i];
    same = SAME(one, other, kind) && SAME(one, other, in_try) && SAME(one, other, is_bare) &&
           same_span(one->span, other->span, "record's span") &&
           (strcmp(one->specifier, other->specifier) == 0 || differ("specifier")) &&
           (node_equal(one->attributes, other->attributes) || differ("attributes"));
  }
  return same;
}

static bool same_interface(const Ast *a, const Ast *b) {
  bool same = SAME(a, b, imports.len) && SAME(a, b, exports.len) && SAME(a, b, stars.len);
  for (uint32_t i = 0; same && i < a->imports.len; i++) {
    const ImportBinding *one = &a->imports.items[i];
    const ImportBinding *other = &b->imports.items[i];
    same = SAME(one, other, symbol) && SAME(one, other, record) && SAME(one, other, imported) &&
           same_span(one->span, other->span, "import's span");
  }
  for (uint32_t i = 0; same && i < a->exports.len; i++) {
    const ExportEntry *one = &a->exports.items[i];
    const ExportEntry *other = &b->exports.items[i];
    same = SAME(one, other, exported) && SAME(one, other, symbol) && SAME(one, other, record) &&
           SAME(one, other, imported) && same_span(one->span, other->span, "export's span");
  }
  return same;
}

static bool same_parts(const Ast *a, const Ast *b) {
  bool same = SAME(a, b, parts.len) && SAME(a, b, uses.len) && SAME(a, b, declarations.len);
  for (uint32_t i = 0; same && i < a->parts.len; i++) {
    same = SAME(a, b, parts.items[i].uses_end) && SAME(a, b, parts.items[i].has_effects);
  }
  for (uint32_t i = 0; same && i < a->uses.len; i++) {
    const PartUse *one = &a->uses.items[i];
    const PartUse *other = &b->uses.items[i];
    same = SAME(one, other, member) && SAME(one, other, symbol) && SAME(one, other, record) &&
           SAME(one, other, is_target) && same_span(one->span, other->span, "use's span");
  }
  for (uint32_t i = 0; same && i < a->declarations.len; i++) {
    same = SAME(a, b, declarations.items[i].symbol) && SAME(a, b, declarations.items[i].part);
  }
  return same;
}

static bool same_directives(const Ast *a, const Ast *b) {
  bool same = SAME(a, b, directives.len);
  for (uint32_t i = 0; same && i < a->directives.len; i++) {
    same = SAME(a, b, directives.items[i]);
  }
  return same;
}

static bool same_facts(const Ast *a, const Ast *b) {
  return SAME(a, b, is_module) && SAME(a, b, has_esm_syntax) && SAME(a, b, is_strict) &&
         SAME(a, b, is_empty) && same_directives(a, b) &&
         same_span(a->sloppy_only, b->sloppy_only, "sloppy_only") &&
         same_span(a->top_level_await, b->top_level_await, "top_level_await") &&
         same_span(a->commonjs, b->commonjs, "commonjs") &&
         same_span(a->own_exports, b->own_exports, "own_exports") &&
         same_span(a->require_tool, b->require_tool, "require_tool") &&
         same_span(a->import_meta, b->import_meta, "import_meta");
}

static bool same_asts(const Ast *a, const Ast *b) {
  if (!node_equal(&a->program->node, &b->program->node)) return differ("tree");
  return same_facts(a, b) && same_symbols(a, b) && same_scopes(a, b) && same_records(a, b) &&
         same_interface(a, b) && same_parts(a, b) &&
         same_trees(&a->program->node, &b->program->node);
}

// --- One file ---

typedef struct File {
  const char *path;
  TSParser *parser;
  Buf text;
  Ast *ast; // of text
  uint32_t grafted;
  uint32_t same_names;
} File;

// The tree of `text` by grafting, or NULL; file->ast is used up then.
static Ast *graft_text(File *file, const DiagSource *at, bool *found) {
  Graft graft;
  *found = graft_find(&graft, file->ast, buf_str(&file->text), at, file->parser);
  if (!*found) return NULL;
  file->grafted++;
  file->same_names += graft.same_names;
  bool is_bound = graft.same_names;
  Ast *ast = file->ast;
  file->ast = NULL;
  graft_apply(&graft, ast);
  if (is_bound) return ast;
  ast_unbind(ast);
  if (bind(ast, at)) return ast;
  ast_free(ast);
  return NULL;
}

// false: the two ways differ.
static bool step(File *file) {
  Buf text = edited(buf_str(&file->text));
  DiagList diags = DIAG_LIST_EMPTY;
  DiagList fresh_diags = DIAG_LIST_EMPTY;
  DiagSource at = { &diags, file->path, buf_str(&text) };
  DiagSource fresh_at = { &fresh_diags, file->path, buf_str(&text) };
  bool found;
  Ast *ast = graft_text(file, &at, &found);
  Ast *fresh = read_whole(file->parser, &fresh_at);
  bool same = true;
  difference = NULL;
  if (found && (ast == NULL) != (fresh == NULL))
    same = differ(ast ? "grafted what is wrong" : "refused what is right");
  if (found && ast && fresh) same = same_asts(ast, fresh);
  if (ast && fresh) { // go on with what many grafts made
    ast_free(fresh);
    fresh = ast;
    ast = NULL;
  }
  if (!same) {
    fprintf(stderr, "%s: %s\n", file->path, difference);
    Err err = ERR_NONE;
    if (!fs_write("graft-before.js", buf_str(&file->text), &err) ||
        !fs_write("graft-after.js", buf_str(&text), &err))
      err_clear(&err);
  }
  ast_free(ast);
  if (fresh) {
    ast_free(file->ast);
    buf_clear(&file->text);
    file->ast = fresh;
    file->text = text;
  } else {
    buf_clear(&text);
    DiagSource old = { &diags, file->path, buf_str(&file->text) };
    if (file->ast == NULL) file->ast = read_whole(file->parser, &old);
  }
  diag_list_clear(&diags);
  diag_list_clear(&fresh_diags);
  return same;
}

static bool edit_file(const char *path, uint32_t edits, uint32_t *grafted, uint32_t *same_names) {
  File file = { .path = path, .parser = cst_parser_new(), .text = BUF_EMPTY };
  Err err = ERR_NONE;
  DiagList diags = DIAG_LIST_EMPTY;
  bool same = true;
  if (!fs_read(path, &file.text, &err)) {
    fprintf(stderr, "%s\n", err.text);
    err_clear(&err);
    same = false;
  }
  if (same) file.ast = read_whole(file.parser, &(DiagSource){ &diags, path, buf_str(&file.text) });
  for (uint32_t i = 0; i < edits && file.ast && same; i++) {
    same = step(&file);
  }
  *grafted += file.grafted;
  *same_names += file.same_names;
  ast_free(file.ast);
  buf_clear(&file.text);
  diag_list_clear(&diags);
  ts_parser_delete(file.parser);
  return same;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fputs("graft EDITS SEED FILE...\n", stderr);
    return 2;
  }
  uint32_t edits = (uint32_t)strtoul(argv[1], NULL, 10);
  dice_state = strtoull(argv[2], NULL, 10) * UINT64_C(0x9E3779B97F4A7C15) + 1;
  uint32_t grafted = 0;
  uint32_t same_names = 0;
  bool same = true;
  for (int i = 3; i < argc && same; i++) {
    same = edit_file(argv[i], edits, &grafted, &same_names);
  }
  printf("%u edits of %d files, seed %s: %u grafted, %u of them with the same names\n",
         edits * (uint32_t)(argc - 3), argc - 3, argv[2], grafted, same_names);
  if (same && grafted == 0) fputs("nothing was grafted\n", stderr);
  intern_clear();
  return same && grafted != 0 ? 0 : 1;
}
