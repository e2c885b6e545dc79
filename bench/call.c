#include "call.h"

#include "base/mem.h"

#include <sys/random.h>
#include <time.h>

enum { DEFAULT_THREADS = 8 };

// How much is done where it is not said otherwise.
typedef struct Preset {
  const char *name;
  uint32_t blocks;
  const char *workload;
  bool is_long; // so long a rest that the arms of a block take it side by side
} Preset;

enum { PRESET_NONE, PRESET_QUICK };

// A quick run can break one gate with one arm; twenty blocks any number that one may think of.
static const Preset presets[] = {
  [PRESET_NONE] = { "", 8, "cold,rebuild:5,idle:1,3", false },
  [PRESET_QUICK] = { "pr", 6, "cold,rebuild:3,idle:1", false },
  { "ci", 12, "cold,rebuild:5,idle:1,3", false },
  { "nightly", 20, "cold,rebuild:20,idle:90,180,270,360", true },
};

void arm_texts_clear(ArmTexts *texts) {
  vec_each (text, texts) {
    mem_free(*text);
  }
  vec_clear(texts);
}

static bool read_arm(Session *session, const char *text, Err *err) {
  Arm *arm = &session->arms[session->arm_count++];
  if (!arm_parse(arm, str_of(text), err)) return false;
  for (uint32_t i = 0; i + 1 < session->arm_count; i++) {
    if (strcmp(session->arms[i].name, arm->name) == 0)
      return err_set(err, "two arms are called %s; name one as NAME=%s", arm->name, text);
  }
  return true;
}

// An arm's text with ",SETTING=VALUE" behind it, and with the value in its name, if it has one: "new:0=PATH.so,NEAP_TIDE=0".
static char *with_setting(const char *text, Str setting, Str value) {
  Str whole = str_of(text);
  size_t equals = str_find(whole, '=');
  bool is_named = equals < str_find(whole, ',');
  Str name = str_slice(whole, 0, is_named ? equals : 0);
  Str rest = str_slice(whole, name.len, whole.len);
  return str_format("%.*s%s%.*s%.*s,%.*s=%.*s", STR_ARG(name), is_named ? ":" : "",
                    is_named ? (int)value.len : 0, value.data, STR_ARG(rest), STR_ARG(setting),
                    STR_ARG(value));
}

// Every text with ",NAME=VALUE" behind it, for each value of the factor "NAME=VALUE,VALUE…".
static bool cross(ArmTexts *texts, const char *factor, Err *err) {
  Str name = str_slice(str_of(factor), 0, str_find(str_of(factor), '='));
  Str values = str_slice(str_of(factor), name.len + 1, SIZE_MAX);
  if (name.len == 0 || values.len == 0)
    return err_set(err, "\"%s\" is not NAME=VALUE,VALUE, as in NEAP_TIDE=0,1", factor);
  ArmTexts crossed = VEC_EMPTY;
  vec_each (text, texts) {
    for (Str rest = values; rest.len != 0;) {
      Str value = str_slice(rest, 0, str_find(rest, ','));
      rest = str_slice(rest, value.len + 1, rest.len);
      vec_push(&crossed, with_setting(*text, name, value));
    }
  }
  arm_texts_clear(texts);
  *texts = crossed;
  return true;
}

// What is asked for, or the default, crossed with the factors. The control is the baseline by another number.
static bool read_arms(Session *session, Err *err) {
  static const char *const defaults[] = { "private", "shared" };
  const AbOptions *options = session->options;
  size_t count = options->arm_count != 0 ? options->arm_count : 2;
  for (size_t i = 0; i < count; i++) {
    const char *text = options->arm_count != 0 ? options->arms[i] : defaults[i];
    vec_push(&session->arm_texts, str_copy(str_of(text)));
  }
  for (size_t i = 0; i < options->factor_count; i++) {
    if (!cross(&session->arm_texts, options->factors[i], err)) return false;
  }
  if (session->arm_texts.len > AB_ARMS_MAX)
    return err_set(err, "there may be at most %d arms", AB_ARMS_MAX);
  vec_each (text, &session->arm_texts) {
    if (!read_arm(session, *text, err)) return false;
  }
  return arm_parse(&session->arms[session->arm_count++], str_of(session->arm_texts.items[BASELINE]),
                   err);
}

