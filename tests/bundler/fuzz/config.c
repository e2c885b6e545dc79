#include "config.h"

#include "base/fs.h"
#include "base/mem.h"
#include "resolve/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char root[] = "/tmp/neap-config-XXXXXX";

static const char *const folders[] = { "node_modules", "node_modules/p", "node_modules/p/lib" };
static const char *const files[] = { "a.js",
                                     "index.js",
                                     "node_modules/p/a.js",
                                     "node_modules/p/b.mjs",
                                     "node_modules/p/index.js",
                                     "node_modules/p/lib/a.js",
                                     "node_modules/p/lib/index.js" };
static const char *const configs[] = { "package.json", "tsconfig.json",
                                       "node_modules/p/package.json" };

static void write_or_die(const char *name, Str content) {
  Err err = ERR_NONE;
  char *path = fs_join(root, str_of(name));
  if (!fs_write(path, content, &err)) {
    fprintf(stderr, "config: %s\n", err.text);
    abort();
  }
  mem_free(path);
}

static void stop(void) {
  const char *const *names[] = { files, configs };
  const size_t counts[] = { sizeof files / sizeof *files, sizeof configs / sizeof *configs };
  for (size_t i = 0; i < 2; i++) {
    for (size_t j = 0; j < counts[i]; j++) {
      char *path = fs_join(root, str_of(names[i][j]));
      unlink(path);
      mem_free(path);
    }
  }
  for (size_t i = sizeof folders / sizeof *folders; i > 0; i--) {
    char *path = fs_join(root, str_of(folders[i - 1]));
    rmdir(path);
    mem_free(path);
  }
  rmdir(root);
}

static void start(void) {
  if (mkdtemp(root) == NULL) abort();
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    Err err = ERR_NONE;
    char *path = fs_join(root, str_of(folders[i]));
    if (!fs_make_folder(path, &err)) abort();
    mem_free(path);
  }
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    write_or_die(files[i], STR(""));
  }
  atexit(stop);
}

static bool check_answer(const char *specifier, const Resolved *resolved) {
  bool is_good =
      resolved->kind == RESOLVE_FAILED ? resolved->text && resolved->text[0] != '\0'
      : resolved->kind == RESOLVE_FILE
          ? str_starts(str_of(resolved->path), STR("data:")) || fs_is_file(resolved->path)
          : true;
  if (!is_good) {
    fprintf(stderr, "config: \"%s\": %s\n", specifier,
            resolved->path ? resolved->path : "no reason");
    abort();
  }
  return resolved->kind != RESOLVE_FAILED;
}

static bool resolve_all(const ResolveOptions *options) {
  static const char *const specifiers[] = { "p",   "p/a",    "p/lib/a.js", "p/lib", "p/b",
                                            "#a",  "#lib/a", "./a",        ".",     "self",
                                            "@/a", "self/a", "p/x/y/z",    "lib/a", "p/" };
  static const char *const importers[] = { "x.js", "node_modules/p/lib/x.js" };
  bool any = false;
  Resolver *resolver = resolver_new(options);
  for (size_t i = 0; i < sizeof specifiers / sizeof *specifiers; i++) {
    for (size_t j = 0; j < 4; j++) {
      char *importer = fs_join(root, str_of(importers[j / 2]));
      Resolved resolved = resolver_resolve(resolver, str_of(specifiers[i]), importer,
                                           j % 2 == 0 ? IMPORT_STATIC : IMPORT_REQUIRE);
      any |= check_answer(specifiers[i], &resolved);
      resolved_clear(&resolved);
      mem_free(importer);
    }
  }
  Resolved entry = resolver_resolve_entry(resolver, root);
  any |= check_answer("the entry", &entry);
  resolved_clear(&entry);
  resolver_free(resolver);
  return any;
}

bool config_resolves(const uint8_t *bytes, size_t size) {
  static bool is_started;
  if (!is_started) start();
  is_started = true;
  for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
    write_or_die(configs[i], (Str){ (const char *)bytes, size });
  }
  static const char *const fields[] = { "module", "custom", NULL };
  const ResolveOptions options[] = { { .platform = PLATFORM_NODE, .tells_steps = true },
                                     { .platform = PLATFORM_BROWSER },
                                     { .platform = PLATFORM_NEUTRAL, .main_fields = fields } };
  bool any = false;
  for (size_t i = 0; i < 3; i++) {
    any |= resolve_all(&options[i]);
  }
  return any;
}
