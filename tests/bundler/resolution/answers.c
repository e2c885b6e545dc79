// answers PLATFORM CONDITIONS ENDINGS: what the resolver says to questions on standard input, one a line: `import` or `require`, the importer
// and the specifier, with tabs between. CONDITIONS and ENDINGS have commas between ("-": none, or the usual ones). Answers are lines:
// a path, `external`, `empty`, or `!` with the reason; a file that its package calls free of side effects has " pure" behind it.
#include "base/mem.h"
#include "resolve/resolve.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MAX = 8 };

// Cuts `text` at `separator`; `words` is NULL-terminated then.
static void split(char *text, char separator, const char *words[WORDS_MAX + 1]) {
  size_t count = 0;
  while (text && count < WORDS_MAX) {
    words[count++] = text;
    text = strchr(text, separator);
    if (text) *text++ = '\0';
  }
  words[count] = NULL;
}

static void answer(Resolver *resolver, char *line) {
  const char *parts[WORDS_MAX + 1] = { NULL };
  line[strcspn(line, "\n")] = '\0';
  split(line, '\t', parts);
  if (!parts[0] || !parts[1] || !parts[2]) {
    fprintf(stderr, "answers: not three parts: %s\n", line);
    exit(2); // NOLINT(concurrency-mt-unsafe): there is one thread
  }
  ImportKind kind = strcmp(parts[0], "require") == 0 ? IMPORT_REQUIRE : IMPORT_STATIC;
  Resolved resolved = resolver_resolve(resolver, str_of(parts[2]), parts[1], kind);
  switch (resolved.kind) {
    case RESOLVE_FILE: printf("%s%s\n", resolved.path, resolved.side_effects ? "" : " pure"); break;
    case RESOLVE_EXTERNAL: puts("external"); break;
    case RESOLVE_EMPTY: puts("empty"); break;
    case RESOLVE_FAILED: printf("!%s\n", resolved.text); break;
  }
  resolved_clear(&resolved);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fputs("usage: answers browser|node|neutral CONDITIONS|- ENDINGS|-\n", stderr);
    return 2;
  }
  const char *conditions[WORDS_MAX + 1] = { NULL };
  const char *endings[WORDS_MAX + 1] = { NULL };
  if (strcmp(argv[2], "-") != 0) split(argv[2], ',', conditions);
  if (strcmp(argv[3], "-") != 0) split(argv[3], ',', endings);
  ResolveOptions options = {
    .platform = strcmp(argv[1], "node") == 0      ? PLATFORM_NODE
                : strcmp(argv[1], "browser") == 0 ? PLATFORM_BROWSER
                                                  : PLATFORM_NEUTRAL,
    .conditions = conditions[0] ? conditions : NULL,
    .extensions = endings[0] ? endings : NULL,
  };
  Resolver *resolver = resolver_new(&options);
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    answer(resolver, line);
  }
  free(line); // NOLINT: getline made it
  resolver_free(resolver);
  return 0;
}
