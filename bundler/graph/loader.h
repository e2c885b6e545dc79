// What becomes of a file: chosen by its ending, as a table here says or as the user does.
#ifndef NEAP_GRAPH_LOADER_H
#define NEAP_GRAPH_LOADER_H

#include "base/err.h"
#include "base/str.h"

typedef enum Loader {
  LOADER_NONE, // nobody said what to do with such a file
  LOADER_JS,
  LOADER_JSX,
  LOADER_JSON,      // the value as default export, what it has under names as named ones
  LOADER_JSON_ONLY, // … the default export alone, as ECMAScript has JSON modules
  LOADER_TEXT,      // the default export is the text
  LOADER_BASE64,    // … the bytes as base64
  LOADER_DATAURL,   // … a data: URL of them
  LOADER_BINARY,    // … a Uint8Array of them
  LOADER_EMPTY,     // an object without anything
  LOADER_FILE,      // an asset; the default export is its URL
  LOADER_COPY,      // an asset that is imported as it is: no module of the bundle
} Loader;

// `.ext=name`, as the user gives it.
typedef struct LoaderRule {
  Str ending; // borrowed: with its dot; empty: files without one
  Loader loader;
} LoaderRule;

typedef struct LoaderRules {
  LoaderRule *items; // borrowed
  uint32_t count;
} LoaderRules;

// The words of a rule. false: `err` says what is wrong with them.
bool loader_rule_parse(const char *text, LoaderRule *rule, Err *err)
    __attribute__((warn_unused_result));

// The loader of a file (or of a data: URL, whose media type decides): the rule with the longest ending that fits (of equal ones the last), else the table's.
Loader loader_of(const char *path, const LoaderRules *rules);

// What the attribute `type` of an import asks for: json, text, bytes; LOADER_NONE: no such type. And the word for such a loader.
Loader loader_of_type(Str type);
const char *loader_type(Loader loader);

// Whether a file of this loader stands beside the bundle.
static inline bool loader_is_asset(Loader loader) {
  return loader == LOADER_FILE || loader == LOADER_COPY;
}

// Whether a module by this loader is data: it imports nothing, and its default export is all of it.
bool loader_is_data(Loader loader);

// The media type that a file's ending stands for. Borrowed.
const char *loader_media_type(const char *path);

#endif
