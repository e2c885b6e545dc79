// watch.js PROGRAM TICKER: what bench/idle/watch.js says of a program at rest, and of the same with a thread that ticks.
'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { watch } = require('../../../bench/idle/watch.js');

const [program, ticker] = process.argv.slice(2);

async function watchOne(library) {
  const child = spawn(program, ['own', '--kept=2', '--mib=2', '--threads=2'], { env: { ...process.env, LD_PRELOAD: library }, stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
  const threads = / threads ([\d,]+)/.exec(line)[1].split(',').map(Number);
  const seen = await watch(child.pid, threads, 1);
  child.stdin.end();
  assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
  return seen;
}

// From the second sample on: by the first, the program's threads have fallen asleep.
const switchesOf = ({ samples }) => samples.at(-1).switches - samples[0].switches;

async function main() {
  const quiet = await watchOne('');
  assert.equal(quiet.helpers, 0);
  assert.equal(switchesOf(quiet), 0, 'a program at rest wakes up');
  assert(quiet.cpu <= 0.01, `a program at rest needs ${quiet.cpu} s of CPU`);
  const ticking = await watchOne(ticker);
  assert.equal(ticking.helpers, 1);
  assert(switchesOf(ticking) >= 5, `${switchesOf(ticking)} wake-ups of a thread that ticks`);
}

main();
