#include "arm.h"

#include "child.h"
#include "revision.h"
#include "sample.h"

#include "base/fs.h"
#include "base/mem.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

// --- Text to arm ---

static bool is_variable_name(Str name) {
  if (name.len == 0 || (name.data[0] >= '0' && name.data[0] <= '9')) return false;
  for (size_t i = 0; i < name.len; i++) {
    char c = name.data[i];
    bool good =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (!good) return false;
  }
  return true;
}

static bool add_setting(Arm *arm, Str word, Err *err) {
  size_t equals = str_find(word, '=');
  if (equals == word.len) {
    // Values may have commas of their own, as in MALLOC_CONF=narenas:1,dirty_decay_ms:0.
    if (arm->settings.len == 0)
      return err_set(err, "arm %s: \"%.*s\" is not VARIABLE=VALUE", arm->name, STR_ARG(word));
    char **last = vec_last(&arm->settings);
    char *longer = str_format("%s,%.*s", *last, STR_ARG(word));
    mem_free(*last);
    *last = longer;
    return true;
  }
  Str name = str_slice(word, 0, equals);
  if (!is_variable_name(name))
    return err_set(err, "arm %s: \"%.*s\" is not a variable's name", arm->name, STR_ARG(name));
  if (str_is(name, "LD_PRELOAD")) {
    return err_set(err, "arm %s: LD_PRELOAD is set by the run itself; write NAME=PATH.so",
                   arm->name);
  }
  vec_push(&arm->settings, str_copy(word));
  return true;
}

// `what`: private, shared, libc, or a path.
static bool set_kind(Arm *arm, Str what, Err *err) {
  if (str_is(what, "libc")) {
    arm->kind = ARM_LIBC;
    return true;
  }
  if (str_is(what, "private") || str_is(what, "shared")) {
    arm->kind = ARM_NEAP;
    vec_push(&arm->settings, str_format("NEAP_PAGE_POLICY=%.*s", STR_ARG(what)));
    return true;
  }
  if (str_starts(what, STR("git:"))) {
    arm->kind = ARM_NEAP;
    arm->revision = str_copy(str_slice(what, strlen("git:"), what.len));
    return *arm->revision != '\0' || err_set(err, "arm %s: git: needs a revision", arm->name);
  }
  if (str_find(what, '/') == what.len && !str_ends(what, STR(".so"))) {
    return err_set(
        err, "arm %s: \"%.*s\" is not private, shared, libc, git:REV or the path of a library",
        arm->name, STR_ARG(what));
  }
  arm->kind = ARM_LIBRARY;
  arm->library = str_copy(what);
  return true;
}

bool arm_parse(Arm *arm, Str text, Err *err) {
  *arm = (Arm){ 0 };
  arm->name = str_copy(text);
  size_t end = str_find(text, ',');
  Str head = str_slice(text, 0, end);
  Str rest = str_slice(text, end + 1, text.len);

  size_t equals = str_find(head, '=');
  Str what = head;
  if (equals != head.len) {
    Str name = str_slice(head, 0, equals);
    what = str_slice(head, equals + 1, head.len);
    if (name.len == 0 || what.len == 0)
      return err_set(err, "\"%.*s\" is not NAME=PATH.so", STR_ARG(head));
    mem_free(arm->name);
    arm->name = str_copy(name);
  } else if (!str_is(head, "private") && !str_is(head, "shared") && !str_is(head, "libc") &&
             !str_starts(head, STR("git:"))) {
    return err_set(
        err, "there is no arm \"%.*s\"; there are private, shared, libc, git:REV and NAME=PATH.so",
        STR_ARG(head));
  }
  if (!set_kind(arm, what, err)) return false;
  while (rest.len != 0) {
    end = str_find(rest, ',');
    if (!add_setting(arm, str_slice(rest, 0, end), err)) return false;
    rest = str_slice(rest, end + 1, rest.len);
  }
  return true;
}

void arm_clear(Arm *arm) {
  mem_free(arm->name);
  mem_free(arm->library);
  mem_free(arm->revision);
  vec_each (setting, &arm->settings) {
    mem_free(*setting);
  }
  vec_clear(&arm->settings);
  *arm = (Arm){ 0 };
}

// --- Arm to environment ---

static bool build_revision(Arm *arm, const char *repository, Err *err) {
  Err why = ERR_NONE;
  arm->library = revision_library(repository, arm->revision, &why);
  if (arm->library == NULL) err_set(err, "arm %s: %s", arm->name, why.text);
  err_clear(&why);
  return arm->library != NULL;
}

