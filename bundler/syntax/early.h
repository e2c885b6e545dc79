// Early errors: what reads well but ECMAScript forbids ("Static Semantics: Early Errors"). They are looked for while lowering, which sees
// both the source and the place; names declared twice are binding's (scope.h), literals' own are lower_literal.c's.
//
//   early_names.c      words that cannot be names here, what strict code refuses
//   early_labels.c     labels, break, continue
//   early_class.c      members of classes, private names
//   early_regexp.c     regular expressions
//   early_source.c     comments as HTML has them, characters that look like white space
//
// All add a diagnostic where the cursor stands, or at the span they are given, and set l->failed. Threads: the lowering's.
#ifndef NEAP_SYNTAX_EARLY_H
#define NEAP_SYNTAX_EARLY_H

#include "syntax/lowering.h"

// --- Names and strict code (early_names.c) ---

// Adds an error at `span`.
void early_refuse(Lowering *l, DiagCode code, Span span, const char *help, const char *text);

// As early_refuse with DIAG_STRICT, where the code is strict; elsewhere it is noted (Ast.sloppy_only).
void early_refuse_strict(Lowering *l, Span span, const char *help, const char *text);

// A name that is referred to or bound: words that are none here (`yield` in a generator, `static` in strict code).
void early_name(Lowering *l, const Atom *name, Span span);

// A name that is bound or assigned to: `eval` and `arguments` in strict code.
void early_target_name(Lowering *l, const Atom *name, Span span);

// A function whose body has made itself strict: its name and parameters, which were read before.
void early_strict_function(Lowering *l, const Node *name, const NodeList *params);

// A function in strict code whose parameters are more than plain names: it cannot have a "use strict" of its own.
void early_strict_params(Lowering *l, const Block *body, const NodeList *params);

// `delete` of a name or of a private member.
void early_delete(Lowering *l, const Node *argument);

// More than one `__proto__: …` in an object.
void early_object(Lowering *l, const Object *object);

// --- Labels (early_labels.c) ---

// Enters a labelled statement: `follows` is the kind of what the label stands before. Undone by early_label_leave.
void early_label_enter(Lowering *l, const Atom *name, CstKind follows);
void early_label_leave(Lowering *l);

// A break or continue at the cursor; label NULL: it has none.
void early_jump(Lowering *l, NodeKind kind, const Atom *label);

// --- Classes (early_class.c) ---

// A private name that is used at `span`, or left of `in`.
void early_private_use(Lowering *l, const Atom *name, Span span);

// Enters and leaves the body of a class; on leaving, its members are checked and the uses inside find their declarations. `outer` is what
// early_class_enter gave.
uint32_t early_class_enter(Lowering *l);
void early_class_leave(Lowering *l, uint32_t outer, const NodeList *members);

// --- The text as a whole (early_source.c) ---

void early_source(Lowering *l, const TSTree *tree);

// --- Regular expressions (early_regexp.c) ---

typedef struct RegExpFault {
  const char *text; // NULL: none
  size_t place;     // bytes into the pattern, or into the flags
  bool in_flags;
} RegExpFault;

// The first thing that ECMAScript 2025 (Annex B included, without `u` and `v`) does not allow in a pattern and its flags, both UTF-8.
// Iterative; takes time linear in the pattern but for named groups.
RegExpFault early_regexp(Str pattern, Str flags);

#endif
