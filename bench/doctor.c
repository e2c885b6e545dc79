// What would spoil an A/B run on this machine, and how to mend it: a line for each thing that is looked at.
#include "bench.h"
#include "cgroup.h"
#include "installed.h"
#include "machine.h"
#include "sample.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef enum Health { HEALTH_OK, HEALTH_WEAK, HEALTH_UNFIT } Health;

// What is said so far; the worst of it is the answer.
typedef struct Findings {
  Buf *out;
  Health worst;
} Findings;

__attribute__((format(printf, 3, 4))) static void tell(Findings *findings, Health health,
                                                       const char *format, ...) {
  static const char *const words[] = { "ok", "warning", "unfit" };
  va_list args;
  va_start(args, format);
  buf_printf(findings->out, "%-9s ", words[health]);
  buf_vprintf(findings->out, format, args);
  buf_append_char(findings->out, '\n');
  va_end(args);
  if (health > findings->worst) findings->worst = health;
}

// --- Programs and allocators ---

static void look_at_part(Findings *findings, char *path, const char *what, int access_mode) {
  if (access(path, access_mode) == 0) {
    tell(findings, HEALTH_OK, "%s: %s", what, path);
  } else {
    tell(findings, HEALTH_UNFIT, "%s: %s is missing; build it: cmake --build --preset release",
         what, path);
  }
  mem_free(path);
}

static void look_at_allocators(Findings *findings) {
  static const char *const found[][2] = {
    { "mimalloc", "libmimalloc.so.2" },
    { "jemalloc", "libjemalloc.so.2" },
    { "tcmalloc", "libtcmalloc_minimal.so.4" },
  };
  static const char *const folders[] = { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
                                         "/usr/lib64", "/usr/local/lib" };
  for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
    for (size_t j = 0; j < sizeof folders / sizeof *folders; j++) {
      char *path = str_format("%s/%s", folders[j], found[i][1]);
      if (access(path, R_OK) == 0)
        tell(findings, HEALTH_OK, "an arm for it: -a %s=%s", found[i][0], path);
      mem_free(path);
    }
  }
}

// --- What the kernel tells ---

static void look_at_counters(Findings *findings) {
  Footprint footprint;
  Err err = ERR_NONE;
  if (sample_footprint(getpid(), &footprint, &err)) {
    tell(findings, HEALTH_OK, "memory counters: smaps_rollup can be read");
  } else {
    tell(findings, HEALTH_UNFIT, "memory counters: %s; the footprint cannot be measured here",
         err.text);
  }
  err_clear(&err);
}

static void look_at_limits(Findings *findings) {
  enum { WATCHES_ENOUGH = 65536 };

  Buf text = BUF_EMPTY;
  Err err = ERR_NONE;
  if (sample_read("/proc/sys/fs/inotify/max_user_watches", &text, &err)) {
    unsigned long watches = strtoul(text.data, NULL, 10);
    if (watches >= WATCHES_ENOUGH) {
      tell(findings, HEALTH_OK, "inotify: %lu watches", watches);
    } else {
      tell(findings, HEALTH_WEAK,
           "inotify: only %lu watches, few for a large project; mend it: sysctl "
           "fs.inotify.max_user_watches=524288",
           watches);
    }
  }
  err_clear(&err);
  if (sample_read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", &text, &err)) {
    Str governor = str_slice(buf_str(&text), 0, str_find(buf_str(&text), '\n'));
    bool steady = str_is(governor, "performance");
    tell(findings, steady ? HEALTH_OK : HEALTH_WEAK, "processor speed: governor %.*s%s",
         STR_ARG(governor),
         steady ? "" : ", so times swing; mend it: cpupower frequency-set -g performance");
  }
  err_clear(&err);
  tell(findings, HEALTH_OK, "cgroup: %s",
       cgroup_is_there()
           ? "runs get one, so what is left of huge pages of which parts went back is measured"
           : "none can be made here, so what is left of huge pages of which parts went back is not "
             "measured; as root, or below systemd-run --user --scope -p Delegate=yes, it may be");
  buf_clear(&text);
}

// --- The machine ---

static void look_at_machine(Findings *findings) {
  const double available_limit = 0.1;
  const double stolen_limit = 0.01;
  Machine machine = machine_look();
  double available = (double)machine.available_bytes / (double)machine.memory_bytes;
  double stolen = machine.ticks != 0 ? (double)machine.stolen_ticks / (double)machine.ticks : 0;
  bool is_huge = strcmp(machine.huge_pages, "always") == 0;
  tell(findings, is_huge ? HEALTH_WEAK : HEALTH_OK, "huge pages: %s%s", machine.huge_pages,
       is_huge ? ", so every allocator's memory grows in steps of 2 MiB; mend it: echo madvise "
                 ">/sys/kernel/mm/transparent_hugepage/enabled"
               : "");
  tell(findings, machine_is_busy(&machine) ? HEALTH_WEAK : HEALTH_OK,
       "load: %.1f on %u processors%s", machine.load, machine.processors,
       machine_is_busy(&machine) ? "; times are weak evidence until others are done" : "");
  tell(findings, stolen > stolen_limit ? HEALTH_WEAK : HEALTH_OK,
       "steal: the host gave %.1f %% of the processors' time to others", stolen * 100);
  tell(findings, available < available_limit ? HEALTH_WEAK : HEALTH_OK,
       "memory: %.0f %% is available%s", available * 100,
       available < available_limit ? "; the kernel may take pages back during a run" : "");
}

int doctor_run(void) {
  Buf out = BUF_EMPTY;
  Findings findings = { &out, HEALTH_OK };
  char *folder = installed_folder();
  look_at_part(&findings, installed_program(folder, NULL), "program", X_OK);
  look_at_part(&findings, installed_launcher(folder, NULL), "launcher", X_OK);
  look_at_part(&findings, installed_libneap(folder, NULL), "libneap", R_OK);
  mem_free(folder);
  look_at_allocators(&findings);
  look_at_counters(&findings);
  look_at_machine(&findings);
  look_at_limits(&findings);
  fwrite(out.data, 1, out.len, stdout);
  buf_clear(&out);
  return findings.worst == HEALTH_UNFIT ? AB_UNFIT : AB_OK;
}
