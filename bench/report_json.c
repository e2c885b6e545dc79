// The session as JSON, schema "neap-ab/1": see bench/README.md. Fields are only ever added.
#include "report.h"
#include "warn.h"
#include "words.h"

#include <inttypes.h>
#include <math.h>

static void append_text(Buf *out, const char *name, const char *text) {
  buf_printf(out, "\"%s\": ", name);
  if (text) {
    buf_append_json(out, str_of(text));
  } else {
    buf_printf(out, "null");
  }
}

// JSON has no NaN and no infinity.
static void append_number(Buf *out, const char *name, double number) {
  if (isfinite(number)) {
    buf_printf(out, "\"%s\": %.12g", name, number);
  } else {
    buf_printf(out, "\"%s\": null", name);
  }
}

static const char *bool_text(bool value) {
  return value ? "true" : "false";
}

static void append_machine(Buf *out, const Session *session) {
  const Machine *machine = &session->machine;
  buf_printf(out, "  \"machine\": {");
  append_text(out, "kernel", machine->kernel);
  buf_printf(out, ", ");
  append_text(out, "hardware", machine->hardware);
  buf_printf(out, ", \"processors\": %" PRIu32 ", \"memory_bytes\": %" PRIu64 ", ",
             machine->processors, machine->memory_bytes);
  append_text(out, "huge_pages", machine->huge_pages);
  buf_printf(out, ", ");
  append_number(out, "load", machine->load);
  buf_printf(out,
             ", \"busy\": %s, \"available_bytes\": %" PRIu64 ", \"ticks\": %" PRIu64
             ", \"stolen_ticks\": %" PRIu64 "},\n",
             bool_text(machine_is_busy(machine)), session->machine_now.available_bytes,
             session_ticks(session), session_stolen_ticks(session));
}

static void append_texts(Buf *out, const char *name, const char *const *texts, size_t count) {
  buf_printf(out, "\"%s\": [", name);
  for (size_t i = 0; i < count; i++) {
    if (i != 0) buf_printf(out, ", ");
    buf_append_json(out, str_of(texts[i]));
  }
  buf_printf(out, "], ");
}

// What `--resume` and `neap ab merge` need to go on.
static void append_call(Buf *out, const Session *session) {
  const AbOptions *options = session->options;
  buf_printf(out, "  \"call\": {");
  append_texts(out, "arms", options->arms, options->arm_count);
  append_texts(out, "factors", options->factors, options->factor_count);
  append_texts(out, "gates", options->gates, options->gate_count);
  append_texts(out, "allowed", options->allowed, options->allowed_count);
  append_text(out, "part", options->part);
  buf_printf(out, ", ");
  append_text(out, "program", options->program);
  buf_printf(out, ", ");
  append_text(out, "libneap", options->libneap);
  buf_printf(out, ", ");
  append_text(out, "launcher", options->launcher);
  buf_printf(out,
             ", \"timeout_seconds\": %" PRIu32 ", \"at_once\": %" PRIu32
             ", \"confirm\": %s, \"is_command\": %s},\n",
             options->timeout_seconds, session->at_once, bool_text(options->confirm),
             bool_text(options->is_command));
}

static void append_workload(Buf *out, const Session *session) {
  const Workload *workload = &session->workload;
  buf_printf(out, "  \"workload\": {");
  append_text(out, "text", session->workload_text);
  buf_printf(out, ", ");
  append_text(out, "project", session->entry);
  buf_printf(out, ", ");
  append_text(out, "program", session->program);
  buf_printf(out, ", ");
  append_text(out, "program_print", session->program_print);
  buf_printf(out, ", ");
  append_texts(out, "build_options", session->options->build_options,
               session->options->build_option_count);
  if (session->live_bytes != 0) {
    buf_printf(out, "\"live_bytes\": %" PRIu64 ", \"live_blocks\": %" PRIu64 ", ",
               session->live_bytes, session->live_blocks);
  } else {
    buf_printf(out, "\"live_bytes\": null, \"live_blocks\": null, ");
  }
  buf_printf(out, "\"threads\": %" PRIu32 ", \"rebuilds\": %" PRIu32 ", \"idle_marks_seconds\": [",
             session->threads, workload->rebuilds);
  for (uint32_t i = 0; i < workload->idle_mark_count; i++) {
    buf_printf(out, "%s%g", i == 0 ? "" : ", ", workload->idle_marks[i]);
  }
  buf_printf(out, "]},\n");
}

