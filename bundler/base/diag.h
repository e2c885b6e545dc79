// What is wrong with the user's code: where, what, and what to do. Each worker fills a list of its own; lists are merged
// and sorted when the work is joined, so that the same input gives the same report at any number of threads.
#ifndef NEAP_BASE_DIAG_H
#define NEAP_BASE_DIAG_H

#include "base/str.h"
#include "base/vec.h"

#include <stdio.h>

// Bytes [start, end) of a source text.
typedef struct Span {
  uint32_t start;
  uint32_t end;
} Span;

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

// Stable codes, shown as `error[NEAP1001]`; the number never changes its meaning.
typedef enum DiagCode {
  DIAG_SYNTAX = 1001,     // the parser found no way to read this
  DIAG_NESTING = 1002,    // nested deeper than can be read
  DIAG_JSX = 1003,        // JSX in a file that is read as plain JavaScript
  DIAG_ENCODING = 1004,   // not UTF-8
  DIAG_EARLY = 1005,      // well-formed, but ECMAScript forbids it
  DIAG_REDECLARED = 1006, // two declarations of one name that cannot stand side by side
  DIAG_STRICT = 1007,     // strict code (modules, classes, "use strict") does not have this
  DIAG_TARGET = 1008,     // nothing can be assigned to this
  DIAG_JUMP = 1009,       // return, break, continue or a label out of place
  DIAG_AWAIT = 1010,      // await or yield out of place
  DIAG_SUPER = 1011,      // super or new.target out of place
  DIAG_PRIVATE_NAME =
      1012, // a private name that no class around declares, or that is declared twice
  DIAG_CLASS_MEMBER =
      1013,           // a member that a class cannot have: a second constructor, a static prototype
  DIAG_REGEXP = 1014, // a regular expression that ECMAScript cannot read
  DIAG_SLOPPY = 1015, // what only sloppy code can have, in an output that is strict
  // 1101 and 1102 were things not offered yet.
  DIAG_TOP_LEVEL_AWAIT = 1103, // needs --format=esm
  DIAG_REQUIRE_ASYNC = 1104,   // require() of a module with top-level await
  DIAG_MIXED = 1105,           // module or exports in an ES module
  DIAG_COMMONJS_STAR = 1106,   // `export *` of CommonJS from an entry: its names are not known
  DIAG_REQUIRE_TOOL = 1107,    // require.resolve or require.cache, which know nothing of the bundle
  DIAG_UNRESOLVED = 1201,      // no such module
  DIAG_UNREADABLE = 1202,      // the file is there but cannot be read
  DIAG_NO_LOADER = 1203,       // nothing here reads this kind of file
  DIAG_JSON = 1204,            // not JSON, where JSON was to be read
  DIAG_ATTRIBUTE = 1205,       // an import attribute that means nothing here
  DIAG_CASE = 1206,            // two files whose names differ in case only
  DIAG_MISSING_EXPORT = 1301,  // the module has no export of that name
  DIAG_AMBIGUOUS_EXPORT = 1302, // two `export *` give that name
  DIAG_DUPLICATE_EXPORT = 1303, // exported twice
  DIAG_ASSIGN_TO_IMPORT = 1304, // imports cannot be assigned to
  DIAG_EXTERNAL_STAR = 1305,    // `export *` from an external module in a place that cannot have it
  DIAG_PINNED_NAME = 1306,      // a direct eval needs a name that something else in the bundle has
  DIAG_EXTERNAL_IN_IIFE = 1307, // an external module cannot be imported in the format iife
  DIAG_EMPTY_IMPORT_META = 1401, // import.meta is empty in this format
  DIAG_IGNORED_IMPORT = 1402,    // imported for effects that package.json says it has not
  DIAG_CACHE_DAMAGED = 1501,     // an entry of --cache that is none
  DIAG_CACHE_UNWRITABLE = 1502,  // --cache cannot keep anything
} DiagCode;

// One line of source as shown: cut to something readable, tabs and control characters made visible.
typedef struct FrameLine {
  uint32_t number;      // from 1
  char *text;           // owned
  uint32_t mark;        // bytes into text where the underlining starts
  uint32_t mark_length; // bytes underlined, at least 1
} FrameLine;

