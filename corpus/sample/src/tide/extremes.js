// High and low waters, and when a height is passed.
import Instant, { HOUR, MINUTE } from "../core/calendar.js";
import { pairwise, filter } from "../core/iterate.js";
import { root } from "../core/math.js";

const STEP = HOUR / 2;

function* crossings(f, from, to, step = STEP) {
  for (let ms = +from; ms < +to; ms += step) {
    const high = Math.min(ms + step, +to);
    const at = root(f, ms, high, { tolerance: 500 });
    if (at !== undefined && at < high) yield [at, f(high) > 0];
  }
}

/** Each turn of the tide: { at, height, kind: "HW" | "LW" }. */
export function* turns(model, from, to) {
  for (const [ms, rising] of crossings(model.rate, from, to)) {
    yield { at: new Instant(ms).round(MINUTE), height: model.height(ms), kind: rising ? "LW" : "HW" };
  }
}

/** When the height passes `level`: { at, rising }. */
export function* passages(model, level, from, to) {
  for (const [ms, rising] of crossings((at) => model.height(at) - level, from, to)) yield { at: new Instant(ms).round(MINUTE), rising };
}

/** The intervals within [from, to] in which there is at least `level`. */
export function windows(model, level, from, to) {
  const edges = [...passages(model, level, from, to)].map(({ at }) => at);
  const marks = [from, ...edges, to];
  const open = ([a, b]) => model.height((+a + +b) / 2) >= level;
  return [...filter(pairwise(marks), open)].map(([opens, closes]) => ({ opens, closes }));
}

export function* ranges(model, from, to) {
  for (const [before, after] of pairwise(turns(model, from, to))) {
    yield { at: after.at, range: Math.abs(after.height - before.height), kind: after.kind };
  }
}
