#include "guide.h"

#include "base/fs.h"
#include "base/mem.h"

#include <stdio.h>

static RunResult begin_rest(RunTask *task, uint64_t since_ns) {
  if (task->spec->workload->idle_mark_count == 0) {
    task->is_stopped = true;
    child_stop(&task->child);
    return RUN_OK;
  }
  task->sleeps_before = tree_sleeps(&task->processes);
  task->last = MARK_IDLE_BEGIN;
  task->last_ns = since_ns;
  return RUN_OK;
}

void guide_rested(RunTask *task) {
  const Workload *workload = task->spec->workload;
  if (!workload_is_open(workload) || task->idle_marks_taken != workload->idle_mark_count) return;
  if (workload->kind != WORK_COMMAND) { // it has no mark of its own for that
    PhaseTime rest = { MARK_IDLE_BEGIN, task_seconds(task->start_ns, task->last_ns),
                       task_seconds(task->start_ns, task_now_ns()) };
    vec_push(&task->run->phases, rest);
  }
  task->is_stopped = true;
  child_stop(&task->child);
}

char *guide_last_words(const char *printed) {
  enum { WORDS_MAX = 300 };

  Buf content = BUF_EMPTY;
  Err err = ERR_NONE;
  char *words = NULL;
  if (sample_read(printed, &content, &err)) {
    Str text = buf_str(&content);
    while (text.len != 0 && (text.data[text.len - 1] == '\n' || text.data[text.len - 1] == ' ')) {
      text.len--;
    }
    // The first line of an error says what is wrong, its frame and count follow; so look for that.
    size_t start = str_find_str(text, STR("error"));
    Str line = str_slice(text, start == text.len ? 0 : start, text.len);
    line.len = str_find(line, '\n');
    if (line.len > WORDS_MAX) line.len = WORDS_MAX;
    if (line.len != 0) words = str_format(": %.*s", STR_ARG(line));
  }
  err_clear(&err);
  buf_clear(&content);
  return words ? words : str_copy(STR_EMPTY);
}

// --- Saves ---

static bool file_has(const char *path, const char *what) {
  Buf text = BUF_EMPTY;
  Err err = ERR_NONE;
  bool has = fs_read(path, &text, &err) &&
             str_find_str(buf_str(&text), str_of(what)) != buf_str(&text).len;
  err_clear(&err);
  buf_clear(&text);
  return has;
}

bool guide_counts(const RunTask *task, const Mark *mark) {
  if (task->spec->workload->kind != WORK_WATCH) return true;
  if (run_is_resting(task)) return false;
  if (mark->name != MARK_REBUILD_END) return true;
  char *wanted = edits_mark(task->saves);
  bool has = task->saved_ns != 0 && file_has(task->out, wanted);
  mem_free(wanted);
  return has;
}

// Whether the first build came to its end; what it told is the error.
static RunResult check_first(const RunTask *task, Err *err) {
  if (fs_is_file(task->out)) return RUN_OK;
  char *words = guide_last_words(task->printed);
  err_set(err, "arm %s: the build of %s failed%s", task->spec->arm->name, task->spec->entry, words);
  mem_free(words);
  return RUN_FAILED;
}

static RunResult save_next(RunTask *task, Err *err) {
  task->saved_ns = task_now_ns();
  return edits_save(task->spec->edits, ++task->saves, err) ? RUN_OK : RUN_UNFIT;
}

static RunResult watch_on(RunTask *task, Err *err) {
  if (task->last == MARK_REBUILD_BEGIN || task->last < MARK_COLD_END) return RUN_OK;
  if (task->last == MARK_COLD_END && check_first(task, err) != RUN_OK) return RUN_FAILED;
  task->saved_ns = 0;
  if (task->saves == task->spec->workload->rebuilds) return begin_rest(task, task->last_ns);
  return save_next(task, err);
}

// --- The page ---

