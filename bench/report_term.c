// The table. Arms are rows, grouped by metric; the control is one line below, not rows, since it is no result but its proof.
#include "report.h"
#include "warn.h"
#include "words.h"

#include "base/fs.h"
#include "base/mem.h"

#include <inttypes.h>
#include <math.h>

enum { NAME_COLUMN = 26 };

static const double mib = 1024.0 * 1024.0;

// --- Head ---

// As short as it can be said from here.
static char *shown_path(const char *path) {
  char *here = fs_absolute(".");
  char *relative = fs_relative(here, path);
  mem_free(here);
  if (strncmp(relative, "..", 2) != 0) return relative;
  mem_free(relative);
  return str_copy(str_of(path));
}

static void append_rules(Buf *out, const Session *session) {
  const Workload *workload = &session->workload;
  if (workload->kind == WORK_COMMAND) {
    buf_printf(out, "neap ab   %s:", session->workload_text);
    for (size_t i = 0; i < session->options->build_option_count; i++) {
      buf_printf(out, " %s", session->options->build_options[i]);
    }
    buf_printf(out, "   %" PRIu32 " blocks   seed %" PRIu64 "\n", session->blocks, session->seed);
    return;
  }
  char *project = shown_path(session->entry);
  buf_printf(out,
             "neap ab   %s on %s, %" PRIu32 " threads   %" PRIu32 " blocks   seed %" PRIu64 "\n",
             session->workload_text, project, session->threads, session->blocks, session->seed);
  mem_free(project);
  if (workload->idle_mark_count != 0) {
    buf_printf(out, "          each run rests %" PRIu32 " s at its end\n",
               workload_idle_seconds(workload));
  }
}

static void append_live(Buf *out, const Session *session) {
  if (session->live_bytes == 0) return;
  buf_printf(out,
             "live      %.2f MiB in %" PRIu64 " blocks when the rest begins: asked for and not "
             "freed, counted in a run of its own\n",
             (double)session->live_bytes / mib, session->live_blocks);
}

void report_head(const Session *session, Buf *out) {
  const Machine *machine = &session->machine;
  append_rules(out, session);
  buf_printf(out,
             "machine   %" PRIu32 " CPUs   %.1f GiB   Linux %s %s   huge pages: %s   load %.1f\n",
             machine->processors, (double)machine->memory_bytes / mib / 1024, machine->kernel,
             machine->hardware, machine->huge_pages, machine->load);
  if (machine_is_busy(machine))
    buf_printf(out, "          others keep it busy: times are weak evidence, memory is not\n");
  append_live(out, session);
}

// --- Figures ---

static const char *verdict_color(Verdict verdict) {
  switch (verdict) {
    case VERDICT_BETTER: return "\033[32m";
    case VERDICT_REGRESSION: return "\033[31m";
    case VERDICT_INCONCLUSIVE: return "\033[33m";
    case VERDICT_FINE: break;
  }
  return "";
}

static void append_verdict(Buf *out, const Session *session, const Comparison *comparison,
                           bool control_differs) {
  bool color = session->options->color;
  Verdict shown = control_differs ? VERDICT_INCONCLUSIVE : comparison->verdict;
  if (color) buf_printf(out, "%s", verdict_color(shown));
  words_verdict(session, comparison, control_differs, out);
  if (color) buf_printf(out, "\033[0m");
}

static void append_change(Buf *out, const Session *session, const Comparison *comparison,
                          bool control_differs) {
  if (!comparison->known) {
    buf_printf(out, "   not measured");
    return;
  }
  buf_printf(out, " %+8.1f %%  ", words_percent(comparison->ratio));
  if (isfinite(comparison->interval.low)) {
    buf_printf(out, "[%+7.1f %%, %+7.1f %%]  ", words_percent(comparison->interval.low),
               words_percent(comparison->interval.high));
  } else {
    buf_printf(out, "%-23s ", "too few blocks");
  }
  append_verdict(out, session, comparison, control_differs);
}

