// arm: every form of the text, what wrong ones are told, and how the dynamic linker's word is read.
#include "bench/arm.h"

#include "base/mem.h"
#include "suite.h"

static Arm parsed(const char *text) {
  Arm arm;
  Err err = ERR_NONE;
  ck_assert_msg(arm_parse(&arm, str_of(text), &err), "%s: %s", text, err.text);
  return arm;
}

static void assert_wrong(const char *text, const char *said) {
  Arm arm;
  Err err = ERR_NONE;
  ck_assert_msg(!arm_parse(&arm, str_of(text), &err), "%s was taken", text);
  ck_assert_str_eq(err.text, said);
  err_clear(&err);
  arm_clear(&arm);
}

START_TEST(known_allocators_are_named_by_their_text) {
  Arm arm = parsed("private");
  ck_assert_str_eq(arm.name, "private");
  ck_assert_int_eq(arm.kind, ARM_NEAP);
  ck_assert_uint_eq(arm.settings.len, 1);
  ck_assert_str_eq(arm.settings.items[0], "NEAP_PAGE_POLICY=private");
  arm_clear(&arm);

  arm = parsed("libc,MALLOC_ARENA_MAX=2");
  ck_assert_str_eq(arm.name, "libc,MALLOC_ARENA_MAX=2");
  ck_assert_int_eq(arm.kind, ARM_LIBC);
  ck_assert_ptr_null(arm.library);
  ck_assert_str_eq(arm.settings.items[0], "MALLOC_ARENA_MAX=2");
  arm_clear(&arm);

  arm = parsed("calm=shared,NEAP_X=1");
  ck_assert_str_eq(arm.name, "calm");
  ck_assert_str_eq(arm.settings.items[0], "NEAP_PAGE_POLICY=shared");
  ck_assert_str_eq(arm.settings.items[1], "NEAP_X=1");
  arm_clear(&arm);
}

END_TEST

START_TEST(libraries_have_a_name_and_values_may_have_commas) {
  Arm arm = parsed("je=/lib/libjemalloc.so.2,MALLOC_CONF=narenas:1,dirty_decay_ms:0,OTHER=a=b");
  ck_assert_str_eq(arm.name, "je");
  ck_assert_int_eq(arm.kind, ARM_LIBRARY);
  ck_assert_str_eq(arm.library, "/lib/libjemalloc.so.2");
  ck_assert_uint_eq(arm.settings.len, 2);
  ck_assert_str_eq(arm.settings.items[0], "MALLOC_CONF=narenas:1,dirty_decay_ms:0");
  ck_assert_str_eq(arm.settings.items[1], "OTHER=a=b");
  char **environment = arm_environment(&arm);
  ck_assert_str_eq(environment[2], "LD_PRELOAD=/lib/libjemalloc.so.2");
  ck_assert_ptr_null(environment[3]);
  arm_environment_free(environment);
  arm_clear(&arm);
}

END_TEST

START_TEST(wrong_texts_are_told_what_there_is) {
  assert_wrong(
      "privat",
      "there is no arm \"privat\"; there are private, shared, libc, git:REV and NAME=PATH.so");
  assert_wrong("",
               "there is no arm \"\"; there are private, shared, libc, git:REV and NAME=PATH.so");
  assert_wrong("git:", "arm git:: git: needs a revision");
  assert_wrong("x=", "\"x=\" is not NAME=PATH.so");
  assert_wrong("=/x.so", "\"=/x.so\" is not NAME=PATH.so");
  assert_wrong(
      "x=tcmalloc",
      "arm x: \"tcmalloc\" is not private, shared, libc, git:REV or the path of a library");
  assert_wrong("libc,2", "arm libc,2: \"2\" is not VARIABLE=VALUE");
  assert_wrong("libc,a-b=2", "arm libc,a-b=2: \"a-b\" is not a variable's name");
  assert_wrong(
      "libc,LD_PRELOAD=/x.so",
      "arm libc,LD_PRELOAD=/x.so: LD_PRELOAD is set by the run itself; write NAME=PATH.so");
}

