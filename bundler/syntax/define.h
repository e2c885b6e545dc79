// Definitions: global names and chains of members (process.env.NODE_ENV) that stand for a value known when bundling.
#ifndef NEAP_SYNTAX_DEFINE_H
#define NEAP_SYNTAX_DEFINE_H

#include "base/json.h"
#include "syntax/ast.h"

typedef VEC(const Atom *) AtomList;

// `words` stand for `json`, or for the name or chain `name`.
typedef struct Define {
  AtomList words; // owned: process, env, NODE_ENV
  json_t *json;   // owned, or NULL
  AtomList name;  // owned: without json
} Define;

typedef VEC(Define) Defines;

// Adds what `text` ("K=V") says; one of the same words before it is replaced. false: `err` says what is wrong with it.
bool define_add(Defines *defines, const char *text, Err *err) __attribute__((warn_unused_result));

// Whether one of `defines` is for `words` ("process.env.NODE_ENV") or the object that they start from.
bool define_covers(const Defines *defines, const char *words);

// Whether it is worth to look for something to replace in `source`.
bool define_may_apply(const Defines *defines, Str source);

// Replaces what refers to a global and is not assigned to. Needs: bound. Breaks: the binding (scope_unbind, scope_bind).
// true: something was replaced.
bool define_apply(Ast *ast, const Defines *defines);

void defines_clear(Defines *defines);

#endif
