// A run in parts: their command lines, for whatever starts them on one machine or many, and the report of all of them together.
#include "bench.h"

#include "call.h"
#include "compare.h"
#include "output.h"
#include "store.h"

#include "base/fs.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>

// --- Plan ---

// As one word for a shell.
static void append_word(Buf *out, const char *word) {
  static const char plain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./%@";
  buf_append_char(out, ' ');
  if (*word && strspn(word, plain) == strlen(word)) {
    buf_append(out, str_of(word));
    return;
  }
  buf_append_char(out, '\'');
  for (; *word; word++) {
    if (*word == '\'') {
      buf_append(out, STR("'\\''"));
    } else {
      buf_append_char(out, *word);
    }
  }
  buf_append_char(out, '\'');
}

// --NAME=VALUE; NULL: not asked for.
static void append_option(Buf *out, const char *name, const char *value) {
  if (value == NULL) return;
  char *word = str_format("--%s=%s", name, value);
  append_word(out, word);
  mem_free(word);
}

static void append_options(Buf *out, const char *name, const char *const *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    append_option(out, name, values[i]);
  }
}

static void append_path(Buf *out, const char *name, const char *path) {
  char *absolute = path ? fs_absolute(path) : NULL;
  append_option(out, name, absolute);
  mem_free(absolute);
}

static void append_call(Buf *out, const Session *session) {
  const AbOptions *options = session->options;
  append_options(out, "arm", options->arms, options->arm_count);
  append_options(out, "factor", options->factors, options->factor_count);
  append_options(out, "gate", options->gates, options->gate_count);
  append_options(out, "allow", options->allowed, options->allowed_count);
  append_option(out, "workload", session->workload_text);
  append_path(out, "project", options->project);
  append_path(out, "program", options->program);
  append_path(out, "libneap", options->libneap);
  append_path(out, "launcher", options->launcher);
  buf_printf(out, " --blocks=%" PRIu32 " --seed=%" PRIu64, session->blocks, session->seed);
  if (session->at_once != 1) buf_printf(out, " --at-once=%" PRIu32, session->at_once);
  if (!options->is_command) buf_printf(out, " --threads=%" PRIu32, session->threads);
  if (options->timeout_seconds != 0)
    buf_printf(out, " --timeout=%" PRIu32, options->timeout_seconds);
}

static void print_part(const Session *session, const char *self, const char *folder, uint32_t k,
                       uint32_t parts) {
  Buf line = BUF_EMPTY;
  append_word(&line, self);
  buf_append(&line, STR(" ab"));
  append_call(&line, session);
  char *place = fs_absolute(folder);
  char *json = str_format("%s/part-%" PRIu32 ".json", place, k);
  buf_printf(&line, " --part=%" PRIu32 "/%" PRIu32, k, parts);
  append_option(&line, "json", json);
  mem_free(json);
  mem_free(place);
  if (session->options->build_option_count != 0) buf_append(&line, STR(" --"));
  for (size_t i = 0; i < session->options->build_option_count; i++) {
    append_word(&line, session->options->build_options[i]);
  }
  puts(line.data + 1); // without the space before the first word
  buf_clear(&line);
}

int ab_plan(const AbOptions *options, const char *self, const char *folder, uint32_t parts) {
  Session session = { .options = options };
  Err err = ERR_NONE;
  bool good = call_read(&session, &err);
  if (good && parts == 0) parts = session.blocks;
  if (good && parts > session.blocks) {
    good = err_set(&err, "%" PRIu32 " parts of %" PRIu32 " blocks: some would be empty", parts,
                   session.blocks);
  }
  for (uint32_t k = 1; good && k <= parts; k++) {
    print_part(&session, self, folder, k, parts);
  }
  if (err.text) fprintf(stderr, "neap ab plan: %s\n", err.text);
  err_clear(&err);
  session_clear(&session);
  return good ? AB_OK : AB_USAGE;
}

// --- Merge ---

typedef VEC(Store) StoreList;

static bool open_all(StoreList *stores, const char *const *paths, size_t count, Err *err) {
  for (size_t i = 0; i < count; i++) {
    Store store;
    bool good = store_open(&store, paths[i], err);
    vec_push(stores, store);
    if (!good || !store_is_same_run(&stores->items[0], vec_last(stores), err)) return false;
  }
  return true;
}

// The first report that has the block gives it; who else has it is told.
static bool take_block(Session *session, const StoreList *stores, uint32_t block) {
  const Store *taken = NULL;
  Run runs[AB_ARMS_MAX + 1];
  vec_each (store, stores) {
    if (taken) {
      // The plan has the block among those that are done, so what this report has can still be compared with it.
      if (!store_read_block(store, session, block, runs)) continue;
      for (uint32_t i = 0; i < session->arm_count; i++) {
        run_clear(&runs[i]);
      }
      fprintf(stderr, "neap ab merge: block %" PRIu32 " is in %s and in %s; the first counts\n",
              block + 1, taken->path, store->path);
    } else if (store_read_block(store, session, block, runs) &&
               session_adopt(session, block, runs)) {
      taken = store;
    }
  }
  return taken != NULL;
}

// Returns how many blocks are missing.
static uint32_t take_blocks(Session *session, const StoreList *stores) {
  uint32_t lost = 0;
  Buf names = BUF_EMPTY;
  for (uint32_t block = 0; block < session->blocks; block++) {
    if (take_block(session, stores, block)) continue;
    buf_printf(&names, "%s%" PRIu32, lost++ == 0 ? "" : ", ", block + 1);
  }
  if (lost != 0) {
    fprintf(stderr, "neap ab merge: lost, in no report: block%s %s of %" PRIu32 "\n",
            lost == 1 ? "" : "s", names.data, session->blocks);
  }
  buf_clear(&names);
  return lost;
}

static AbStatus merge(Session *session, const StoreList *stores, Err *err) {
  if (!call_read(session, err)) return AB_USAGE;
  session_make_plan(session);
  session->entry = str_copy(str_of(session->options->project));
  session->program = str_copy(STR("neap-libc"));
  vec_each (store, stores) {
    store_read_circumstances(store, session);
  }
  session->machine_now.available_bytes = session->machine.available_bytes;
  uint32_t lost = take_blocks(session, stores);
  output_head(session);
  output_table(session);
  AbStatus status = AB_FAILED;
  if (lost == 0) {
    GateResultList results = compare_gates(session);
    status = compare_status(&results);
    vec_clear(&results);
  } else {
    session->failure = str_format("%" PRIu32 " blocks are lost", lost);
  }
  return output_save(session, err) ? status : AB_UNFIT;
}

int ab_merge(const AbOptions *options, const char *const *paths, size_t path_count) {
  StoreList stores = VEC_EMPTY;
  Err err = ERR_NONE;
  AbStatus status = AB_USAGE;
  if (open_all(&stores, paths, path_count, &err)) {
    AbOptions call = store_options(&stores.items[0], options);
    call.part = NULL;
    Session session = { .options = &call };
    status = merge(&session, &stores, &err);
    session_clear(&session);
  }
  if (err.text) fprintf(stderr, "neap ab merge: %s\n", err.text);
  err_clear(&err);
  vec_each (store, &stores) {
    store_close(store);
  }
  vec_clear(&stores);
  return (int)status;
}
