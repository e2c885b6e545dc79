// What the files of lowering share. One cursor walks the whole tree: every lower_x() is called with the cursor on the node that it
// lowers and leaves it there. Comments are skipped on the way and noted where they mean something.
//
// A function that met something it had to refuse adds a diagnostic and returns a placeholder, so that one run tells about several;
// `failed` is then set and the tree is thrown away. A tree that does not look as the grammar says is our bug (lower_bug).
#ifndef NEAP_SYNTAX_LOWERING_H
#define NEAP_SYNTAX_LOWERING_H

#include "syntax/cst_kind.h"
#include "syntax/lower.h"

// What may stand at a place, and what words mean there.
enum {
  IN_ASYNC = 1 << 0,
  IN_GENERATOR = 1 << 1,
  AT_TOP = 1 << 2, // in no function: `await` may be an operator
  STRICT = 1 << 3,
  IN_FUNCTION = 1 << 4, // `return` may stand here
  IN_PARAMS = 1 << 5,   // of a function: no await, no yield
  IN_LOOP = 1 << 6,
  IN_SWITCH = 1 << 7,
  HAS_NEW_TARGET = 1 << 8,
  HAS_SUPER = 1 << 9, // super.x
  HAS_SUPER_CALL = 1 << 10,
  NO_ARGUMENTS = 1 << 11,               // a class's field or static block
  NO_AWAIT_NAME = 1 << 12,              // a static block: `await` is no name
  IN_CLASS_BODY = 1 << 13,              // private names may be declared around
  IN_DERIVED = 1 << 14,                 // straight in the body of a class with `extends`
  DECLARES_LET = 1 << 15,               // the names of a let, const or using
  FROM_AROUND = STRICT | IN_CLASS_BODY, // what every function takes from what is around it
};

typedef struct Label {
  const Atom *name;
  bool is_loop; // it may be continued
  bool is_open; // what it stands before has not been met
} Label;

typedef struct PrivateUse {
  const Atom *name;
  Span span;
} PrivateUse;

enum { NAME_CACHE_SIZE = 1024 };

typedef struct Lowering {
  TSTreeCursor cursor;
  const CstKinds *kinds;
  const DiagSource *at;
  TSNode node;      // under the cursor
  uint16_t symbol;  // of node
  CstKind kind;     // of node
  uint32_t context; // IN_ASYNC, …
  bool failed;
  bool is_module;      // known to be one
  bool has_known_test; // a test whose value may be known (dead.h)
  bool has_esm_syntax; // import.meta or an await at the top was met
  uint32_t depth;
  uint32_t pure_at;    // a /*@__PURE__*/ stands just before what starts here; NO_INDEX: none
  uint32_t default_at; // the value of `export default` starts here (lower_export.c); NO_INDEX: none
  bool allows_jsx;     // as in LowerOptions
  Span jsx;            // as in Ast
  Span sloppy_only;    // likewise
  VEC(Label) labels;   // around this, innermost last
  uint32_t label_base; // where those of the function begin (early_labels.c)
  VEC(PrivateUse) private_uses;       // still without a declaration (early_class.c)
  Node *default_function;             // owned: what was cut off that value
  const Atom *names[NAME_CACHE_SIZE]; // lately used names, by a hash of their text
} Lowering;

// --- The cursor (lower.c) ---

// To the first child that is no comment, the next sibling that is none. false: there is none, the cursor stays (on a comment behind
// the last sibling, in lower_next).
bool lower_first(Lowering *l);
bool lower_next(Lowering *l);

// As above, where the grammar promises that there is one.
void lower_enter(Lowering *l);
void lower_advance(Lowering *l);

// To the parent.
void lower_up(Lowering *l);

// After the cursor was set by other means.
void lower_reload(Lowering *l);

// To the first child or next sibling, be it a comment; for lists of statements.
bool lower_first_or_comment(Lowering *l);
bool lower_next_or_comment(Lowering *l);

// Whether the node under the cursor is a /*@__PURE__*/.
bool lower_comment_is_pure(const Lowering *l);

static inline uint32_t lower_start(const Lowering *l) {
  return ts_node_start_byte(l->node);
}

static inline uint32_t lower_end(const Lowering *l) {
  return ts_node_end_byte(l->node);
}

static inline Span lower_span(const Lowering *l) {
  return (Span){ ts_node_start_byte(l->node), ts_node_end_byte(l->node) };
}

static inline Str lower_text(const Lowering *l) {
  Span span = lower_span(l);
  return (Str){ l->at->source.data + span.start, span.end - span.start };
}