bool arm_locate(Arm *arm, const char *libneap, const char *repository, Err *err) {
  if (arm->revision && !build_revision(arm, repository, err)) return false;
  if (arm->kind == ARM_LIBC) return true;
  const char *given = arm->kind == ARM_NEAP && !arm->revision ? libneap : arm->library;
  if (!fs_is_file(given)) {
    if (arm->kind == ARM_NEAP)
      return err_set(err, "arm %s: %s is missing; build it (target libneap.so)", arm->name, given);
    return err_set(err, "arm %s: there is no library %s", arm->name, given);
  }
  char *real = fs_real(given);
  if (real == NULL)
    return err_set(err, "arm %s: cannot find the real path of %s", arm->name, given);
  // The dynamic linker parts LD_PRELOAD at both.
  if (strpbrk(real, " :")) {
    err_set(err, "arm %s: %s cannot be preloaded with a space or colon in its path", arm->name,
            real);
    mem_free(real);
    return false;
  }
  mem_free(arm->library);
  arm->library = real;
  return true;
}

char **arm_environment(const Arm *arm) {
  VEC(char *) texts = VEC_EMPTY;
  vec_each (setting, &arm->settings) {
    vec_push(&texts, str_copy(str_of(*setting)));
  }
  if (arm->library) vec_push(&texts, str_format("LD_PRELOAD=%s", arm->library));
  vec_push(&texts, NULL);
  return texts.items;
}

void arm_environment_free(char **environment) {
  for (char **text = environment; *text; text++) {
    mem_free(*text);
  }
  mem_free(environment);
}

// --- The proof ---

// "binding file CALLER [0] to TARGET [0]: normal symbol `NAME' [VERSION]"
typedef struct Binding {
  Str caller;
  Str target;
  Str symbol;
} Binding;

static bool parse_binding(Str line, Binding *binding) {
  static const Str to = { " to ", 4 };
  static const Str quote = { "symbol `", 8 };
  size_t start = str_find_str(line, STR("binding file "));
  if (start == line.len) return false;
  size_t target = str_find_str(line, to);
  size_t symbol = str_find_str(line, quote);
  if (target == line.len || symbol == line.len || target > symbol) return false;
  binding->caller = str_slice(line, start + strlen("binding file "), target);
  binding->caller.len = str_find_str(binding->caller, STR(" ["));
  binding->target = str_slice(line, target + to.len, symbol);
  binding->target.len = str_find_str(binding->target, STR(" ["));
  binding->symbol = str_slice(line, symbol + quote.len, line.len);
  binding->symbol.len = str_find(binding->symbol, '\'');
  return true;
}

static bool is_malloc_family(Str symbol) {
  return str_is(symbol, "malloc") || str_is(symbol, "calloc") || str_is(symbol, "realloc") ||
         str_is(symbol, "free");
}

static bool is_libc(Str path) {
  size_t slash = str_find_last(path, '/');
  Str name = slash == path.len ? path : str_slice(path, slash + 1, path.len);
  return str_starts(name, STR("libc.so")) || str_starts(name, STR("libc-"));
}

bool arm_bindings_go_to(Str text, const char *library, const char *program, Str *elsewhere) {
  bool seen = false;
  *elsewhere = STR_EMPTY;
  while (text.len != 0) {
    size_t end = str_find(text, '\n');
    Str line = str_slice(text, 0, end);
    text = str_slice(text, end + 1, text.len);
    Binding binding;
    if (!parse_binding(line, &binding) || !is_malloc_family(binding.symbol)) continue;
    bool good = library ? str_is(binding.target, library) : is_libc(binding.target);
    if (!good) *elsewhere = binding.target;
    if (!good && !(program && str_is(binding.target, program))) return false;
    // That a library calls itself says nothing about the program.
    if (good && !(library && str_is(binding.caller, library))) seen = true;
  }
  return seen;
}

// The dynamic linker's reason for leaving a library out, "(…)", from what it printed; empty when it did not.
static Str preload_trouble(Str output) {
  size_t start = str_find_str(output, STR("cannot be preloaded"));
  Str rest = str_slice(output, start, output.len);
  size_t open = str_find(rest, '(');
  size_t close = str_find(rest, ')');
  return open < close && close < rest.len ? str_slice(rest, open + 1, close) : STR_EMPTY;
}

typedef struct Probe {
  const Arm *arm;
  const char *const *argv;
  const char *launcher;
  const char *scratch;
  bool may_run_on;
  Child child;
  Buf bindings;
} Probe;

enum { PROBE_MS = 30000, PROBE_LOOK_MS = 50 };

static char *probe_file(const Probe *probe, const char *name) {
  return str_format("%s/%s", probe->scratch, name);
}