static void append_arms(Buf *out, const Session *session) {
  buf_printf(out, "  \"arms\": [\n");
  for (uint32_t i = 0; i < session->arm_count; i++) {
    const Arm *arm = &session->arms[i];
    buf_printf(out, "    {");
    append_text(out, "name", arm->name);
    buf_printf(out, ", ");
    append_text(out, "library", arm->library);
    buf_printf(out, ", ");
    append_text(out, "library_print", session->library_prints[i]);
    buf_printf(out, ", \"settings\": [");
    vec_each (setting, &arm->settings) {
      if (setting != arm->settings.items) buf_printf(out, ", ");
      buf_append_json(out, str_of(*setting));
    }
    buf_printf(out, "], \"baseline\": %s, \"control\": %s}%s\n", bool_text(i == BASELINE),
               bool_text(i == session_control(session)), i + 1 < session->arm_count ? "," : "");
  }
  buf_printf(out, "  ],\n");
}

static void append_interval(Buf *out, Interval interval) {
  if (isfinite(interval.low)) {
    buf_printf(out, ", \"interval\": [%.12g, %.12g]", interval.low, interval.high);
  } else {
    buf_printf(out, ", \"interval\": null");
  }
}

static void append_comparison(Buf *out, const Session *session, uint32_t arm,
                              const Comparison *comparison) {
  append_text(out, "arm", session->arms[arm].name);
  buf_printf(out, ", \"control\": %s, ", bool_text(arm == session_control(session)));
  append_number(out, "median", comparison->median);
  buf_printf(out, ", ");
  append_number(out, "ratio", comparison->ratio);
  append_interval(out, comparison->interval);
  buf_printf(out, ", ");
  append_number(out, "p", comparison->p);
  buf_printf(out, ", ");
  append_text(out, "verdict", comparison->known ? gate_verdict_text(comparison->verdict) : NULL);
  buf_printf(out, ", ");
  append_number(out, "blocks_needed", comparison->blocks_needed);
}

static const char *unit_text(Unit unit) {
  static const char *const texts[] = { "bytes", "seconds", "count", "byte-seconds", "ratio" };
  return texts[unit];
}

static void append_effects(Buf *out, const Session *session, uint32_t index) {
  EffectList effects = compare_effects(session, index);
  buf_printf(out, ", \"effects\": [");
  vec_each (effect, &effects) {
    buf_printf(out, "%s{\"factor\": ", effect == effects.items ? "" : ", ");
    buf_append_json(out, effect->factor);
    buf_printf(out, ", \"value\": ");
    buf_append_json(out, effect->value);
    buf_printf(out, ", \"against\": ");
    buf_append_json(out, effect->against);
    buf_printf(out, ", ");
    append_number(out, "ratio", effect->ratio);
    append_interval(out, effect->interval);
    buf_append_char(out, '}');
  }
  buf_printf(out, "]}");
  vec_clear(&effects);
}