// A place in a file, shown with the lines that it covers: all of them when they are few, else the first and the last.
typedef struct DiagPlace {
  char *path;        // owned: as shown to the user; NULL: no place
  uint32_t line;     // from 1; 0: no place
  uint32_t column;   // from 1, in characters
  uint32_t end_line; // of the byte behind the last one
  uint32_t end_column;
  Span span; // bytes
  VEC(FrameLine) frame;
} DiagPlace;

// Another place that has to do with it ("first declared here"), or, without a place, a step on the way there.
typedef struct DiagNote {
  DiagPlace place;
  char *text; // owned, one line
} DiagNote;

typedef struct Diag {
  Severity severity;
  DiagCode code;
  DiagPlace place;
  char *text; // owned: what is wrong, one line
  char *help; // owned: what to do, or NULL
  VEC(DiagNote) notes;
} Diag;

// The line of a source that holds a byte, without its end.
typedef struct DiagLine {
  uint32_t number; // from 1
  size_t start;
  size_t end;
} DiagLine;

// A place that was counted out, so that the next one in the same line is counted from there: a file of one long line may have many faults.
typedef struct DiagCursor {
  const char *source; // only compared; NULL: none was counted
  size_t size;
  size_t offset;
  DiagLine line;
  uint32_t column;
} DiagCursor;

typedef struct DiagList {
  VEC(Diag) items;
  uint32_t errors;
  DiagCursor start; // of the last diagnostic's span
  DiagCursor end;
} DiagList;

#define DIAG_LIST_EMPTY ((DiagList){ .errors = 0 })

// Where diagnostics about one file go. Borrowed: path and source must be there only during the calls.
typedef struct DiagSource {
  DiagList *list;
  const char *path; // as shown to the user
  Str source;
} DiagSource;

// Adds a diagnostic at `span` of the file. `help` may be NULL. The texts are copied. Returns false, which means: already told.
// Threads: the list's owner only.
bool diag_add(const DiagSource *at, Severity severity, DiagCode code, Span span, const char *help,
              const char *format, ...) __attribute__((format(printf, 6, 7)));

// Adds to the diagnostic that was added last to at->list, which is not empty, that `span` of this file has to do with it; the file may
// be another one. The text is copied.
void diag_note(const DiagSource *at, Span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Adds to the diagnostic that was added last to `list`, which is not empty, what was done before it came up. The text is copied.
void diag_step(DiagList *list, const char *text);

// As diag_add, for what has no place in a file.
bool diag_add_global(DiagList *list, Severity severity, DiagCode code, const char *help,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));

// Adds copies of all of `from` at the end of `into`.
void diag_list_copy(DiagList *into, const DiagList *from);

// Drops what was added behind the first `count`.
void diag_list_cut(DiagList *list, uint32_t count);

// Sorts by path, place, severity, code, text, and drops exact repetitions.
void diag_list_sort(DiagList *list);

// What becomes of warnings of a code. Errors stay errors: there is no right output behind one.
typedef enum DiagLevel { DIAG_LEVEL_SILENT, DIAG_LEVEL_WARNING, DIAG_LEVEL_ERROR } DiagLevel;

// Drops the warnings of `code`, or makes them errors, or leaves them.
void diag_list_override(DiagList *list, DiagCode code, DiagLevel level);

// How many diagnostics of a list of `count` are told in full when `limit` is the most (0: all).
static inline uint32_t diag_shown(uint32_t count, uint32_t limit) {
  return limit == 0 || count < limit ? count : limit;
}

// Prints every diagnostic with its code frame, marks, notes and help (at most `limit` of each severity; 0: all), in colour when asked,
// and a line of counts when some were left out.
void diag_list_print(const DiagList *list, FILE *out, bool color, uint32_t limit);

// Prints the same as JSON, one object a line:
//   {"kind":"error","code":"NEAP1201","text":…,"help":…,"place":PLACE,"notes":[{"text":…,"place":PLACE}…]}
//   PLACE: {"path":…,"line":…,"column":…,"endLine":…,"endColumn":…,"start":…,"end":…} (lines and columns from 1, in
//   characters; start and end in bytes from 0) or null
void diag_list_print_json(const DiagList *list, FILE *out, uint32_t limit);

void diag_list_clear(DiagList *list);

#endif
