// What the tests of libneap share: a seed that can be set, random numbers, and the few lines around a check suite.
#ifndef NEAP_TESTS_ALLOC_SUPPORT_H
#define NEAP_TESTS_ALLOC_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TCase TCase;

// NEAP_SEED, or a fixed one; printed, so that a failure can be had again.
uint64_t test_seed(void);

// xorshift64*; *state is not 0.
uint64_t random_next(uint64_t *state);
size_t random_below(uint64_t *state, size_t limit);

// Runs the tests in this process; the exit status.
int run_tests(TCase *tests, const char *name);

// A number of the statistics, by its key; SIZE_MAX: no such key.
size_t stats_number(const char *key);

// Ends the test program with a line if the condition does not hold; for programs without a check suite.
#define EXPECT(condition) ((condition) ? (void)0 : expect_failed(#condition, __FILE__, __LINE__))

_Noreturn void expect_failed(const char *what, const char *file, int line);

#endif