static bool read_gates(Session *session, Err *err) {
  for (size_t i = 0; i < session->options->gate_count; i++) {
    Gate gate;
    if (!gate_parse(&gate, session->options->gates[i], &session->metrics, err)) return false;
    vec_push(&session->gates, gate);
  }
  for (size_t i = 0; i < session->options->allowed_count; i++) {
    const char *text = session->options->allowed[i];
    if (!gate_allow(&session->gates, text, &session->metrics, err)) return false;
  }
  if (session->gates.len != 0 && session_control(session) < 2)
    return err_set(err, "a gate needs a second arm to judge; the first is the baseline");
  return true;
}

static const Preset *find_preset(const AbOptions *options, Err *err) {
  if (options->preset == NULL) return &presets[options->quick ? PRESET_QUICK : PRESET_NONE];
  for (size_t i = PRESET_QUICK; i < sizeof presets / sizeof *presets; i++) {
    if (strcmp(presets[i].name, options->preset) == 0) return &presets[i];
  }
  err_set(err, "there is no preset \"%s\"; there are pr, ci and nightly", options->preset);
  return NULL;
}

// "2/8": the second of eight parts.
static bool read_part(Session *session, Err *err) {
  const char *text = session->options->part;
  if (text == NULL) return true;
  char *end;
  unsigned long part = strtoul(text, &end, 10);
  unsigned long count = *end == '/' ? strtoul(end + 1, &end, 10) : 0;
  if (*end != '\0' || part < 1 || part > count || count > session->blocks) {
    return err_set(err, "--part takes K/N with 1 <= K <= N <= %u blocks, not \"%s\"",
                   session->blocks, text);
  }
  if (session->seed == 0) return err_set(err, "--part needs the --seed that all parts share");
  session->part = (uint32_t)part;
  session->part_count = (uint32_t)count;
  return true;
}

// Nobody may save a file that a program at rest watches.
static bool read_at_once(Session *session, const Preset *preset, Err *err) {
  uint32_t asked = session->options->at_once;
  bool has_own_copy = session->workload.kind != WORK_WATCH;
  if (asked > 1 && !has_own_copy) {
    return err_set(err, "--at-once is not for %s: those that rest would see what is saved",
                   session->workload_text);
  }
  session->at_once = asked ? asked : preset->is_long && has_own_copy ? session->arm_count : 1;
  return true;
}

bool call_read(Session *session, Err *err) {
  const AbOptions *options = session->options;
  const Preset *preset = find_preset(options, err);
  if (preset == NULL) return false;
  const char *usual = options->is_command ? "run" : preset->workload;
  const char *text = options->workload ? options->workload : usual;
  session->workload_text = str_copy(str_of(text));
  if (!workload_parse(&session->workload, str_of(text), err)) return false;
  if ((session->workload.kind == WORK_COMMAND) != options->is_command) {
    return err_set(err,
                   options->is_command
                       ? "with -- COMMAND a workload is run or run,idle:S,…, not \"%s\""
                       : "\"%s\" is for any program; it needs -- COMMAND at the end",
                   text);
  }
  session->metrics = metric_list_of(&session->workload);
  if (!read_arms(session, err) || !read_gates(session, err)) return false;
  session->blocks = options->blocks ? options->blocks : preset->blocks;
  session->threads = options->threads ? options->threads : DEFAULT_THREADS;
  session->seed = options->seed;
  if (!read_at_once(session, preset, err)) return false;
  if (!read_part(session, err)) return false;
  if (session->seed == 0) {
    uint32_t drawn = 0;
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) drawn = (uint32_t)time(NULL);
    session->seed = drawn % 1000000 + 1; // easy to type again
  }
  return true;
}
