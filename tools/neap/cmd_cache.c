// neap cache: what a folder that --cache=FOLDER filled holds.
#include "args.h"
#include "commands.h"

#include "graph/cache.h"
#include "graph/folder_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static const Option options[] = { { 0 } };

static const Command command = {
  .name = "cache",
  .usage = "neap cache stat|verify|clear FOLDER",
  .summary = "Looks after a folder that neap build --cache=FOLDER keeps results in. Builds may go "
             "on meanwhile.",
  .examples = "  neap cache stat FOLDER     how much is in it\n"
              "  neap cache verify FOLDER   reads every entry; exit status 1 when one is damaged\n"
              "  neap cache clear FOLDER    removes every entry, and nothing else\n",
  .options = options,
};

static const char *plural(uint64_t count, const char *one, const char *many) {
  return count == 1 ? one : many;
}

static void print_size(const FolderStats *stats) {
  printf("%" PRIu64 " %s, %.1f MiB", stats->entries, plural(stats->entries, "entry", "entries"),
         (double)stats->bytes / (1024 * 1024));
}

static int print_stat(const FolderStats *stats) {
  print_size(stats);
  putchar('\n');
  if (stats->others != 0) {
    printf("%" PRIu64 " of another build of neap, which this one does not read\n", stats->others);
  }
  if (stats->unfinished != 0) {
    printf("%" PRIu64 " unfinished %s\n", stats->unfinished,
           plural(stats->unfinished, "file", "files"));
  }
  if (stats->entries != 0) {
    struct tm when;
    char text[32];
    time_t oldest = (time_t)stats->oldest;
    localtime_r(&oldest, &when);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M", &when);
    printf("used least lately: %s\n", text);
  }
  return 0;
}

static int print_damaged(const FolderStats *stats) {
  vec_each (text, &stats->damaged) {
    printf("damaged: %s\n", *text);
  }
  print_size(stats);
  printf(", %" PRIu32 " damaged%s\n", stats->damaged.len,
         stats->damaged.len == 0
             ? ""
             : " (builds take no notice of them; neap cache clear removes all)");
  return stats->damaged.len == 0 ? 0 : 1;
}

static int print_cleared(const FolderStats *stats) {
  print_size(stats);
  puts(" removed");
  return 0;
}

static int run(const char *what, const char *folder) {
  FolderStats stats = { .entries = 0 };
  Err err = ERR_NONE;
  int status = 2;
  if (strcmp(what, "stat") == 0) {
    if (folder_store_stat(folder, cache_writer(), &stats, &err)) status = print_stat(&stats);
  } else if (strcmp(what, "verify") == 0) {
    if (folder_store_verify(folder, cache_writer(), &stats, &err)) status = print_damaged(&stats);
  } else if (strcmp(what, "clear") == 0) {
    if (folder_store_clear(folder, &stats, &err)) status = print_cleared(&stats);
  } else {
    args_wrong(&command, "there are stat, verify and clear, not \"%s\"", what);
  }
  if (err.text) fprintf(stderr, "neap cache: %s\n", err.text);
  err_clear(&err);
  folder_stats_clear(&stats);
  return status;
}

int cmd_cache(int argc, char **argv) {
  TextList operands = VEC_EMPTY;
  ArgsResult result = args_parse(&command, argc, argv, NULL, &operands);
  int status = result == ARGS_HELP ? 0 : 2;
  if (result == ARGS_OK) {
    if (operands.len == 0) {
      status = args_wrong(&command, "say what to do: stat, verify or clear");
    } else if (operands.len != 2) {
      status =
          args_wrong(&command, operands.len < 2 ? "FOLDER is missing" : "one FOLDER at a time");
    } else {
      status = run(operands.items[0], operands.items[1]);
    }
  }
  text_list_clear(&operands);
  return status;
}