// --- Refusing (lower.c) ---

// Adds an error at the node under the cursor.
void lower_refuse(Lowering *l, DiagCode code, const char *help, const char *text);

// Adds "Unexpected token" at the node under the cursor.
void lower_refuse_token(Lowering *l);

// Refuses the node under the cursor when a line ended between `end` and its start.
void lower_refuse_line_break(Lowering *l, uint32_t end);

// Whether the node's text starts as a function or class declaration does.
bool lower_starts_declaration(const Lowering *l);

// A node to go on with after an error.
Node *lower_placeholder(const Lowering *l);

// Ends the program: the tree is not what the grammar promises here.
_Noreturn void lower_bug(const Lowering *l);

// Notes what only a module can have: the file is one. A file that was not known to be one is lowered again.
void lower_note_module(Lowering *l);

// Counts one level of nesting; false: too deep, a diagnostic was added. Undone by l->depth--.
bool lower_deeper(Lowering *l);

// --- Names and lists (lower.c) ---

// The name under the cursor, its escapes resolved; a private one keeps its #.
const Atom *lower_name(Lowering *l);

// The name under the cursor as a reference or binding; words that cannot be one are refused.
Node *lower_identifier(Lowering *l);

// As above, for one that is declared or assigned to.
Node *lower_target_name(Lowering *l);

// The items between the commas of the node under the cursor, brackets left out. Where nothing stands between two commas, a NULL item
// (holes), or an error.
void lower_commas(Lowering *l, NodeList *list, Node *(*lower_item)(Lowering *), bool holes);

// Whether a comma is the next thing behind `item`.
bool lower_comma_follows(const Lowering *l, const Node *item);

// --- Parts ---

Node *lower_expression(Lowering *l); // lower_expr.c
Node *
lower_operand(Lowering *l); // one that nothing looser than a binary may be without parentheses
Node *lower_argument(Lowering *l);      // an expression or a spread
Node *lower_parenthesized(Lowering *l); // what stands in the parentheses under the cursor
Node *lower_string(Lowering *l);        // lower_literal.c
Node *lower_number(Lowering *l);
Node *lower_regex(Lowering *l);
Node *lower_template(Lowering *l, bool tagged);
Node *lower_chain(Lowering *l); // lower_chain.c: calls and member accesses
Node *lower_new(Lowering *l);
Node *lower_function(Lowering *l,
                     NodeKind kind); // lower_function.c: FUNCTION or FUNCTION_DECLARATION
Node *lower_arrow(Lowering *l);
Node *lower_method(Lowering *l);
Node *lower_class_method(Lowering *l);
void lower_check_accessor(Lowering *l, const Method *method); // refuses one with odd parameters
Node *lower_object(Lowering *l);
Node *lower_object_as_block(Lowering *l);      // {a: 1} where ECMAScript sees a block
Node *lower_key(Lowering *l, uint16_t *flags); // sets NODE_COMPUTED
Node *lower_class(Lowering *l, NodeKind kind); // lower_class.c: CLASS or CLASS_DECLARATION
Node *lower_decorator(Lowering *l);
Node *lower_jsx(Lowering *l);                   // lower_jsx.c: an element or a fragment
Node *lower_binding(Lowering *l);               // lower_pattern.c: a pattern that declares
Node *lower_target(Lowering *l);                // a pattern that is assigned to
Node *lower_simple_target(Lowering *l);         // a name or a member
Node *lower_statement(Lowering *l);             // lower_stmt.c
Node *lower_block(Lowering *l);                 // a statement_block as BLOCK
Node *lower_function_body(Lowering *l);         // likewise, with directives
Node *lower_import(Lowering *l);                // lower_export.c
void lower_export(Lowering *l, NodeList *body); // pushes one statement, seldom two
// Gives `exported` the attributes that cst_repair.c made a statement of their own, which is under the cursor; false: it is another.
bool lower_export_attributes(Lowering *l, Node *exported);

// What comments of `tree` say about JSX; an `@jsx` anywhere else says nothing.
JsxPragmas lower_jsx_pragmas(const TSTree *tree, const DiagSource *at);

// The statements among the children of the node under the cursor from `more` on (the result of lower_first_or_comment or
// lower_next_or_comment); goes back up. `top`: imports and exports may stand here.
typedef enum ListPlace { PLACE_BLOCK, PLACE_BODY, PLACE_PROGRAM } ListPlace;

void lower_statements(Lowering *l, NodeList *body, ListPlace place, bool more);

#endif