END_TEST

START_TEST(missing_libraries_are_missed) {
  Arm arm = parsed("x=/nowhere/x.so");
  Err err = ERR_NONE;
  ck_assert(!arm_locate(&arm, "/nowhere/libneap.so", "/nowhere", &err));
  ck_assert_str_eq(err.text, "arm x: there is no library /nowhere/x.so");
  err_clear(&err);
  arm_clear(&arm);
  arm = parsed("private");
  ck_assert(!arm_locate(&arm, "/nowhere/libneap.so", "/nowhere", &err));
  ck_assert_str_eq(err.text,
                   "arm private: /nowhere/libneap.so is missing; build it (target libneap.so)");
  err_clear(&err);
  arm_clear(&arm);
}

END_TEST

// As glibc 2.36 prints it.
#define BINDING(from, to, symbol)                                                                  \
 "     77:\tbinding file " from " [0] to " to " [0]: normal symbol `" symbol "' [GLIBC_2.2.5]\n"

static bool goes_to(const char *text, const char *library, const char *elsewhere) {
  Str seen;
  bool good = arm_bindings_go_to(str_of(text), library, NULL, &seen);
  ck_assert_msg(str_is(seen, elsewhere), "elsewhere is \"%.*s\"", STR_ARG(seen));
  return good;
}

START_TEST(bindings_prove_where_malloc_goes) {
  const char *taken = BINDING("/b/neap-libc", "/b/libneap.so", "malloc")
      BINDING("/b/neap-libc", "/lib/libc.so.6", "write")
          BINDING("/lib/libc.so.6", "/b/libneap.so", "free");
  ck_assert(goes_to(taken, "/b/libneap.so", ""));
  ck_assert(!goes_to(taken, NULL, "/b/libneap.so"));
  ck_assert(!goes_to(taken, "/b/lib", "/b/libneap.so"));

  const char *half = BINDING("/b/neap-libc", "/b/libneap.so", "malloc")
      BINDING("/b/neap-libc", "/lib/libc.so.6", "realloc");
  ck_assert(!goes_to(half, "/b/libneap.so", "/lib/libc.so.6"));

  const char *libc = BINDING("/b/neap-libc", "/lib/x86_64-linux-gnu/libc.so.6", "malloc");
  ck_assert(goes_to(libc, NULL, ""));
  ck_assert(!goes_to(libc, "/b/libneap.so", "/lib/x86_64-linux-gnu/libc.so.6"));
  ck_assert(!goes_to("", "/b/libneap.so", ""));
  ck_assert(!goes_to(BINDING("/b/p", "/lib/libc.so.6", "write") "what else it says\n", NULL, ""));
}

END_TEST

// A program may stand for a function that is elsewhere, and a library that calls itself proves nothing.
START_TEST(a_program_itself_is_no_proof) {
  const char *stands =
      BINDING("/b/lib.so", "/b/program", "malloc") BINDING("/b/program", "/b/libneap.so", "malloc");
  const char *own = BINDING("/b/libneap.so", "/b/libneap.so", "malloc")
      BINDING("/lib/libc.so.6", "/b/program", "malloc");
  Str elsewhere;
  ck_assert(arm_bindings_go_to(str_of(stands), "/b/libneap.so", "/b/program", &elsewhere));
  ck_assert(!arm_bindings_go_to(str_of(stands), "/b/libneap.so", NULL, &elsewhere));
  ck_assert(!arm_bindings_go_to(str_of(own), "/b/libneap.so", "/b/program", &elsewhere));
  ck_assert(str_is(elsewhere, "/b/program"));
}

END_TEST

SUITE_MAIN("arm", known_allocators_are_named_by_their_text,
           libraries_have_a_name_and_values_may_have_commas, wrong_texts_are_told_what_there_is,
           missing_libraries_are_missed, bindings_prove_where_malloc_goes,
           a_program_itself_is_no_proof)