static void append_metric(Buf *out, const Session *session, uint32_t index) {
  const Metric *metric = &session->metrics.items[index];
  Comparison base = compare_arm(session, index, BASELINE);
  Scale scale = words_scale(metric->unit, base.median);
  bool control_differs = compare_control_differs(session, index);
  buf_printf(out, "%s%s%s\n", metric->label, *scale.unit ? ", " : "", scale.unit);
  for (uint32_t arm = 0; arm < session_control(session); arm++) {
    Comparison comparison = compare_arm(session, index, arm);
    buf_printf(out, "  %-*s %10.*f", NAME_COLUMN - 2, session->arms[arm].name, scale.digits,
               comparison.median / scale.divisor);
    if (arm != BASELINE) append_change(out, session, &comparison, control_differs);
    buf_append_char(out, '\n');
  }
}

// --- Below the table ---

static void append_control(Buf *out, const Session *session) {
  bool first = true;
  buf_printf(out, "\ncontrol   %s against its own twin:", session->arms[BASELINE].name);
  for (uint32_t i = 0; i < session->metrics.count; i++) {
    if (!metric_is_shown(&session->metrics.items[i])) continue;
    Comparison comparison = compare_arm(session, i, session_control(session));
    if (!comparison.known) continue;
    buf_printf(out, "%s %s %+.1f %%%s", first ? "" : ",", session->metrics.items[i].name,
               words_percent(comparison.ratio),
               compare_control_differs(session, i) ? " (differs!)" : "");
    first = false;
  }
  buf_append_char(out, '\n');
}

// A line for each value of each factor.
static void append_effects(Buf *out, const Session *session) {
  EffectList first = compare_effects(session, METRIC_PEAK);
  for (uint32_t i = 0; i < first.len; i++) {
    const Effect *row = &first.items[i];
    buf_printf(out, "effect    %.*s %.*s against %.*s, all else equal:", STR_ARG(row->factor),
               STR_ARG(row->value), STR_ARG(row->against));
    const char *before = "";
    for (uint32_t metric = 0; metric < session->metrics.count; metric++) {
      if (!metric_is_shown(&session->metrics.items[metric])) continue;
      EffectList effects = compare_effects(session, metric);
      const Effect *effect = &effects.items[i];
      if (effect->known) {
        buf_printf(out, "%s %s %+.1f %%", before, session->metrics.items[metric].name,
                   words_percent(effect->ratio));
        before = ",";
      }
      if (effect->known && isfinite(effect->interval.low)) {
        buf_printf(out, " [%+.1f, %+.1f]", words_percent(effect->interval.low),
                   words_percent(effect->interval.high));
      }
      vec_clear(&effects);
    }
    buf_append_char(out, '\n');
  }
  vec_clear(&first);
}

static void append_gates(Buf *out, const Session *session) {
  GateResultList results = compare_gates(session);
  vec_each (result, &results) {
    const Comparison *comparison = &result->comparison;
    buf_printf(out, "gate      %s <= +%g %%, %s: %+.1f %%, p %.3g after Holm: ",
               session->metrics.items[result->gate.metric].name, result->gate.margin * 100,
               session->arms[result->arm].name, words_percent(comparison->ratio),
               result->p_adjusted);
    append_verdict(out, session, comparison, false);
    if (result->gate.allowed) buf_printf(out, ", allowed: %s", result->gate.allowed);
    buf_append_char(out, '\n');
  }
  vec_clear(&results);
}

static void append_warnings(Buf *out, const Session *session) {
  WarningList warnings = warn_list(session);
  vec_each (warning, &warnings) {
    buf_printf(out, "warning   %s: %s\n", warning->id, warning->text);
  }
  warn_clear(&warnings);
}

void report_table(const Session *session, Buf *out) {
  if (session->blocks_done == 0) {
    buf_printf(out, "No block was finished, so there is nothing to compare.\n");
    return;
  }
  buf_printf(out, "%-*s %10s %9s   %-23s%s\n", NAME_COLUMN, "", "median", "change", "95 % interval",
             "verdict");
  for (uint32_t i = 0; i < session->metrics.count; i++) {
    if (metric_is_shown(&session->metrics.items[i])) append_metric(out, session, i);
  }
  append_control(out, session);
  for (uint32_t arm = 1; arm < session_control(session); arm++) {
    buf_printf(out, "verdict   ");
    words_summary(session, arm, out);
    buf_append_char(out, '\n');
  }
  append_effects(out, session);
  append_gates(out, session);
  append_warnings(out, session);
  if (session->blocks_done < session->blocks) {
    buf_printf(out, "Only %" PRIu32 " of %" PRIu32 " blocks were finished.\n", session->blocks_done,
               session->blocks);
  }
}
