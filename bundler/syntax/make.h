// Nodes that no source has: loaders, definitions and JSX make them. The parts are taken over, texts copied; the caller owns the result.
#ifndef NEAP_SYNTAX_MAKE_H
#define NEAP_SYNTAX_MAKE_H

#include "base/json.h"
#include "syntax/ast.h"

Node *make_identifier(const Atom *name, Span span);
Node *make_string(Str wtf8, Span span);
Node *make_boolean(bool value, Span span);
Node *make_number(double value, Span span); // finite; a negative one is an operator and a number
Node *make_undefined(Span span);            // void 0
Node *make_member(Node *object, const Atom *name);
Node *make_chain(Str dotted, Span span); // a.b.c; NULL: `dotted` is no chain of names
Node *make_call(Node *callee);           // without arguments yet
Node *make_object(Span span);

// Adds `name: value`, its key quoted or in brackets where it must be.
void make_property(Node *object, Str name, Node *value);

// What a JSON value is in JavaScript. Depth is bounded by jansson's own limit.
Node *make_json(const json_t *value, Span span);

// A module of no statements yet.
Ast *make_module(Span span);

// Adds `export const name = value;` to a module; `export default value;`.
void make_export(Ast *ast, const Atom *name, Node *value);
void make_export_default(Ast *ast, Node *value);

#endif
