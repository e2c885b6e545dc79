// One thing that is compared: an allocator and its settings, and the proof that the program really uses it. As text:
//   private | shared | libc | git:REV | NAME=one of these | NAME=PATH.so      each with ,VARIABLE=VALUE,… behind
// `private` and `shared` are libneap's page policies; git:REV is libneap of another revision of our source tree. Threads: no shared state.
#ifndef NEAP_BENCH_ARM_H
#define NEAP_BENCH_ARM_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

typedef enum ArmKind { ARM_LIBC, ARM_NEAP, ARM_LIBRARY } ArmKind;

typedef struct Arm {
  char *name;     // owned; as shown: NAME, or the whole text
  ArmKind kind;   //
  char *revision; // owned; "HEAD~3"; NULL: not of another revision
  char *library;  // owned; what is preloaded: a real path once arm_locate succeeded; NULL for libc
  VEC(char *)
  settings; // owned texts "VARIABLE=VALUE" for the program's environment, LD_PRELOAD not among them
} Arm;

// Reads the text. Whether the library is there is not looked at. Always ended by arm_clear.
bool arm_parse(Arm *arm, Str text, Err *err) __attribute__((warn_unused_result));

// Finds the arm's library, `libneap` for libneap's own, and makes its path real. That of a revision of `repository` is built if need be.
bool arm_locate(Arm *arm, const char *libneap, const char *repository, Err *err)
    __attribute__((warn_unused_result));

// The environment that makes the program use the arm: its settings and LD_PRELOAD, NULL-terminated. The caller frees each text and
// the array (arm_environment_free).
char **arm_environment(const Arm *arm);
void arm_environment_free(char **environment);

// Starts the program of `argv` (NULL-terminated, its path first) and asks the dynamic linker where its calls of malloc, calloc, realloc and free go.
// false: `err` says what is wrong (the library does not load, or does not take over malloc; or a libc arm does not end in libc).
// `scratch` is a folder for files that last as long as the call.
// With `may_run_on` it is stopped once its calls are seen, else it must end well.
bool arm_prove(const Arm *arm, const char *const *argv, bool may_run_on, const char *launcher,
               const char *scratch, Err *err) __attribute__((warn_unused_result));

// What LD_DEBUG=bindings printed, read: does every one of the four calls go to `library` (NULL: to libc)? Otherwise `*elsewhere` is
// where the first strange one goes (borrowed from `text`; empty when no call was seen at all). What goes to `program` (NULL: nothing
// may) is no proof either way: its own entry into the linkage table can stand for the function, or it has a malloc of its own.
bool arm_bindings_go_to(Str text, const char *library, const char *program, Str *elsewhere);

void arm_clear(Arm *arm);

#endif
