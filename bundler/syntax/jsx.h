// JSX to calls: of functions that are imported for it (react/jsx-runtime), or of one that the file itself has (React.createElement).
#ifndef NEAP_SYNTAX_JSX_H
#define NEAP_SYNTAX_JSX_H

#include "base/err.h"
#include "syntax/ast.h"

typedef enum JsxMode { JSX_AUTOMATIC, JSX_TRANSFORM, JSX_PRESERVE } JsxMode;

// Borrowed texts.
typedef struct JsxOptions {
  JsxMode mode;
  bool dev;                  // automatic: with the place of each element
  const char *factory;       // transform: what is called, a name or a chain of members
  const char *fragment;      // transform: what stands for a fragment
  const char *import_source; // automatic: the package whose /jsx-runtime is imported
} JsxOptions;

// Whether the names in `options` are names. false: `err` says which is not.
bool jsx_options_check(const JsxOptions *options, Err *err) __attribute__((warn_unused_result));

// Replaces all JSX by calls, as `options` and the file's own pragmas say, and adds the import that they need; for a CommonJS module it
// is a require(). Needs: bound. Breaks: the binding (ast_unbind, scope_bind), when it returns true. false: nothing was changed, or
// diagnostics were added.
bool jsx_apply(Ast *ast, const JsxOptions *options, const DiagSource *at);

#endif
