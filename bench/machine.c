#include "machine.h"

#include "sample.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

// The chosen word stands in brackets: "always [madvise] never".
static void look_at_huge_pages(Machine *machine) {
  Buf text = BUF_EMPTY;
  Err err = ERR_NONE;
  Str word = STR("unknown");
  if (sample_read("/sys/kernel/mm/transparent_hugepage/enabled", &text, &err)) {
    size_t open = str_find(buf_str(&text), '[');
    size_t close = str_find(buf_str(&text), ']');
    if (open < close && close < text.len) word = str_slice(buf_str(&text), open + 1, close);
  }
  snprintf(machine->huge_pages, sizeof machine->huge_pages, "%.*s", STR_ARG(word));
  err_clear(&err);
  buf_clear(&text);
}

static void look_at_memory(Machine *machine) {
  Buf text = BUF_EMPTY;
  Err err = ERR_NONE;
  if (sample_read("/proc/meminfo", &text, &err)) {
    sample_field(buf_str(&text), "MemTotal", &machine->memory_bytes);
    sample_field(buf_str(&text), "MemAvailable", &machine->available_bytes);
  }
  err_clear(&err);
  buf_clear(&text);
}

// The first line of /proc/stat: "cpu" and ticks by what they went to, the eighth of them stolen.
static void look_at_ticks(Machine *machine) {
  enum { STOLEN = 7, KINDS = 8 };

  Buf text = BUF_EMPTY;
  Err err = ERR_NONE;
  if (sample_read("/proc/stat", &text, &err) && str_starts(buf_str(&text), STR("cpu "))) {
    char *rest = text.data + 4;
    for (int kind = 0; kind < KINDS; kind++) {
      uint64_t ticks = strtoull(rest, &rest, 10);
      machine->ticks += ticks;
      if (kind == STOLEN) machine->stolen_ticks = ticks;
    }
  }
  err_clear(&err);
  buf_clear(&text);
}

Machine machine_look(void) {
  Machine machine = { .processors = 1 };
  struct utsname names;
  if (uname(&names) == 0) {
    snprintf(machine.kernel, sizeof machine.kernel, "%s", names.release);
    snprintf(machine.hardware, sizeof machine.hardware, "%s", names.machine);
  }
  cpu_set_t usable;
  if (sched_getaffinity(0, sizeof usable, &usable) == 0)
    machine.processors = (uint32_t)CPU_COUNT(&usable);
  if (getloadavg(&machine.load, 1) != 1) machine.load = 0;
  look_at_memory(&machine);
  look_at_ticks(&machine);
  look_at_huge_pages(&machine);
  return machine;
}

bool machine_is_busy(const Machine *machine) {
  return machine->load > machine->processors * 0.5;
}
