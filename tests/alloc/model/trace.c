#include "trace.h"

#include "fiber.h"
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 256, COMMAND_BYTES = 256 * 1024 };

static const char *order_name(int order) {
  switch (order) {
    case memory_order_relaxed: return "relaxed";
    case memory_order_acquire: return "acquire";
    case memory_order_release: return "release";
    case memory_order_acq_rel: return "acq_rel";
    default: return "?";
  }
}

static void describe(const Op *op, char *text, size_t size) {
  static const char *const updates[] = {
    "exchange", "add", "subtract", "and", "or", "xor", "nand"
  };
  char name[LINE_BYTES / 2];
  trace_name(op->address, name, sizeof name);
  const char *order = order_name(op->success || op->kind == OP_LOAD ? op->order : op->fail_order);
  switch (op->kind) {
    case OP_LOAD:
      (void)snprintf(text, size, "load %s: %" PRIx64 " (%s)", name, op->found, order);
      break;
    case OP_STORE:
      (void)snprintf(text, size, "store %s := %" PRIx64 " (%s)", name, op->stored, order);
      break;
    case OP_UPDATE:
      (void)snprintf(text, size, "%s %s: %" PRIx64 " -> %" PRIx64 " (%s)", updates[op->update],
                     name, op->found, op->stored, order);
      break;
    case OP_CAS:
      if (op->success) {
        (void)snprintf(text, size, "cas %s: %" PRIx64 " -> %" PRIx64 " (%s)", name, op->found,
                       op->stored, order);
      } else {
        (void)snprintf(text, size, "cas %s fails: %" PRIx64 ", expected %" PRIx64 " (%s)", name,
                       op->found, op->expected, order);
      }
      break;
    case OP_LOCK: (void)snprintf(text, size, "lock %s", name); break;
    case OP_YIELD: (void)snprintf(text, size, "yield"); break;
    case OP_BARRIER: (void)snprintf(text, size, "barrier"); break;
    case OP_FORK: (void)snprintf(text, size, "fork"); break;
  }
}

// Where the program was loaded, so that addr2line finds its addresses in the file.
static uintptr_t load_address(void) {
  extern char __executable_start[]; // NOLINT(readability-identifier-naming): the linker's
  return (uintptr_t)__executable_start;
}

// One addr2line for all calls, whose output gives two lines for each: function, and file with line.
typedef struct Lookup {
  char command[COMMAND_BYTES];
  size_t used;
} Lookup;

static Lookup lookup;

static void lookup_begin(void) {
  char program[LINE_BYTES];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  program[length < 0 ? 0 : length] = '\0';
  lookup.used =
      (size_t)snprintf(lookup.command, sizeof lookup.command, "addr2line -sfe '%s'", program);
}

static void lookup_add(const void *caller) {
  if (lookup.used + 32 < sizeof lookup.command) {
    uintptr_t address = (uintptr_t)caller - load_address() - 1; // the call, not what comes after
    lookup.used += (size_t)snprintf(lookup.command + lookup.used,
                                    sizeof lookup.command - lookup.used, " %" PRIxPTR, address);
  }
}

static FILE *lookup_run(void) {
  // NOLINTNEXTLINE(cert-env33-c): a fixed program, on addresses of our own
  return popen(lookup.command, "r");
}

static void place_read(FILE *places, char *text, size_t size) {
  char function[LINE_BYTES] = "?";
  char line[LINE_BYTES] = "?";
  if (places && fgets(function, sizeof function, places) && fgets(line, sizeof line, places)) {
    function[strcspn(function, "\n")] = '\0';
    line[strcspn(line, " \n")] = '\0';
  }
  (void)snprintf(text, size, "%s %s", line, function);
}

void trace_print(const TraceStep *steps, int count) {
  (void)fflush(stdout);
  lookup_begin();
  for (int i = 0; i < count; i++) {
    lookup_add(steps[i].op->caller);
  }
  FILE *places = lookup_run();
  for (int i = 0; i < count; i++) {
    char what[LINE_BYTES];
    char place[LINE_BYTES * 2];
    describe(steps[i].op, what, sizeof what);
    place_read(places, place, sizeof place);
    printf("%4d  %*s%d %-*s %s\n", i, steps[i].choice.thread * 2, "", steps[i].choice.thread,
           80 - steps[i].choice.thread * 2, what, place);
  }
  if (places) {
    (void)pclose(places);
  }
}

void trace_print_place(const void *caller) {
  char place[LINE_BYTES * 2];
  (void)fflush(stdout);
  lookup_begin();
  lookup_add(caller);
  FILE *places = lookup_run();
  place_read(places, place, sizeof place);
  printf("at %s\n", place);
  if (places) {
    (void)pclose(places);
  }
}
