// What programs keep at rest, as a table: from a run of `neap ab` whose workload rests. Its baseline is what the others are set against.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

// Runs `neap ab WORDS`; `report` is where its JSON is put. `stop(status, message)` does not come back.
function measure(build, words, report, stop) {
  const { status, signal, error } = spawnSync(path.join(build, 'neap'), ['ab', `--json=${report}`, ...words], { stdio: 'inherit' });
  if (error) stop(2, `${build}/neap cannot be started (${error.code}); build it: cmake --build --preset release`);
  if (status !== 0) process.exit(status ?? 128 + os.constants.signals[signal]);
  return JSON.parse(fs.readFileSync(report, 'utf8'));
}

const mib = (bytes) => (bytes / 2 ** 20).toFixed(1);
const times = (number) => number.toFixed(2);

// One for each arm: { name, peak, kept: bytes at each mark, against: the ratio and interval of the last, or null for the baseline }.
function rowsOf(report) {
  const named = (name) => report.metrics.find((metric) => metric.name === name);
  const marks = report.workload.idle_marks_seconds.map((seconds) => named(`idle${seconds}`));
  const last = marks[marks.length - 1];
  return report.arms.filter(({ control }) => !control).map(({ name, baseline }) => {
    const of = (metric) => metric.arms.find(({ arm, control }) => arm === name && !control);
    const median = (metric) => (baseline ? metric.baseline_median : of(metric).median);
    return { name, peak: median(named('peak')), kept: marks.map(median), against: baseline ? null : of(last) };
  });
}

function print(report, rows) {
  const marks = report.workload.idle_marks_seconds;
  const live = report.workload.live_bytes;
  const baseline = rows.find(({ against }) => !against).name;
  if (live) console.log(`\nlive when the rest begins: ${mib(live)} MiB`);
  console.log(`\n| | peak | ${marks.map((seconds) => `${seconds} s`).join(' | ')} | ÷ live | ÷ ${baseline} at ${marks[marks.length - 1]} s |`);
  console.log(`| --- |${' ---: |'.repeat(marks.length + 3)}`);
  for (const { name, peak, kept, against } of rows) {
    const interval = against?.interval ? ` [${against.interval.map(times).join(', ')}]` : '';
    console.log(`| ${name} | ${[peak, ...kept].map((bytes) => `${mib(bytes)} MiB`).join(' | ')} | ${live ? times(kept[kept.length - 1] / live) : '-'} | ${against ? times(against.ratio) + interval : '1'} |`);
  }
}

// Those that do not keep at least `limit` times what the baseline does, with their whole interval.
function closerThan(limit, rows) {
  return rows.filter(({ against }) => against && !((against.interval?.[0] ?? 0) >= limit));
}

module.exports = { measure, rowsOf, print, closerThan, times };
