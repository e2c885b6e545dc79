#include "store.h"

#include "base/fs.h"
#include "base/mem.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <xxhash.h>

// --- Fields ---

static json_t *part(const Store *store, const char *name) {
  return json_object_get((json_t *)store->root, name);
}

static const char *text_in(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

// 0 when there is none, or no sensible one.
static uint64_t count_in(const json_t *object, const char *name) {
  json_int_t count = json_integer_value(json_object_get(object, name));
  return count > 0 ? (uint64_t)count : 0;
}

static uint32_t small_in(const json_t *object, const char *name) {
  uint64_t count = count_in(object, name);
  return count <= UINT32_MAX ? (uint32_t)count : 0;
}

static void read_texts(const json_t *list, StoreTexts *texts) {
  size_t index;
  json_t *text;
  json_array_foreach(list, index, text) {
    if (json_is_string(text)) vec_push(texts, json_string_value(text));
  }
}

// --- The report as a whole ---

bool store_open(Store *store, const char *path, Err *err) {
  *store = (Store){ .path = path };
  json_error_t error;
  json_t *root = json_load_file(path, 0, &error);
  store->root = root;
  if (root == NULL) return err_set(err, "cannot read the report %s: %s", path, error.text);
  const char *schema = text_in(root, "schema");
  const json_t *call = part(store, "call");
  bool good = schema && strcmp(schema, "neap-ab/1") == 0 && json_is_object(call) &&
              json_is_array(part(store, "runs")) && text_in(part(store, "workload"), "text") &&
              text_in(part(store, "workload"), "project");
  if (!good) return err_set(err, "%s is no report of neap ab that one can go on from", path);
  read_texts(json_object_get(call, "arms"), &store->arms);
  read_texts(json_object_get(call, "factors"), &store->factors);
  read_texts(json_object_get(call, "gates"), &store->gates);
  read_texts(json_object_get(call, "allowed"), &store->allowed);
  read_texts(json_object_get(part(store, "workload"), "build_options"), &store->build_options);
  return true;
}

void store_close(Store *store) {
  json_decref((json_t *)store->root);
  vec_clear(&store->arms);
  vec_clear(&store->factors);
  vec_clear(&store->gates);
  vec_clear(&store->allowed);
  vec_clear(&store->build_options);
  store->root = NULL;
}

AbOptions store_options(const Store *store, const AbOptions *own) {
  const json_t *call = part(store, "call");
  const json_t *workload = part(store, "workload");
  AbOptions options = *own;
  options.arms = store->arms.items;
  options.arm_count = store->arms.len;
  options.factors = store->factors.items;
  options.factor_count = store->factors.len;
  options.build_options = store->build_options.items;
  options.build_option_count = store->build_options.len;
  options.workload = text_in(workload, "text");
  options.project = text_in(workload, "project");
  options.threads = small_in(workload, "threads");
  options.blocks = small_in((json_t *)store->root, "blocks_planned");
  options.seed = small_in((json_t *)store->root, "seed");
  options.timeout_seconds = small_in(call, "timeout_seconds");
  options.at_once = small_in(call, "at_once");
  options.part = text_in(call, "part");
  options.is_command = json_is_true(json_object_get(call, "is_command"));
  options.confirm = own->confirm || json_is_true(json_object_get(call, "confirm"));
  if (own->program == NULL) options.program = text_in(call, "program");
  if (own->libneap == NULL) options.libneap = text_in(call, "libneap");
  if (own->launcher == NULL) options.launcher = text_in(call, "launcher");
  if (own->gate_count != 0) return options;
  options.gates = store->gates.items;
  options.gate_count = store->gates.len;
  if (own->allowed_count != 0) return options;
  options.allowed = store->allowed.items;
  options.allowed_count = store->allowed.len;
  return options;
}

// --- Is it the same? ---

// Where two machines may differ, as paths do, is not looked at.
bool store_is_same_run(const Store *store, const Store *other, Err *err) {
  static const char *const whole[] = { "blocks_planned", "seed" };
  static const char *const of_call[] = { "arms", "factors", "is_command" };
  static const char *const of_work[] = { "text", "threads", "build_options", "program_print" };
  const char *differs = NULL;
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
    if (!json_equal(part(store, whole[i]), part(other, whole[i]))) differs = whole[i];
  }
  for (size_t i = 0; i < sizeof of_call / sizeof *of_call; i++) {
    if (!json_equal(json_object_get(part(store, "call"), of_call[i]),
                    json_object_get(part(other, "call"), of_call[i])))
      differs = of_call[i];
  }
  for (size_t i = 0; i < sizeof of_work / sizeof *of_work; i++) {
    if (!json_equal(json_object_get(part(store, "workload"), of_work[i]),
                    json_object_get(part(other, "workload"), of_work[i])))
      differs = of_work[i];
  }
  const json_t *arms = part(store, "arms");
  for (size_t i = 0; i < json_array_size(arms); i++) {
    if (!json_equal(json_object_get(json_array_get(arms, i), "library_print"),
                    json_object_get(json_array_get(part(other, "arms"), i), "library_print")))
      differs = "library_print";
  }
  if (differs == NULL) return true;
  return err_set(err, "%s and %s are not of one run: they differ in \"%s\"", store->path,
                 other->path, differs);
}

