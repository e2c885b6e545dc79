#!/usr/bin/env node
// What libneap tells of itself in a report is from the rest, when everything that the workload keeps is there; without a rest, from the program's end.
//   node told.mjs NEAP PROJECT SCRATCH
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [neap, project, scratch] = process.argv.slice(2);
const MIB = 1 << 20;

function toldOf(workload) {
  const report = `${scratch}.json`;
  execFileSync(neap, ['ab', '-a', 'shared', '-a', 'libc', '-w', workload, '-n', '1', '-p', project, '--json', report], { stdio: 'ignore' });
  const { runs } = JSON.parse(readFileSync(report, 'utf8'));
  for (const { arm, allocator } of runs) assert.strictEqual(allocator !== null, arm === 'shared', `${workload}: ${arm} tells of itself`);
  return runs.filter(({ arm }) => arm === 'shared');
}

for (const { allocator, allocator_rests, values } of toldOf('cold,idle:2')) {
  assert(allocator_rests, 'it was told at rest');
  assert(allocator.live_bytes > MIB, `${allocator.live_bytes} bytes live`);
  assert(allocator.touched_bytes >= allocator.live_bytes && allocator.touched_bytes < values.idle2 + MIB, `${allocator.touched_bytes} bytes resident, a footprint of ${values.idle2}`);
  const ofClasses = allocator.classes.reduce((sum, { touched_bytes }) => sum + touched_bytes, 0);
  assert(ofClasses > allocator.touched_bytes / 2 && ofClasses <= allocator.touched_bytes, `${ofClasses} bytes in classes`);
}
for (const { allocator, allocator_rests } of toldOf('cold')) assert(!allocator_rests && allocator.live_bytes < MIB, `${allocator.live_bytes} bytes live at the end`);
