// neap's own syntax tree. Each node, list and text is allocated by itself and owned by its parent; names are shared atoms.
// A module's AST changes hands only through the work queue, and is frozen once binding is done: linking keeps its state elsewhere.
#ifndef NEAP_SYNTAX_AST_H
#define NEAP_SYNTAX_AST_H

#include "base/diag.h"
#include "base/intern.h"
#include "base/str.h"
#include "base/vec.h"

typedef enum NodeKind {

#define NODE(UPPER, Camel, fields) NODE_##UPPER,
#include "syntax/ast.def"
#undef NODE
  NODE_KIND_COUNT
} NodeKind;

// Booleans of a node. One bit may mean different things in different kinds.
enum {
  NODE_COMPUTED = 1 << 0,          // PROPERTY, METHOD, FIELD, PATTERN_PROPERTY: [key]
  NODE_SHORTHAND = 1 << 1,         // PROPERTY, PATTERN_PROPERTY: {a}
  NODE_STATIC = 1 << 2,            // METHOD, FIELD
  NODE_ACCESSOR = 1 << 3,          // FIELD: accessor x
  NODE_ASYNC = 1 << 4,             // FUNCTION, FUNCTION_DECLARATION, ARROW
  NODE_GENERATOR = 1 << 5,         // FUNCTION, FUNCTION_DECLARATION
  NODE_OPTIONAL = 1 << 6,          // CALL, MEMBER, INDEX_MEMBER: ?.
  NODE_PREFIX = 1 << 7,            // UPDATE: ++x
  NODE_DELEGATE = 1 << 8,          // YIELD: yield*
  NODE_AWAIT_OF = 1 << 9,          // FOR_OF: for await
  NODE_SIDE_EFFECT_ONLY = 1 << 10, // IMPORT: import "x"
  NODE_PURE = 1 << 11,             // CALL, NEW: marked /*@__PURE__*/
  // Set by binding, not part of equality:
  NODE_MODULE_THIS = 1 << 12, // THIS: the module's own, which is undefined
  NODE_HOISTED = 1 << 13,     // FUNCTION_DECLARATION: of a sloppy block, seen around it too
  NODE_BOUND = NODE_MODULE_THIS | NODE_HOISTED,
};

typedef enum UnaryOp {
  UNARY_NEGATE,
  UNARY_PLUS,
  UNARY_NOT,
  UNARY_BIT_NOT,
  UNARY_TYPEOF,
  UNARY_VOID,
  UNARY_DELETE
} UnaryOp;

typedef enum UpdateOp { UPDATE_INCREMENT, UPDATE_DECREMENT } UpdateOp;

typedef enum MethodOp { METHOD_PLAIN, METHOD_GET, METHOD_SET } MethodOp;

typedef enum VariableOp {
  VARIABLE_VAR,
  VARIABLE_LET,
  VARIABLE_CONST,
  VARIABLE_USING,
  VARIABLE_AWAIT_USING
} VariableOp;

// Whether an element may ask for `this`: in the constructor of a derived class it may not be there yet.
typedef enum JsxOp { JSX_HAS_THIS, JSX_LACKS_THIS } JsxOp;

typedef enum BinaryOp {
  BINARY_ADD,
  BINARY_SUB,
  BINARY_MUL,
  BINARY_DIV,
  BINARY_MOD,
  BINARY_POW,
  BINARY_SHL,
  BINARY_SHR,
  BINARY_USHR,
  BINARY_BIT_AND,
  BINARY_BIT_OR,
  BINARY_BIT_XOR,
  BINARY_LT,
  BINARY_LE,
  BINARY_GT,
  BINARY_GE,
  BINARY_EQ,
  BINARY_NE,
  BINARY_STRICT_EQ,
  BINARY_STRICT_NE,
  BINARY_IN,
  BINARY_INSTANCEOF,
  BINARY_AND,
  BINARY_OR,
  BINARY_COALESCE,
} BinaryOp;

// ASSIGN_PLAIN is `=`; the others are ASSIGN_COMPOUND + BinaryOp (`+=`, `&&=`, …).
enum { ASSIGN_PLAIN = 0, ASSIGN_COMPOUND = 1 };

// Not bound, or none.
#define NO_INDEX UINT32_MAX

typedef struct Node {
  uint8_t kind; // NodeKind
  uint8_t op;
  uint16_t flags;
  uint32_t start; // span in the module's source, bytes
  uint32_t end;
} Node;

typedef struct NodeList {
  Node **items; // owned, and each node in it
  uint32_t len;
  uint32_t cap;
} NodeList;

