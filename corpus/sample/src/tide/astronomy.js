// Where the moon and the sun stand, by mean longitudes: good to a fraction of a degree, which is what tides need.
import { mod, polynomial, radians } from "#core/math";
import Instant, { DAY, HOUR } from "#core/calendar";
import { root } from "../core/index.js";

const EPOCH = Instant.at(1900, 1, 1, 0);
const CENTURY = 36525 * DAY;

/** [T, s, h, p, N'] in degrees at an instant. */
export function longitudes(instant) {
  const t = instant.minus(EPOCH) / CENTURY;
  const s = polynomial(t, 277.0247, 481267.8906, 0.0011);
  const h = polynomial(t, 280.1895, 36000.7689, 0.0003);
  const p = polynomial(t, 334.3853, 4069.034, -0.0103);
  const n = polynomial(t, 259.1568, -1934.142, 0.0021);
  const hours = mod(instant.ms, DAY) / HOUR;
  return [15 * hours, s, h, p, n].map((angle) => mod(angle, 360));
}

const corrections = {
  M2: (n) => [1 - 0.037 * Math.cos(n), -2.1 * Math.sin(n)],
  K1: (n) => [1.006 + 0.115 * Math.cos(n), -8.9 * Math.sin(n)],
  O1: (n) => [1.009 + 0.187 * Math.cos(n), 10.8 * Math.sin(n)],
  K2: (n) => [1.024 + 0.286 * Math.cos(n), -17.7 * Math.sin(n)],
  Mf: (n) => [1.043 + 0.414 * Math.cos(n), -23.7 * Math.sin(n)],
};
Object.assign(corrections, {
  N2: corrections.M2,
  L2: corrections.M2,
  MS4: corrections.M2,
  Q1: corrections.O1,
  M4: (n) => power(corrections.M2(n), 2),
  M6: (n) => power(corrections.M2(n), 3),
});

function power([f, u], exponent) {
  return [f ** exponent, u * exponent];
}

/** The 18.6-year modulation: a factor and a shift in degrees. */
export function nodal(name, instant) {
  const [, , , , n] = longitudes(instant);
  return (corrections[name] ?? (() => [1, 0]))(radians(n));
}

/** Degrees that the moon is ahead of the sun, with the largest inequality of the moon's way. */
export const elongation = (instant) => {
  const [, s, h, p] = longitudes(instant);
  return mod(s - h + 6.289 * Math.sin(radians(s - p)) - 1.915 * Math.sin(radians(h - 282.9)), 360);
};

const PHASES = ["new moon", "first quarter", "full moon", "last quarter"];

/** The moon's phases within [from, to), in order. */
export function* phases(from, to) {
  const step = 12 * HOUR;
  let quarter = Math.floor(elongation(from) / 90);
  for (let at = from; at < to; at = at.plus(step)) {
    const next = at.plus(step);
    const now = Math.floor(elongation(next) / 90);
    if (now === quarter) continue;
    const target = now * 90;
    const ahead = (ms) => mod(elongation(new Instant(ms)) - target + 180, 360) - 180;
    const ms = root(ahead, +at, +next, { tolerance: 1000 }) ?? +next;
    if (ms < +to) yield { at: new Instant(ms).round(60_000), phase: PHASES[now] };
    quarter = now;
  }
}