static void append_metric(Buf *out, const Session *session, uint32_t index) {
  const Metric *metric = &session->metrics.items[index];
  Comparison base = compare_arm(session, index, BASELINE);
  buf_printf(out, "    {");
  append_text(out, "name", metric->name);
  buf_printf(out, ", ");
  append_text(out, "label", metric->label);
  buf_printf(out, ", ");
  append_text(out, "unit", unit_text(metric->unit));
  buf_printf(out, ", ");
  append_number(out, "margin", compare_margin(metric, base.median));
  buf_printf(out, ", ");
  append_number(out, "baseline_median", base.median);
  buf_printf(out, ", \"control_differs\": %s, \"arms\": [\n",
             bool_text(compare_control_differs(session, index)));
  for (uint32_t arm = 1; arm < session->arm_count; arm++) {
    Comparison comparison = compare_arm(session, index, arm);
    buf_printf(out, "      {");
    append_comparison(out, session, arm, &comparison);
    buf_printf(out, "}%s\n", arm + 1 < session->arm_count ? "," : "");
  }
  buf_printf(out, "    ]");
  append_effects(out, session, index);
}

static void append_metrics(Buf *out, const Session *session) {
  buf_printf(out, "  \"metrics\": [");
  const char *before = "\n";
  for (uint32_t i = 0; i < session->metrics.count; i++) {
    if (!session->metrics.items[i].measured) continue;
    buf_printf(out, "%s", before);
    append_metric(out, session, i);
    before = ",\n";
  }
  buf_printf(out, "\n  ],\n");
}

static void append_gates(Buf *out, const Session *session) {
  GateResultList results = compare_gates(session);
  buf_printf(out, "  \"gates\": [");
  vec_each (result, &results) {
    buf_printf(out, "%s\n    {", result == results.items ? "" : ",");
    append_text(out, "metric", session->metrics.items[result->gate.metric].name);
    buf_printf(out, ", ");
    append_number(out, "margin", result->gate.margin);
    buf_printf(out, ", ");
    append_comparison(out, session, result->arm, &result->comparison);
    buf_printf(out, ", ");
    append_number(out, "p_adjusted", result->p_adjusted);
    buf_printf(out, ", ");
    append_text(out, "allowed", result->gate.allowed);
    buf_append_char(out, '}');
  }
  buf_printf(out, "%s],\n", results.len == 0 ? "" : "\n  ");
  vec_clear(&results);
}

static void append_verdict(Buf *out, const Session *session) {
  static const char *const confirmed[] = { "null", "true", "false" };
  Buf headline = BUF_EMPTY;
  words_headline(session, &headline);
  buf_printf(out, "  ");
  append_text(out, "verdict", headline.data);
  buf_printf(out, ",\n  \"confirmed\": %s,\n  \"warnings\": [", confirmed[session->confirmation]);
  buf_clear(&headline);
  WarningList warnings = warn_list(session);
  vec_each (warning, &warnings) {
    buf_printf(out, "%s\n    {", warning == warnings.items ? "" : ",");
    append_text(out, "id", warning->id);
    buf_printf(out, ", ");
    append_text(out, "text", warning->text);
    buf_append_char(out, '}');
  }
  buf_printf(out, "%s],\n", warnings.len == 0 ? "" : "\n  ");
  warn_clear(&warnings);
}

static void append_values(Buf *out, const Session *session, const Run *run) {
  bool first = true;
  buf_printf(out, "\"values\": {");
  for (uint32_t i = 0; i < session->metrics.count; i++) {
    if (!session->metrics.items[i].measured || !isfinite(run->values[i])) continue;
    if (!first) buf_printf(out, ", ");
    buf_printf(out, "\"%s\": %.17g", session->metrics.items[i].name, run->values[i]); // exact
    first = false;
  }
  buf_printf(out, "}");
}

// Of every piece of the curve its lowest and its highest point, in their order.
static void append_curve(Buf *out, const Run *run, uint32_t points) {
  uint32_t piece = run->curve.len > points ? (2 * run->curve.len + points - 1) / points : 1;
  const char *before = "";
  for (uint32_t from = 0; from < run->curve.len; from += piece) {
    uint32_t low = from;
    uint32_t high = from;
    for (uint32_t i = from; i < run->curve.len && i < from + piece; i++) {
      if (run->curve.items[i].rss < run->curve.items[low].rss) low = i;
      if (run->curve.items[i].rss > run->curve.items[high].rss) high = i;
    }
    uint32_t kept[] = { low < high ? low : high, low < high ? high : low };
    for (uint32_t i = 0; i < (low == high ? 1 : 2); i++) {
      const CurvePoint *point = &run->curve.items[kept[i]];
      buf_printf(out, "%s[%.3f, %" PRIu64 "]", before, point->at_seconds, point->rss);
      before = ", ";
    }
  }
}