static bool start_probe(Probe *probe, Err *err) {
  static char debug[] = "LD_DEBUG=bindings";
  static char now[] = "LD_BIND_NOW=1";
  char *debug_output = str_format("LD_DEBUG_OUTPUT=%s/bindings", probe->scratch);
  char *output = probe_file(probe, "probe");
  VEC(const char *) settings = VEC_EMPTY;
  char **own = arm_environment(probe->arm);
  for (char **text = own; *text; text++) {
    vec_push(&settings, *text);
  }
  vec_push(&settings, debug);
  vec_push(&settings, now);
  if (probe->may_run_on) vec_push(&settings, CHILD_MARKS_SETTING);
  vec_push(&settings, debug_output);
  vec_push(&settings, NULL);
  ChildSpec spec = { probe->launcher, settings.items, probe->argv, output, NULL };
  bool started = child_start(&probe->child, &spec, err);
  arm_environment_free(own);
  vec_clear(&settings);
  mem_free(debug_output);
  mem_free(output);
  return started;
}

// What the dynamic linker has told of the program's own process so far, if it has told anything.
static void read_bindings(Probe *probe) {
  char *path = str_format("%s/bindings.%d", probe->scratch, (int)probe->child.pid);
  Err err = ERR_NONE;
  if (!sample_read(path, &probe->bindings, &err)) buf_clear(&probe->bindings);
  err_clear(&err);
  mem_free(path);
}

static bool shows_all(const Probe *probe) {
  Str elsewhere;
  return arm_bindings_go_to(buf_str(&probe->bindings), probe->arm->library, probe->argv[0],
                            &elsewhere);
}

// Follows it to its end, or until its calls are seen.
static bool follow_probe(Probe *probe, Err *err) {
  const char *arm = probe->arm->name;
  const char *program = probe->argv[0];
  for (int waited_ms = 0; waited_ms < PROBE_MS;) {
    ChildEvent event = child_next(&probe->child, PROBE_LOOK_MS);
    read_bindings(probe);
    if (event.type == CHILD_STOP) return err_set(err, "stopped");
    if (event.type == CHILD_ENDED) {
      const ChildEnd *end = &probe->child.end;
      if (probe->child.failure) {
        return err_set(err, "%s cannot be started: %s", program, probe->child.failure);
      }
      if (end->by_signal) {
        return err_set(err, "arm %s: the program crashes as it starts (signal %d)", arm, end->code);
      }
      if (end->code != 0) {
        return err_set(err, "arm %s: %s%s ends with status %d", arm, program,
                       probe->may_run_on ? "" : " --version", end->code);
      }
      return true;
    }
    if (probe->may_run_on && shows_all(probe)) return true;
    if (event.type == CHILD_QUIET) waited_ms += PROBE_LOOK_MS;
  }
  return probe->may_run_on || err_set(err, "arm %s: %s --version does not end", arm, program);
}

// Every process that it started has told in a file of its own.
static void remove_bindings(const char *scratch) {
  DIR *folder = opendir(scratch);
  if (folder == NULL) return;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    if (strncmp(entry->d_name, "bindings.", strlen("bindings.")) != 0) continue;
    char *path = str_format("%s/%s", scratch, entry->d_name);
    unlink(path);
    mem_free(path);
  }
  closedir(folder);
}

static bool judge_probe(const Probe *probe, Str output, Err *err) {
  const Arm *arm = probe->arm;
  const char *program = probe->may_run_on ? probe->argv[0] : NULL;
  Str elsewhere;
  if (arm_bindings_go_to(buf_str(&probe->bindings), arm->library, program, &elsewhere)) return true;
  Str trouble = preload_trouble(output);
  if (trouble.len != 0) {
    return err_set(err, "arm %s: %s does not load: %.*s", arm->name, arm->library,
                   STR_ARG(trouble));
  }
  if (elsewhere.len == 0) elsewhere = STR("somewhere unknown (is it statically linked?)");
  if (arm->library) {
    return err_set(err, "arm %s: %s does not take over malloc; the program's calls go to %.*s",
                   arm->name, arm->library, STR_ARG(elsewhere));
  }
  return err_set(err, "arm %s: the program's malloc is not libc's but that of %.*s", arm->name,
                 STR_ARG(elsewhere));
}

bool arm_prove(const Arm *arm, const char *const *argv, bool may_run_on, const char *launcher,
               const char *scratch, Err *err) {
  Probe probe = {
    .arm = arm, .argv = argv, .launcher = launcher, .scratch = scratch, .may_run_on = may_run_on
  };
  char *output = probe_file(&probe, "probe");
  Buf printed = BUF_EMPTY;
  bool good = false;
  if (start_probe(&probe, err)) {
    good = follow_probe(&probe, err) && sample_read(output, &printed, err) &&
           judge_probe(&probe, buf_str(&printed), err);
    child_clear(&probe.child);
  }
  remove_bindings(scratch);
  unlink(output);
  buf_clear(&probe.bindings);
  buf_clear(&printed);
  mem_free(output);
  return good;
}