static bool is_print(const json_t *object, const char *name, const char *print) {
  const char *stored = text_in(object, name);
  return stored && strcmp(stored, print) == 0;
}

bool store_is_same_build(const Store *store, const Session *session, Err *err) {
  if (!is_print(part(store, "workload"), "program_print", session->program_print)) {
    return err_set(err, "%s is another program than %s was measured with; begin anew",
                   session->program, store->path);
  }
  for (uint32_t i = 0; i < session->arm_count; i++) {
    const json_t *arm = json_array_get(part(store, "arms"), i);
    if (is_print(arm, "library_print", session->library_prints[i])) continue;
    return err_set(err, "arm %s: its library is another than %s was measured with; begin anew",
                   session->arms[i].name, store->path);
  }
  return true;
}

static bool print_file(const char *path, char *print, Err *err) {
  Buf content = BUF_EMPTY;
  if (!fs_read(path, &content, err)) return false;
  snprintf(print, PRINT_SIZE, "%016" PRIx64, (uint64_t)XXH3_64bits(content.data, content.len));
  buf_clear(&content);
  return true;
}

bool store_fingerprint(Session *session, Err *err) {
  if (!print_file(session->program, session->program_print, err)) return false;
  for (uint32_t i = 0; i < session->arm_count; i++) {
    const char *library = session->arms[i].library;
    if (library && !print_file(library, session->library_prints[i], err)) return false;
  }
  return true;
}

// --- Runs ---

static void read_phases(const json_t *list, Run *run) {
  size_t index;
  json_t *row;
  json_array_foreach(list, index, row) {
    const char *name = json_string_value(json_array_get(row, 0));
    PhaseTime phase = { name && strcmp(name, "cold") == 0      ? MARK_COLD_BEGIN
                        : name && strcmp(name, "rebuild") == 0 ? MARK_REBUILD_BEGIN
                                                               : MARK_IDLE_BEGIN,
                        json_number_value(json_array_get(row, 1)),
                        json_number_value(json_array_get(row, 2)) };
    vec_push(&run->phases, phase);
  }
}

static void read_curves(const json_t *row, Run *run) {
  size_t index;
  json_t *pair;
  json_array_foreach(json_object_get(row, "rss"), index, pair) {
    CurvePoint point = { json_number_value(json_array_get(pair, 0)),
                         (uint64_t)json_integer_value(json_array_get(pair, 1)) };
    vec_push(&run->curve, point);
  }
  json_array_foreach(json_object_get(row, "footprint"), index, pair) {
    RestPoint point = { json_number_value(json_array_get(pair, 0)),
                        (uint64_t)json_integer_value(json_array_get(pair, 1)) };
    vec_push(&run->rest, point);
  }
}

static Run read_run(const json_t *row, const MetricList *metrics) {
  Run run = { 0 };
  const json_t *values = json_object_get(row, "values");
  for (uint32_t i = 0; i < METRIC_COUNT_MAX; i++) {
    const json_t *value =
        i < metrics->count ? json_object_get(values, metrics->items[i].name) : NULL;
    run.values[i] = json_is_number(value) ? json_number_value(value) : NAN;
  }
  run.end = (ChildEnd){
    .known = true,
    .user_seconds = json_number_value(json_object_get(row, "user_seconds")),
    .system_seconds = json_number_value(json_object_get(row, "system_seconds")),
    .major_faults = count_in(row, "major_faults"),
    .voluntary_switches = count_in(row, "voluntary_switches"),
    .involuntary_switches = count_in(row, "involuntary_switches"),
  };
  const json_t *share = json_object_get(row, "sampler_share");
  run.sampler_share = json_is_number(share) ? json_number_value(share) : NAN;
  read_phases(json_object_get(row, "phases"), &run);
  read_curves(row, &run);
  run.allocator_rests = json_is_true(json_object_get(row, "allocator_rests"));
  const json_t *allocator = json_object_get(row, "allocator");
  char *text = json_is_object(allocator) ? json_dumps(allocator, JSON_PRESERVE_ORDER) : NULL;
  if (text) run.allocator = str_copy(str_of(text));
  free(text); // jansson's
  return run;
}