// An owned text, or {NULL, 0}.
typedef struct Text {
  char *data;
  uint32_t len;
} Text;

#define CHILD(f)    Node *f;
#define OPT(f)      Node *f;
#define LIST(f)     NodeList f;
#define ATOM(f)     const Atom *f;
#define OPT_ATOM(f) const Atom *f;
#define TEXT(f)     Text f;
#define INDEX(f)    uint32_t f;
#define NODE(UPPER, Camel, fields)                                                                 \
 typedef struct Camel {                                                                            \
  Node node;                                                                                       \
  fields                                                                                           \
 } Camel;
#include "syntax/ast.def"
#undef NODE
#undef CHILD
#undef OPT
#undef LIST
#undef ATOM
#undef OPT_ATOM
#undef TEXT
#undef INDEX

static inline Str text_str(Text text) {
  return (Str){ text.data, text.len };
}

static inline Span node_span(const Node *node) {
  return (Span){ node->start, node->end };
}

// What a kind's struct is made of, for passes that treat all kinds alike.
typedef enum FieldType {
  FIELD_CHILD,
  FIELD_OPT,
  FIELD_LIST,
  FIELD_ATOM,
  FIELD_OPT_ATOM,
  FIELD_TEXT,
  FIELD_INDEX
} FieldType;

typedef struct NodeField {
  FieldType type;
  uint32_t offset; // in the kind's struct
  const char *name;
} NodeField;

typedef struct NodeShape {
  const char *name; // "Binary"
  uint32_t size;    // of the struct
  uint32_t field_count;
  const NodeField *fields; // in evaluation (= source) order
} NodeShape;

// The shape of a kind. Threads: any.
const NodeShape *node_shape(NodeKind kind);

// A node of `kind`, its fields zero (INDEX fields NO_INDEX), owned by the caller until it hangs in a parent.
Node *node_new(NodeKind kind, Span span);

// Frees a node and all below it, without recursion. NULL is fine.
void node_free(Node *node);

void node_list_push(NodeList *list, Node *node);

// Same kind, operator, flags (but NODE_BOUND), names, texts and children; spans and INDEX fields do not count. Without recursion.
bool node_equal(const Node *a, const Node *b);

// Writes the tree as indented text, for --dump and for failing tests.
void node_dump(const Node *node, FILE *out);

// Checks what ast.def says of each kind (children present and of a fitting kind); aborts with the node's place when it does not hold.
void node_check(const Node *node);

// --- The module around the tree ---

// Filled by scope_bind (scope.h).
typedef enum SymbolKind {
  SYMBOL_UNBOUND, // a global: declared nowhere in the module
  SYMBOL_VAR,
  SYMBOL_FUNCTION,
  SYMBOL_LET,
  SYMBOL_CONST,
  SYMBOL_CLASS,
  SYMBOL_PARAM,
  SYMBOL_CATCH,
  SYMBOL_FUNCTION_NAME, // of a function or class expression, seen only inside
  SYMBOL_IMPORT,
  SYMBOL_DEFAULT, // stands for `export default` without a name; its name is "default"
} SymbolKind;

typedef struct Symbol {
  const Atom *name;
  uint32_t scope;       // the scope that declares it; NO_INDEX when unbound
  uint32_t declared_at; // byte offset, for diagnostics
  uint32_t use_count;   // references and declarations in the AST
  uint8_t kind;         // SymbolKind
  bool assigned;        // somewhere the target of an assignment
  bool pinned;          // must keep its name: seen by a direct eval or a with
  bool is_tag;          // a JSX element is called by it, or by a member of it
} Symbol;

typedef enum ScopeKind {
  SCOPE_MODULE,
  SCOPE_FUNCTION, // parameters, and the body too unless it has a scope of its own
  SCOPE_BODY,     // of a function whose parameters are more than plain names
  SCOPE_BLOCK,
  SCOPE_CLASS,         // holds the name of a class expression
  SCOPE_CATCH,         // holds the parameter
  SCOPE_FUNCTION_NAME, // holds the name of a function expression
} ScopeKind;

// Scopes stand in the order of a preorder walk, so a parent comes before its children.
typedef struct Scope {
  uint32_t parent;       // NO_INDEX for the module's scope, which is scope 0
  uint8_t kind;          // ScopeKind
  bool has_direct_eval;  // in it or below
  VEC(uint32_t) symbols; // declared here, in order
} Scope;

typedef enum ImportKind {
  IMPORT_STATIC,
  IMPORT_EXPORT_FROM,
  IMPORT_DYNAMIC,
  IMPORT_REQUIRE
} ImportKind;