// `points`: of a curve at most.
static void append_run(Buf *out, const Session *session, uint32_t index, uint32_t points) {
  const Job *job = &session->plan.jobs[index];
  const Run *run = &session->runs[index];
  buf_printf(out, "    {\"block\": %" PRIu32 ", \"place\": %" PRIu32 ", ", job->block + 1,
             job->place + 1);
  append_text(out, "arm", session->arms[job->arm].name);
  buf_printf(out, ", \"control\": %s, ", bool_text(job->arm == session_control(session)));
  append_values(out, session, run);
  buf_printf(out,
             ",\n     \"user_seconds\": %.6f, \"system_seconds\": %.6f, \"major_faults\": %" PRIu64
             ", \"voluntary_switches\": %" PRIu64 ", \"involuntary_switches\": %" PRIu64,
             run->end.user_seconds, run->end.system_seconds, run->end.major_faults,
             run->end.voluntary_switches, run->end.involuntary_switches);
  buf_printf(out, ", ");
  append_number(out, "sampler_share", run->sampler_share);
  buf_printf(out, ",\n     \"allocator_rests\": %s, \"allocator\": %s",
             bool_text(run->allocator_rests), run->allocator ? run->allocator : "null");
  buf_printf(out, ",\n     \"phases\": [");
  vec_each (phase, &run->phases) {
    const char *name = phase->begin == MARK_COLD_BEGIN      ? "cold"
                       : phase->begin == MARK_REBUILD_BEGIN ? "rebuild"
                                                            : "idle";
    buf_printf(out, "%s[\"%s\", %.6f, %.6f]", phase == run->phases.items ? "" : ", ", name,
               phase->from_seconds, phase->to_seconds);
  }
  buf_printf(out, "],\n     \"rss\": [");
  append_curve(out, run, points);
  buf_printf(out, "],\n     \"footprint\": [");
  vec_each (point, &run->rest) {
    buf_printf(out, "%s[%.3f, %" PRIu64 "]", point == run->rest.items ? "" : ", ",
               point->at_seconds, point->footprint);
  }
  buf_printf(out, "]}");
}

static void append_runs(Buf *out, const Session *session, uint32_t points) {
  buf_printf(out, "  \"runs\": [");
  for (uint32_t i = 0; i < session->runs_done; i++) {
    buf_printf(out, "%s\n", i == 0 ? "" : ",");
    append_run(out, session, i, points);
  }
  buf_printf(out, "%s]\n", session->runs_done == 0 ? "" : "\n  ");
}

void report_json_thinned(const Session *session, uint32_t points, Buf *out) {
  buf_printf(out, "{\n  \"schema\": \"neap-ab/1\",\n  ");
  append_text(out, "neap", NEAP_VERSION);
  buf_printf(out, ",\n  \"started_at\": %" PRId64 ",\n  ", session->started_at);
  append_text(out, "failure", session->failure);
  buf_printf(out,
             ",\n  \"complete\": %s,\n  \"blocks_planned\": %" PRIu32
             ",\n  \"blocks_done\": %" PRIu32 ",\n  \"seed\": %" PRIu64 ",\n",
             bool_text(session->blocks_done == session->blocks), session->blocks,
             session->blocks_done, session->seed);
  append_machine(out, session);
  append_call(out, session);
  append_workload(out, session);
  append_arms(out, session);
  append_metrics(out, session);
  append_gates(out, session);
  append_verdict(out, session);
  append_runs(out, session, points);
  buf_printf(out, "}\n");
}

void report_json(const Session *session, Buf *out) {
  report_json_thinned(session, UINT32_MAX, out);
}
