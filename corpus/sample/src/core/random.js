// A seeded generator (xorshift128 after Marsaglia), so that every run is the same run.

export default function (seed = 1) {
  let [x, y, z, w] = [seed >>> 0 || 1, 362436069, 521288629, 88675123];
  const next = () => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = (w ^ (w >>> 19) ^ (t ^ (t >>> 8))) >>> 0;
    return w / 4294967296;
  };
  for (let i = 0; i < 20; i++) next();
  return Object.assign(next, {
    between: (low, high) => low + next() * (high - low),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)],
    shuffle(list) {
      const result = list.slice();
      for (let i = result.length - 1; i > 0; i--) {
        const j = this.integer(0, i);
        [result[i], result[j]] = [result[j], result[i]];
      }
      return result;
    },
    /** Roughly normal, by the sum of twelve. */
    normal: (middle = 0, spread = 1) => middle + spread * (Array.from({ length: 12 }, next).reduce((a, b) => a + b) - 6),
  });
}
