// What the scripts of this folder compute with: the same estimates as in stats.c, and random numbers that a seed repeats as in dice.h.
'use strict';

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// How many Walsh averages are cut from either end for 95 %, less one: the exact signed-rank distribution.
function walshCut(count) {
  let pmf = [1];
  for (let rank = 1; rank <= count; rank++) {
    const next = new Array(pmf.length + rank).fill(0);
    pmf.forEach((p, sum) => { next[sum] += p / 2; next[sum + rank] += p / 2; });
    pmf = next;
  }
  let cut = 0;
  for (let below = pmf[0]; below <= 0.025; below += pmf[cut]) cut++;
  return cut;
}

// The Hodges-Lehmann estimate of the centre of differences, and its exact interval of 95 % (null below 6 of them).
function centre(differences) {
  const averages = [];
  for (let i = 0; i < differences.length; i++) for (let j = i; j < differences.length; j++) averages.push((differences[i] + differences[j]) / 2);
  averages.sort((a, b) => a - b);
  const cut = walshCut(differences.length);
  return { estimate: median(averages), interval: cut === 0 ? null : [averages[cut - 1], averages[averages.length - cut]] };
}

// The ratio of paired figures, by the centre of its logarithms.
function compare(values, base) {
  const { estimate, interval } = centre(values.map((value, i) => Math.log(value / base[i])));
  return { ratio: Math.exp(estimate), interval: interval && interval.map(Math.exp) };
}

function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

// A generator of numbers in [0, 1): splitmix64, its upper bits.
function dice(seed) {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return Number((mixed ^ (mixed >> 31n)) >> 11n) / 2 ** 53;
  };
}

// Puts the items into random order, in place.
function shuffle(items, roll) {
  for (let left = items.length; left > 1; left--) {
    const drawn = Math.floor(roll() * left);
    [items[left - 1], items[drawn]] = [items[drawn], items[left - 1]];
  }
  return items;
}

module.exports = { median, centre, compare, geometricMean, dice, shuffle };
