// figures.js REFERENCE: the estimates of bench/figures.js are those of scipy, as are those of stats.c.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { median, centre, compare, geometricMean } = require('../../../bench/figures.js');

const { cases } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const close = (found, wanted) => assert(Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${found} is not ${wanted}`);

assert(cases.length > 20);
for (const { values, median: middle, hodges_lehmann: estimate, interval } of cases) {
  const found = centre(values);
  close(median(values), middle);
  close(found.estimate, estimate);
  assert.equal(found.interval === null, interval === null);
  if (interval) interval.forEach((bound, i) => close(found.interval[i], bound));
}
close(compare([2, 4, 8], [1, 2, 4]).ratio, 2);
close(geometricMean([1, 10, 100]), 10);
