// Before main and after it: blocks from before the constructors live until after exit's handlers, and each stage allocates and frees.
#include "life.h"

#include <pthread.h>

static const size_t sizes[] = { 1, 100, 5000, 60000, 300000, 3000000 };

enum { SIZES = sizeof sizes / sizeof *sizes, STAGES = 5 };

static char *blocks[STAGES][SIZES];

static void stage(int number) {
  for (int i = 0; i < SIZES; i++) {
    blocks[number][i] = life_block(sizes[i]);
    life_check_and_free(life_block(sizes[i] + 7), sizes[i] + 7);
  }
}

static void stage_ends(int number) {
  for (int i = 0; i < SIZES; i++) {
    life_check_and_free(blocks[number][i], sizes[i]);
  }
}

#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__) // which begin there themselves
static void before_constructors(void) {
  stage(0);
}

__attribute__((section(".preinit_array"),
               used)) static void (*const preinit)(void) = before_constructors;
#else
__attribute__((constructor(101))) static void before_constructors(void) {
  stage(0);
}
#endif

__attribute__((constructor(102))) static void early_constructor(void) {
  stage(1);
}

static void *from_thread(void *argument) {
  stage(2);
  return argument;
}

// A thread from before main, which ends before main.
__attribute__((constructor)) static void late_constructor(void) {
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, from_thread, NULL) == 0);
  pthread_join(thread, NULL);
}

__attribute__((destructor(101))) static void last_destructor(void) {
  stage_ends(0);
  stage(0);
  stage_ends(0);
  stage_ends(1);
}

__attribute__((destructor)) static void first_destructor(void) {
  stage_ends(2);
  stage_ends(4);
}

static void at_exit(void) {
  stage_ends(3);
  stage(4);
}

int main(void) {
  life_begin();
  atexit(at_exit);
  stage(3);
  return 0;
}
