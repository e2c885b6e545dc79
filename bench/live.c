#include "live.h"

#include "sample.h"

#include "base/mem.h"
#include "bench/trace/count.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static CountProcess *map_counts(const char *path, Err *err) {
  size_t bytes = COUNT_PROCESSES_MAX * sizeof(CountProcess);
  int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  void *pages = MAP_FAILED;
  if (fd >= 0 && ftruncate(fd, (off_t)bytes) == 0)
    pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (pages == MAP_FAILED) err_set_errno(err, errno, "cannot write %s", path);
  if (fd >= 0) close(fd);
  return pages == MAP_FAILED ? NULL : (CountProcess *)pages;
}

// Of those processes that are still there.
static void sum_up(Session *session, const CountProcess *processes) {
  int64_t bytes = 0;
  int64_t blocks = 0;
  for (uint32_t i = 0; i < COUNT_PROCESSES_MAX; i++) {
    const CountProcess *process = &processes[i];
    pid_t pid = (pid_t)atomic_load(&process->pid);
    if (pid == 0) break;
    if (sample_rss(pid) == 0) continue;
    bytes += atomic_load(&process->bytes);
    blocks += atomic_load(&process->blocks);
  }
  session->live_bytes = bytes > 0 ? (uint64_t)bytes : 0;
  session->live_blocks = blocks > 0 ? (uint64_t)blocks : 0;
}

static RunResult run_until_rest(Session *session, const RunSpec *spec,
                                const CountProcess *processes, Err *err) {
  Run run;
  RunResult result = RUN_UNFIT;
  bool is_over = false;
  RunTask *task = run_begin(&run, spec, err);
  while (task && !is_over && !run_is_resting(task)) {
    is_over = run_step(task, UINT64_MAX, &result, err);
  }
  if (task && !is_over) {
    sum_up(session, processes);
    result = RUN_OK;
  }
  if (task) run_end(task);
  run_clear(&run);
  return result;
}

RunResult live_count(Session *session, const RunSpec *baseline, const char *library, Err *err) {
  char *path = str_format("%s/count", session->scratch);
  CountProcess *processes = map_counts(path, err);
  RunResult result = RUN_UNFIT;
  if (processes) {
    Workload workload = *baseline->workload;
    workload.idle_marks[0] =
        60; // never reached: then it would be stopped, and might be gone before it is looked at
    workload.idle_mark_count = 1;
    Arm arm = { .name = baseline->arm->name, .kind = ARM_LIBRARY, .library = (char *)library };
    vec_each (setting, &baseline->arm->settings) {
      vec_push(&arm.settings, *setting);
    }
    vec_push(&arm.settings, str_format("NEAP_COUNT=%s", path));
    RunSpec spec = *baseline;
    spec.arm = &arm;
    spec.workload = &workload;
    spec.has_group = false;
    result = run_until_rest(session, &spec, processes, err);
    mem_free(*vec_last(&arm.settings));
    vec_clear(&arm.settings);
    munmap(processes, COUNT_PROCESSES_MAX * sizeof(CountProcess));
  }
  unlink(path);
  mem_free(path);
  return result;
}
