// trace: events of all threads as valid JSON, and summed up.
#include "base/fs.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/trace.h"
#include "suite.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

enum { JOBS = 200 };

static void traced_job(void *context, void *item, uint32_t worker) {
  (void)context;
  (void)item;
  (void)worker;
  uint64_t begin = trace_begin();
  trace_end(begin, "work", "a \"quoted\"\n\\ name");
}

static void run_jobs(Pool *pool) {
  for (int i = 0; i < JOBS; i++) {
    pool_submit(pool, traced_job, NULL, NULL);
  }
  pool_wait(pool);
}

static void assert_event(const json_t *event) {
  ck_assert_str_eq(json_string_value(json_object_get(event, "ph")), "X");
  ck_assert_str_eq(json_string_value(json_object_get(event, "name")), "work");
  ck_assert(json_is_number(json_object_get(event, "ts")));
  ck_assert(json_number_value(json_object_get(event, "ts")) >= 0);
  ck_assert(json_number_value(json_object_get(event, "dur")) >= 0);
  ck_assert(json_is_integer(json_object_get(event, "tid")));
  const json_t *args = json_object_get(event, "args");
  ck_assert_str_eq(json_string_value(json_object_get(args, "detail")), "a \"quoted\"\n\\ name");
}

START_TEST(events_are_valid_chrome_json) {
  char folder[] = "/tmp/neap-trace-XXXXXX";
  ck_assert_ptr_nonnull(mkdtemp(folder));
  char *path = fs_join(folder, STR("trace.json"));
  Pool *pool = pool_new(4);
  Err err = ERR_NONE;
  // Twice: what a thread collected before trace_clear is gone, and nothing of it is touched again.
  for (int round = 0; round < 2; round++) {
    trace_start();
    run_jobs(pool);
    ck_assert(trace_write(path, &err));
    trace_clear();
    run_jobs(pool); // not collected
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(json);
    const json_t *events = json_object_get(json, "traceEvents");
    ck_assert_uint_eq(json_array_size(events), JOBS + 1); // and the process's name
    for (size_t i = 1; i <= JOBS; i++) {
      assert_event(json_array_get(events, i));
    }
    json_decref(json);
  }
  pool_free(pool);
  unlink(path);
  rmdir(folder);
  mem_free(path);
}

END_TEST

START_TEST(timings_sum_up_by_name) {
  trace_start();
  uint64_t outer = trace_begin();
  for (int i = 0; i < 3; i++) {
    uint64_t begin = trace_begin();
    trace_end(begin, "inner", NULL);
  }
  trace_end(outer, "outer", NULL);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  trace_print_timings(out);
  fclose(out);
  trace_clear();
  const char *outer_row = strstr(text, "\nouter ");
  const char *inner_row = strstr(text, "\ninner ");
  ck_assert_ptr_nonnull(outer_row);
  ck_assert_ptr_nonnull(inner_row);
  ck_assert_int_lt(outer_row - text, inner_row - text);
  ck_assert_int_eq(strtol(outer_row + 7, NULL, 10), 1);
  ck_assert_int_eq(strtol(inner_row + 7, NULL, 10), 3);
  free(text);
}

END_TEST

START_TEST(nothing_is_collected_unless_started) {
  ck_assert_uint_eq(trace_begin(), 0);
  trace_end(trace_begin(), "lost", NULL);
  trace_start();
  trace_end(0, "begun before", NULL);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  trace_print_timings(out);
  fclose(out);
  trace_clear();
  ck_assert_ptr_null(strstr(text, "lost"));
  ck_assert_ptr_null(strstr(text, "begun"));
  free(text);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("trace");
  TCase *tests = tcase_create("trace");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, events_are_valid_chrome_json);
  tcase_add_test(tests, timings_sum_up_by_name);
  tcase_add_test(tests, nothing_is_collected_unless_started);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
