#include "driver/options.h"

#define AT(field) offsetof(BuildOptions, field)

static const char output[] = "Output";
static const char input[] = "Input";
static const char speed[] = "Speed";
static const char messages[] = "Messages";

// clang-format off
const Option build_option_table[] = {
  { "platform",   0,   OPTION_CHOICE, AT(platform),   "browser|node|neutral", 0, 0, input,
    "Where the bundle will run [browser]" },
  { "external",   0,   OPTION_LIST,   AT(externals),  "NAME", 0, 0, input,
    "Leave imports of NAME alone; one * allowed, may be repeated" },
  { "packages",   0,   OPTION_CHOICE, AT(packages),   "bundle|external", 0, 0, input,
    "Whether packages go into the bundle or stay outside, all of them [bundle]" },
  { "alias",      0,   OPTION_LIST,   AT(aliases),    "NAME=TARGET", 0, 0, input,
    "Import TARGET, seen from here, in place of the package NAME; may be repeated" },
  { "conditions", 0,   OPTION_WORDS,  AT(conditions), "A,B", 0, 0, input,
    "More conditions for \"exports\" and \"imports\" of package.json" },
  { "resolve-extensions", 0, OPTION_WORDS, AT(extensions), ".A,.B", 0, 0, input,
    "What file names in imports may lack, in this order [.js,.mjs,.cjs,.json]" },
  { "main-fields", 0,  OPTION_WORDS,  AT(main_fields), "A,B", 0, 0, input,
    "Fields of package.json that name a package's file [browser,module,main; for node main,module]" },
  { "preserve-symlinks", 0, OPTION_FLAG, AT(keeps_links), NULL, 0, 0, input,
    "Know files by the links that lead to them, not by their real paths" },
  { "tsconfig",   0,   OPTION_TEXT,   AT(tsconfig),   "FILE", 0, 0, input,
    "Take \"paths\" and \"baseUrl\" from FILE [the nearest tsconfig.json or jsconfig.json]" },

  { "define",     0,   OPTION_LIST,   AT(defines),    "NAME=VALUE", 0, 0, input,
    "Replace a global by JSON or another name, as in --define:process.env.NODE_ENV='\"production\"'" },
  { "loader",     0,   OPTION_LIST,   AT(loaders),    ".EXT=NAME", 0, 0, input,
    "How files of an ending are read: js, jsx, json, text, base64, dataurl, binary, file, copy, empty" },
  { "jsx",        0,   OPTION_CHOICE, AT(jsx),        "automatic|transform|preserve", 0, 0, input,
    "JSX becomes calls of an imported function, of --jsx-factory, or stays [automatic]" },
  { "jsx-import-source", 0, OPTION_TEXT, AT(jsx_import_source), "PACKAGE", 0, 0, input,
    "The package whose jsx-runtime is imported [react]" },
  { "jsx-dev",    0,   OPTION_FLAG,   AT(jsx_dev),    NULL, 0, 0, input,
    "Import its jsx-dev-runtime, and tell it the place of each element" },
  { "jsx-factory", 0,  OPTION_TEXT,   AT(jsx_factory), "NAME", 0, 0, input,
    "What is called for an element with --jsx=transform [React.createElement]" },
  { "jsx-fragment", 0, OPTION_TEXT,   AT(jsx_fragment), "NAME", 0, 0, input,
    "What stands for a fragment there [React.Fragment]" },

  { "outfile",    'o', OPTION_TEXT,   AT(outfile),    "FILE", 0, 0, output,
    "Where the bundle goes [standard output]" },
  { "outdir",     0,   OPTION_TEXT,   AT(outdir),     "FOLDER", 0, 0, output,
    "Where the bundles of several entries go" },
  { "format",     0,   OPTION_CHOICE, AT(format),     "esm|cjs|iife", 0, 0, output,
    "Module format [iife; for node cjs, for neutral esm, or as .mjs and .cjs say]" },
  { "banner",     0,   OPTION_TEXT,   AT(banner),     "TEXT", 0, 0, output,
    "Text that stands before the code of each output (--banner:js=TEXT is the same)" },
  { "footer",     0,   OPTION_TEXT,   AT(footer),     "TEXT", 0, 0, output,
    "Text that stands behind it" },
  { "asset-names", 0,  OPTION_TEXT,   AT(asset_names), "TEXT", 0, 0, output,
    "Names of files by the loaders file and copy; also [dir] and [ext] [[name]-[hash]]" },
  { "public-path", 0,  OPTION_TEXT,   AT(public_path), "URL", 0, 0, output,
    "What the bundle puts before these names [./]" },
  { "tree-shaking", 0, OPTION_CHOICE, AT(tree_shaking), "true|false", 0, 0, output,
    "Leave out what nobody uses [true]" },
  { "ignore-annotations", 0, OPTION_FLAG, AT(ignores_marks), NULL, 0, 0, output,
    "Do not believe /*@__PURE__*/ and \"sideEffects\" in package.json" },
  { "metafile",   0,   OPTION_TEXT,   AT(metafile),   "FILE", 0, 0, output,
    "What went into the bundles, as JSON in esbuild's form" },

  { "threads",    'j', OPTION_NUMBER, AT(threads),    "N", 1, 256, speed,
    "Worker threads [as many as there are cores]" },
  { "cache",      0,   OPTION_TEXT,   AT(cache),      "FOLDER", 0, 0, speed,
    "Keep what is known of modules in FOLDER, for the next build that starts [nothing is kept]" },
  { "cache-size", 0,   OPTION_NUMBER, AT(cache_mib),  "MIB", 1, 1048576, speed,
    "What was used least lately leaves a cache that is larger [1024]" },
  { "timings",    0,   OPTION_FLAG,   AT(timings),    NULL, 0, 0, speed,
    "Print where the time went" },
  { "mem-stats",  0,   OPTION_FLAG,   AT(mem_stats),  NULL, 0, 0, speed,
    "Print what memory each phase and two seconds of rest leave in use" },
  { "trace",      0,   OPTION_TEXT,   AT(trace),      "FILE", 0, 0, speed,
    "Every step of every thread as Chrome trace events (for Perfetto)" },

  { "log-level",  0,   OPTION_CHOICE, AT(log_level),  "silent|error|warning|info|verbose", 0, 0, messages,
    "What is told on standard error [info]" },
  { "log-limit",  0,   OPTION_NUMBER, AT(log_limit),  "N", 0, UINT32_MAX, messages,
    "At most N errors and N warnings in full, 0 for all [10]" },
  { "log-override", 0, OPTION_LIST,   AT(log_overrides), "CODE=LEVEL", 0, 0, messages,
    "Warnings of CODE become silent, warning or error; may be repeated" },
  { "json",       0,   OPTION_FLAG,   AT(json),       NULL, 0, 0, messages,
    "Messages as JSON, one object a line" },
  { "color",      0,   OPTION_CHOICE, AT(color),      "auto|always|never", 0, 0, messages,
    "Colours in messages; auto minds the terminal and NO_COLOR [auto]" },

  { "bench-rebuild", 0, OPTION_NUMBER, AT(bench_rebuild), "N", 0, 1000000, NULL,
    "Build N times more in the same process" },
  { "bench-uneven", 0, OPTION_NUMBER, AT(bench_uneven), "N", 0, 1000000, NULL,
    "Build N times more as after edits of the largest modules, each time scanned by another worker" },
  { "bench-idle", 0,   OPTION_NUMBER, AT(bench_idle),  "SECONDS", 0, 86400, NULL,
    "Then rest, holding what a watching build would hold" },
  { "bench-marks", 0,  OPTION_NUMBER, AT(bench_marks), "FD", 1, 65535, NULL,
    "Write phase marks to this inherited file descriptor" },
  { 0 },
};

// clang-format on

BuildOptions build_options_default(void) {
  return (BuildOptions){
    .format = FORMAT_BY_PLATFORM,
    .platform = PLATFORM_BROWSER,
    .packages = PACKAGES_BUNDLE,
    .asset_names = "[name]-[hash]",
    .jsx = JSX_AUTOMATIC,
    .jsx_factory = "React.createElement",
    .jsx_fragment = "React.Fragment",
    .jsx_import_source = "react",
    .cache_mib = 1024,
    .memory_limit_mib = UINT32_MAX,
    .log_level = LOG_INFO,
    .log_limit = 10,
    .color = COLOR_AUTO,
    .bench_marks = BENCH_NO_MARKS,
  };
}

void text_list_clear(TextList *list) {
  vec_each (text, list) {
    mem_free(*text);
  }
  vec_clear(list);
}

void build_options_clear(BuildOptions *options) {
  text_list_clear(&options->entries);
  text_list_clear(&options->externals);
  text_list_clear(&options->aliases);
  text_list_clear(&options->conditions);
  text_list_clear(&options->extensions);
  text_list_clear(&options->main_fields);
  text_list_clear(&options->log_overrides);
  text_list_clear(&options->loaders);
  text_list_clear(&options->defines);
}
