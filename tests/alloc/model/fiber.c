#include "fiber.h"

#include "explorer.h"
#include <link.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

enum { STACK_BYTES = 256 * 1024, LOCALS_MAX = 4096 };

typedef struct Fiber {
  jmp_buf at;
  ucontext_t start;
  bool fresh; // not yet run
  char locals[LOCALS_MAX];
  char locals_at_start[LOCALS_MAX];
} Fiber;

static Fiber fibers[FIBERS_MAX + 1]; // the last one: who explores
static char stacks[FIBERS_MAX][STACK_BYTES] __attribute__((aligned(64)));
static char *locals; // the program's thread-local variables, of the one real thread
static size_t locals_size;
static void *own_stack; // of who explores
static size_t own_stack_size;

// The first object is the program itself.
static int find_locals(struct dl_phdr_info *info, size_t size, void *argument) {
  (void)size;
  (void)argument;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type == PT_TLS) {
      locals = info->dlpi_tls_data;
      locals_size = info->dlpi_phdr[i].p_memsz;
    }
  }
  return 1;
}

static Fiber *fiber_of(int number) {
  return &fibers[number == FIBER_NONE ? FIBERS_MAX : number];
}

void fibers_init(void) {
  dl_iterate_phdr(find_locals, NULL);
  pthread_attr_t attributes;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &own_stack, &own_stack_size);
  pthread_attr_destroy(&attributes);
  if (locals_size > LOCALS_MAX) {
    explorer_abort("too many thread-local variables");
  }
  for (int i = 0; i < FIBERS_MAX; i++) {
    memcpy(fibers[i].locals_at_start, locals, locals_size);
  }
}

void fiber_begin(int number, void (*body)(void)) {
  Fiber *fiber = fiber_of(number);
  getcontext(&fiber->start);
  fiber->start.uc_stack.ss_sp = stacks[number];
  fiber->start.uc_stack.ss_size = STACK_BYTES;
  fiber->start.uc_link = NULL;
  makecontext(&fiber->start, body, 0);
  fiber->fresh = true;
  memcpy(fiber->locals, fiber->locals_at_start, locals_size);
}

// Only the first entry goes by setcontext, which makes a system call.
void fiber_switch(int from, int to) {
  Fiber *here = fiber_of(from);
  Fiber *there = fiber_of(to);
  memcpy(here->locals, locals, locals_size);
  memcpy(locals, there->locals, locals_size);
  if (_setjmp(here->at) != 0) {
    return;
  }
  if (there->fresh) {
    there->fresh = false;
    setcontext(&there->start);
  }
  _longjmp(there->at, 1);
}

void fiber_impersonate(int number, void (*work)(void), bool at_start) {
  Fiber *fiber = fiber_of(number);
  char *its = at_start ? fiber->locals_at_start : fiber->locals;
  char mine[LOCALS_MAX];
  memcpy(mine, locals, locals_size);
  memcpy(locals, its, locals_size);
  work();
  memcpy(its, locals, locals_size);
  memcpy(locals, mine, locals_size);
}

bool fiber_is_private(const void *address) {
  uintptr_t at = (uintptr_t)address;
  return at - (uintptr_t)stacks < sizeof stacks || at - (uintptr_t)locals < locals_size ||
         at - (uintptr_t)own_stack < own_stack_size;
}