// One `import`, `export … from`, import("…") or require("…"), in source order; records of one specifier are kept apart.
typedef struct ImportRecord {
  char *specifier;        // owned, zero-terminated
  uint8_t kind;           // ImportKind
  bool in_try;            // a failure may be caught by the program
  bool is_bare;           // import "x": for its effects alone
  Span span;              // of the specifier with its quotes
  const Node *attributes; // borrowed from the tree: the OBJECT of `with`, or NULL
} ImportRecord;

// `import {imported as symbol}`; imported NULL: the namespace.
typedef struct ImportBinding {
  uint32_t symbol;
  uint32_t record;
  const Atom *imported;
  Span span;
} ImportBinding;

// One name that the module exports: a symbol of its own (record NO_INDEX), or `imported` of a record (NULL: its namespace).
// An imported symbol that is exported stays a symbol here (its SymbolKind is SYMBOL_IMPORT).
typedef struct ExportEntry {
  const Atom *exported;
  uint32_t symbol;
  uint32_t record;
  const Atom *imported;
  Span span;
} ExportEntry;

// Filled by parts_find (parts.h). A part is a statement at the top level: part i is program->body.items[i].
typedef struct Part {
  uint32_t
      uses_end; // its uses end here in Ast.uses, and begin where those of the part before it end
  bool has_effects; // it must run whoever uses what it declares
} Part;

// What a part uses of the module's top level, each thing once.
typedef struct PartUse {
  const Atom *member; // `symbol.member` of an import; NULL: the symbol as a whole
  uint32_t symbol;    // at the module's top; NO_INDEX: a record
  uint32_t record;    // of require() or import(), or NO_INDEX
  Span span;          // of the first such use
  bool is_target;     // the member is assigned to or deleted, or asked for by `?.`
} PartUse;

typedef struct Declaration {
  uint32_t symbol;
  uint32_t part;
} Declaration;

// What comments say about the JSX of a file: `@jsx h`; NULL where they say nothing.
typedef struct JsxPragmas {
  const Atom *factory;       // @jsx
  const Atom *fragment;      // @jsxFrag
  const Atom *import_source; // @jsxImportSource
  const Atom *runtime;       // @jsxRuntime
} JsxPragmas;

typedef struct Ast {
  Program *program; // owned
  Text hashbang;    // "#!…" without its newline
  VEC(Symbol) symbols;
  VEC(Scope) scopes;
  VEC(uint32_t) unbound; // symbols that no scope declares, rising
  uint32_t top_end;      // behind the last symbol of the module's scope
  bool has_pins;         // some symbol is pinned
  VEC(ImportRecord) records;
  VEC(ImportBinding) imports;
  VEC(ExportEntry) exports;
  VEC(uint32_t) stars; // records of `export * from`
  VEC(Part) parts;     // empty: the module is used as a whole
  VEC(PartUse) uses;
  VEC(Declaration) declarations; // sorted by symbol, then part
  VEC(const Atom *) directives;  // at the top, with their quotes; "use strict" is is_strict
  bool is_module; // read as a module: it is known to be one, or has_esm_syntax (set by lowering)
  bool has_esm_syntax;    // import/export declarations, import.meta or top-level await
  bool is_changed;        // it says something else than the source (define.h, jsx.h)
  bool has_known_test;    // dead.h may find a branch that never runs (set by lowering)
  bool is_strict;         // a module, or "use strict" at the top
  bool is_empty;          // no statement at all
  Span jsx;               // the first element (set by lowering); end 0: none
  JsxPragmas jsx_pragmas; // (set by lowering)
  Span sloppy_only; // the first thing that strict code cannot have (set by lowering); end 0: none
  Span top_level_await; // the first one; end 0: none
  Span
      commonjs; // the first thing that only CommonJS has at its top: require, module, exports, this, return; end 0: none
  Span own_exports;  // the first `module.exports` or `exports.a` of an unbound name; end 0: none
  Span require_tool; // the first require.resolve or require.cache; end 0: none
  Span import_meta;  // the first one; end 0: none
} Ast;

// Frees what scope_bind filled, so that it can bind a changed tree anew; that the file is a module stays known.
void ast_unbind(Ast *ast);

// As ast_unbind, but what scope_bind filled is given to the caller, who owns it, in an Ast without a tree.
Ast *ast_take_tables(Ast *ast);

// Frees the tree and the tables. NULL is fine. Threads: whoever holds the module.
void ast_free(Ast *ast);

#endif
