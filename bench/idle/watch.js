// A process that rests, seen from outside: its memory at set times, and whether any of its threads wakes up or works.
'use strict';
const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');

const times = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30]; // seconds after the rest began
const SETTLED = 10;                              // after so many nothing may wake up

// Footprint as in `neap ab`: dirty memory, in swap or not, and its page tables. What the kernel may take back at any time (LazyFree) is not dirty.
function readMemory(pid) {
  const kib = (text, name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  const status = fs.readFileSync(`/proc/${pid}/status`, 'latin1');
  return {
    footprint: kib(rollup, 'Pss_Dirty') + kib(rollup, 'SwapPss') + kib(status, 'VmPTE'),
    anonymous: kib(rollup, 'Anonymous'), resident: kib(rollup, 'Rss') - kib(rollup, 'LazyFree'), huge: kib(rollup, 'AnonHugePages'),
    peak: kib(status, 'VmHWM'),
  };
}

// Of all threads, also those that an allocator has started: how often they went to sleep of themselves (as often they had been woken up), and their
// CPU time in ticks of 10 ms.
function readActivity(pid) {
  const activity = { switches: 0, ticks: 0, threads: [] };
  for (const thread of fs.readdirSync(`/proc/${pid}/task`)) {
    let status, stat;
    try {
      status = fs.readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1');
      stat = fs.readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
    } catch {
      continue; // it has just ended
    }
    for (const [, count] of status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s+(\d+)$/gm)) activity.switches += Number(count);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    activity.ticks += Number(fields[11]) + Number(fields[12]);
    activity.threads.push(Number(thread));
  }
  return activity;
}

// Watches for so many seconds from now. `own`: the program's own threads; others are the allocator's. Gives samples (at, footprint, anonymous,
// resident, huge; switches and ticks since the rest began), peak, wakeups (after SETTLED seconds), cpu (seconds during the rest), helpers (threads
// of the allocator's).
async function watch(pid, own, rest) {
  const begun = performance.now();
  const first = readActivity(pid);
  const { peak } = readMemory(pid);
  const samples = [];
  let settled = null, now = first;
  for (const at of times.filter((time) => time <= rest)) {
    await sleep(Math.max(0, begun + at * 1000 - performance.now()));
    const { peak: _, ...memory } = readMemory(pid);
    now = readActivity(pid);
    samples.push({ at, ...memory, switches: now.switches - first.switches, ticks: now.ticks - first.ticks });
    if (at === SETTLED) settled = now;
  }
  return {
    samples, peak, wakeups: settled ? now.switches - settled.switches : 0, cpu: (now.ticks - first.ticks) / 100,
    helpers: now.threads.filter((thread) => !own.includes(thread)).length,
  };
}

module.exports = { watch, readMemory, readActivity };
