// Numbers: what every other module leans on.

export const TAU = 2 * Math.PI;
const DEGREE = TAU / 360;

export const radians = (degrees) => degrees * DEGREE;
export const degrees = (angle) => angle / DEGREE;

/** The remainder with the sign of the divisor, unlike `%`. */
export function mod(value, divisor) {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}

export const clamp = (value, low, high) => (value < low ? low : value > high ? high : value);
export const lerp = (from, to, share) => from + (to - from) * share;
export const sum = (values) => {
  // Neumaier's summation: harmonic series add up many small terms.
  let total = 0,
    lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
};

export function mean(values) {
  const list = [...values];
  return list.length === 0 ? NaN : sum(list) / list.length;
}

export const round = (value, digits = 0) => {
  const scale = 10 ** digits;
  const rounded = Math.round(Math.abs(value) * scale) / scale;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
};

export const polynomial = (x, ...coefficients) => coefficients.reduceRight((value, c) => value * x + c, 0);

/** FNV-1a over the characters of `text`, as eight hex digits. */
export function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 16_777_619);
  }
  return (h >>> 0).toString(16).padStart(8, "0");
}

/** A 64-bit fingerprint of a list of small numbers, with BigInt so that nothing is rounded off. */
export const fingerprint = (numbers) => {
  let state = 0xcbf2_9ce4_8422_2325n;
  for (const number of numbers) state = BigInt.asUintN(64, (state ^ BigInt(Math.round(number * 1e3))) * 0x100000001b3n);
  return state.toString(36);
};

/** Where `f` is zero between `low` and `high`: bisection with a secant step when that stays inside. */
export function root(f, low, high, { tolerance = 1e-6, limit = 80 } = {}) {
  let fLow = f(low);
  let fHigh = f(high);
  if (fLow === 0) return low;
  if (fHigh === 0) return high;
  if (fLow > 0 === fHigh > 0) return undefined;
  for (let step = 0; step < limit && Math.abs(high - low) > tolerance; step++) {
    let guess = step % 3 === 2 ? (low + high) / 2 : low - (fLow * (high - low)) / (fHigh - fLow);
    if (!(guess > low && guess < high)) guess = (low + high) / 2;
    const value = f(guess);
    if (value === 0) return guess;
    if (value > 0 === fLow > 0) [low, fLow] = [guess, value];
    else [high, fHigh] = [guess, value];
  }
  return (low + high) / 2;
}