// Where the server said that it serves. The caller frees it; NULL: it did not.
static char *served_url(const char *printed) {
  static const Str before = { "{\"kind\":\"serve\",\"url\":\"", 23 };
  Buf content = BUF_EMPTY;
  Err err = ERR_NONE;
  char *url = NULL;
  if (sample_read(printed, &content, &err)) {
    Str text = buf_str(&content);
    size_t start = str_find_str(text, before);
    Str rest = str_slice(text, start == text.len ? start : start + before.len, text.len);
    rest.len = str_find(rest, '"');
    if (rest.len != 0) url = str_copy(rest);
  }
  err_clear(&err);
  buf_clear(&content);
  return url;
}

static RunResult start_visit(RunTask *task, Err *err) {
  const RunSpec *spec = task->spec;
  char *url = served_url(task->printed);
  if (url == NULL) {
    char *words = guide_last_words(task->printed);
    err_set(err, "arm %s: the server did not say where it serves%s", spec->arm->name, words);
    mem_free(words);
    return RUN_FAILED;
  }
  const char *const settings[] = { NULL };
  const char *const argv[] = { spec->node, spec->visitor, url, NULL };
  ChildSpec visitor = { spec->launcher, settings, argv, task->visited, NULL };
  task->is_visited = child_start(&task->visitor, &visitor, err);
  mem_free(url);
  return task->is_visited ? RUN_OK : RUN_UNFIT;
}

static RunResult judge_visit(RunTask *task, Err *err) {
  const ChildEnd *end = &task->visitor.end;
  if (task->visitor.failure == NULL && end->known && !end->by_signal && end->code == 0)
    return begin_rest(task, task_now_ns());
  char *words = guide_last_words(task->visited);
  err_set(err, "arm %s: the page could not be loaded in Chromium%s", task->spec->arm->name, words);
  mem_free(words);
  return RUN_FAILED;
}

static RunResult follow_visit(RunTask *task, Err *err) {
  if (task->last != MARK_COLD_END) return RUN_OK;
  if (!task->is_visited) return start_visit(task, err);
  ChildEvent event = child_next(&task->visitor, 0);
  return event.type == CHILD_ENDED ? judge_visit(task, err) : RUN_OK;
}

// --- A command ---

// One that writes no marks starts when its pid is known, and rests once all its processes together have used less than a
// hundredth of a processor for a second, and not wanted more of it than a busy machine gave them: since the begin of that second.
static RunResult watch_command(RunTask *task) {
  const uint64_t window_ns = 1000000000;
  const uint64_t busy_ns = window_ns / 100;
  uint64_t now = task_now_ns();
  if (task->start_ns == 0 && task->child.pid != 0) {
    task->start_ns = task->last_ns = now;
    task->last = MARK_START;
  }
  bool may_rest = task->last == MARK_START && task->spec->workload->idle_mark_count != 0;
  if (!may_rest) return RUN_OK;
  // A tenth of the waiting counts: who wakes up now and then waits for a processor, too.
  uint64_t use_ns = tree_cpu_ns(&task->processes) + tree_wait_ns(&task->processes) / 10;
  // Less than before: one of them has ended, after some work.
  bool is_busy = use_ns < task->quiet_use_ns || use_ns - task->quiet_use_ns > busy_ns;
  if (task->quiet_ns == 0 || is_busy) {
    task->quiet_ns = now;
    task->quiet_use_ns = use_ns;
  }
  if (now - task->quiet_ns < window_ns) return RUN_OK;
  return begin_rest(task, task->quiet_ns);
}

// --- By kind ---

RunResult guide_mark(RunTask *task, Err *err) {
  switch (task->spec->workload->kind) {
    case WORK_WATCH: return watch_on(task, err);
    case WORK_SERVE: return follow_visit(task, err);
    default: return RUN_OK;
  }
}

RunResult guide_quiet(RunTask *task, Err *err) {
  switch (task->spec->workload->kind) {
    case WORK_COMMAND: return watch_command(task);
    case WORK_SERVE: return follow_visit(task, err);
    default: return RUN_OK;
  }
}