static const json_t *find_run(const Store *store, const Session *session, const Job *job) {
  size_t index;
  json_t *row;
  json_array_foreach(part(store, "runs"), index, row) {
    const char *arm = text_in(row, "arm");
    bool is_control = json_is_true(json_object_get(row, "control"));
    if (small_in(row, "block") == job->block + 1 && small_in(row, "place") == job->place + 1 &&
        arm && strcmp(arm, session->arms[job->arm].name) == 0 &&
        is_control == (job->arm == session_control(session)))
      return row;
  }
  return NULL;
}

bool store_read_block(const Store *store, const Session *session, uint32_t block, Run *runs) {
  const Plan *plan = &session->plan;
  uint32_t first = 0;
  while (first < plan->count && plan->jobs[first].block != block) {
    first += session->arm_count;
  }
  if (first == plan->count) return false;
  for (uint32_t i = 0; i < session->arm_count; i++) {
    if (find_run(store, session, &plan->jobs[first + i]) == NULL) return false;
  }
  for (uint32_t i = 0; i < session->arm_count; i++) {
    runs[i] = read_run(find_run(store, session, &plan->jobs[first + i]), &session->metrics);
  }
  return true;
}

// --- Circumstances ---

static void copy_text(char *into, size_t size, const char *text) {
  snprintf(into, size, "%s", text ? text : "");
}

static void read_machine(const json_t *machine, Session *session) {
  session->earlier_ticks += count_in(machine, "ticks");
  session->earlier_stolen_ticks += count_in(machine, "stolen_ticks");
  double load = json_number_value(json_object_get(machine, "load"));
  if (session->machine.processors != 0 && load <= session->machine.load) return;
  Machine read = { .processors = small_in(machine, "processors"),
                   .memory_bytes = count_in(machine, "memory_bytes"),
                   .load = load,
                   .available_bytes = count_in(machine, "available_bytes"),
                   .ticks = session->machine.ticks,
                   .stolen_ticks = session->machine.stolen_ticks };
  copy_text(read.kernel, sizeof read.kernel, text_in(machine, "kernel"));
  copy_text(read.hardware, sizeof read.hardware, text_in(machine, "hardware"));
  copy_text(read.huge_pages, sizeof read.huge_pages, text_in(machine, "huge_pages"));
  session->machine = read;
}

static bool has_metric(const Store *store, const char *name) {
  size_t index;
  json_t *metric;
  json_array_foreach(part(store, "metrics"), index, metric) {
    const char *its_name = text_in(metric, "name");
    if (its_name && strcmp(its_name, name) == 0) return true;
  }
  return false;
}

void store_read_circumstances(const Store *store, Session *session) {
  int64_t started = (int64_t)count_in((json_t *)store->root, "started_at");
  if (session->started_at == 0 || started < session->started_at) session->started_at = started;
  read_machine(part(store, "machine"), session);
  const json_t *workload = part(store, "workload");
  if (session->live_bytes == 0) {
    session->live_bytes = count_in(workload, "live_bytes");
    session->live_blocks = count_in(workload, "live_blocks");
  }
  session->metrics.items[METRIC_RATIO].measured = session->live_bytes != 0;
  for (uint32_t i = 0; i < session->workload.idle_mark_count; i++) {
    Metric *hidden = &session->metrics.items[metric_hidden(i)];
    hidden->measured &= has_metric(store, hidden->name);
  }
  copy_text(session->program_print, PRINT_SIZE, text_in(workload, "program_print"));
  for (uint32_t i = 0; i < session->arm_count; i++) {
    const json_t *arm = json_array_get(part(store, "arms"), i);
    const char *library = text_in(arm, "library");
    copy_text(session->library_prints[i], PRINT_SIZE, text_in(arm, "library_print"));
    mem_free(session->arms[i].library);
    session->arms[i].library = library ? str_copy(str_of(library)) : NULL;
  }
}
