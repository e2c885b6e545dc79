// Every option of a build stands once, in the table of options.c: its name, what it takes, its default and its line of help. The
// command line is parsed from it (tools/neap/args.h), and so is the help.
#ifndef NEAP_DRIVER_OPTIONS_H
#define NEAP_DRIVER_OPTIONS_H

#include "base/bench_mark.h"
#include "base/vec.h"
#include "link/link.h"

// What an option takes, and what it fills at its offset.
typedef enum OptionType {
  OPTION_FLAG,   // nothing; bool
  OPTION_TEXT,   // a text; const char *, borrowed from the command line
  OPTION_NUMBER, // a whole number in [minimum, maximum]; uint32_t
  OPTION_CHOICE, // one of the words of `values` ("esm|cjs|iife"); int, the place of the word from 0
  OPTION_LIST,   // a text, may be repeated; TextList
  OPTION_WORDS,  // texts parted by commas, may be repeated; TextList
} OptionType;

typedef VEC(char *) TextList; // owned texts

typedef struct Option {
  const char *name; // without its dashes
  char letter;      // short form, or 0
  OptionType type;
  size_t offset;
  const char *values; // what the help calls the value, and the words of a choice
  uint32_t minimum;
  uint32_t maximum;
  const char *group; // heading in the help; NULL: not shown there
  const char *help;  // one line
} Option;

// The words of the choices, in the order of the table.
typedef enum LogLevel { LOG_SILENT, LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_VERBOSE } LogLevel;

typedef enum ColorChoice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorChoice;

typedef enum TreeShaking { SHAKES_TREES, KEEPS_TREES } TreeShaking;

typedef enum PackagesChoice { PACKAGES_BUNDLE, PACKAGES_EXTERNAL } PackagesChoice;

enum { FORMAT_BY_PLATFORM = -1 };

typedef struct BuildOptions {
  TextList entries; // files or folders
  const char *outfile;
  const char *outdir;
  const char *banner;
  const char *footer;
  int tree_shaking; // TreeShaking
  bool ignores_marks;
  int format;   // OutputFormat, or FORMAT_BY_PLATFORM
  int platform; // Platform
  TextList externals;
  int packages;     // PackagesChoice
  TextList aliases; // "NAME=TARGET", see alias_parse
  TextList conditions;
  TextList extensions;  // empty: the usual ones
  TextList main_fields; // empty: as the platform has them
  const char *tsconfig; // NULL: the nearest one
  bool keeps_links;
  TextList loaders; // .ext=name
  TextList defines; // name=value
  int jsx;          // JsxMode
  bool jsx_dev;
  const char *jsx_factory;
  const char *jsx_fragment;
  const char *jsx_import_source;
  uint32_t threads;  // 0: as many as there are cores
  const char *cache; // folder, or NULL
  uint32_t cache_mib;
  const char *asset_names;
  const char *public_path;
  const char *metafile;
  int log_level; // LogLevel
  uint32_t log_limit;
  TextList log_overrides; // "CODE=LEVEL", see report_override_parse
  bool json;
  int color; // ColorChoice
  bool timings;
  bool mem_stats;
  bool mem_every; // of watch and serve: what is held, after each build
  uint32_t
      memory_limit_mib; // of watch and serve: what may be held between builds; UINT32_MAX: all of it
  const char *trace;
  // For the A/B run: see bench/README.md.
  uint32_t bench_rebuild;
  uint32_t bench_uneven;
  uint32_t bench_idle;  // seconds
  uint32_t bench_marks; // file descriptor; BENCH_NO_MARKS: none
} BuildOptions;

// The table, ended by a row without a name.
extern const Option build_option_table[];

// Defaults. Ended by build_options_clear.
BuildOptions build_options_default(void);
void build_options_clear(BuildOptions *options);

void text_list_clear(TextList *list);

#endif
