// The harmonic constituents: how each turns with the hour angle (T), the moon (s), the sun (h), the moon's perigee (p) and node (N').
// Doodson's numbers after the usual tables; the phase is in quarter turns.
import { mod } from "../core/math.js";

const rows = `
  name  T   s   h   p   N  quarter  kind
  Sa    0   0   1   0   0     0     long
  Mm    0   1   0  -1   0     0     long
  Mf    0   2   0   0   0     0     long
  Q1    1  -3   1   1   0     3     diurnal
  O1    1  -2   1   0   0     3     diurnal
  P1    1   0  -1   0   0     3     diurnal
  K1    1   0   1   0   0     1     diurnal
  N2    2  -3   2   1   0     0     semidiurnal
  M2    2  -2   2   0   0     0     semidiurnal
  L2    2  -1   2  -1   0     2     semidiurnal
  S2    2   0   0   0   0     0     semidiurnal
  K2    2   0   2   0   0     0     semidiurnal
  M4    4  -4   4   0   0     0     shallow
  MS4   4  -2   2   0   0     0     shallow
  M6    6  -6   6   0   0     0     shallow
`;

// Degrees in an hour of T, s, h, p, N.
export const RATES = Object.freeze([15, 0.549_016_5, 0.041_068_64, 0.004_641_83, -0.002_206_41]);

class Constituent {
  constructor({ name, kind, quarter, ...numbers }) {
    Object.assign(this, { name, kind, phase: Number(quarter) * 90 });
    this.doodson = ["T", "s", "h", "p", "N"].map((key) => +numbers[key]);
    Object.freeze(this);
  }

  /** Degrees in an hour. */
  get speed() {
    return this.doodson.reduce((speed, n, i) => speed + n * RATES[i], 0);
  }

  get period() {
    return 360 / this.speed;
  }

  argument(longitudes) {
    return mod(this.doodson.reduce((angle, n, i) => angle + n * longitudes[i], this.phase), 360);
  }

  toString() {
    return `${this.name} (${this.speed.toFixed(4)}°/h)`;
  }
}

const [head, ...body] = rows
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));

export const constituents = new Map(body.map((cells) => [cells[0], new Constituent(Object.fromEntries(head.map((key, i) => [key, cells[i]])))]));
export { Constituent as default };
