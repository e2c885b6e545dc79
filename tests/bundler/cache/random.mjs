// A random project that changes, built with one cache all the time: what is written and said is, to the byte, what a build without a cache writes and says. Options
// change from build to build, several builds run at a time, some are killed, and some of the cache's files are spoiled in between, which is told and
// does no harm.
//   node random.mjs NEAP [STEPS] [SEED]      STEPS: in all, in projects of a hundred [100]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { diceOf } from '../watch/dice.mjs';
import { Project } from '../watch/project.mjs';

const [program, steps = '100', seed = String(1 + (Date.now() % 1000000))] = process.argv.slice(2);
const neap = path.resolve(program);
const PROJECT_STEPS = 100;
const DAMAGED = '"code":"NEAP1501"';
const UNWRITABLE = '"code":"NEAP1502"'; // what a folder in an entry's place is told as

const choices = [
  ['--format=esm'], ['--format=cjs', '--platform=node'], ['--format=esm', '--platform=node', '--tree-shaking=false'],
  ['--format=cjs', '--platform=node', '--define:globalThis.print=undefined'], ['--format=esm', '--ignore-annotations', '--define:globalThis.print=null'],
];

const read = (file) => { try { return readFileSync(file, 'utf8'); } catch { return null; } };

// { status, said, outputs }; `kill`: after so many milliseconds, if it runs so long.
function build(root, folder, options, kill = null) {
  rmSync(path.join(root, folder), { recursive: true, force: true });
  return new Promise((resolve) => {
    const child = spawn(neap, ['build', ...options, `--outdir=${folder}`, '--json', '--log-limit=0'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (data) => { text += data; });
    const timer = kill === null ? null : setTimeout(() => child.kill('SIGKILL'), kill);
    child.on('close', (status) => {
      clearTimeout(timer);
      const lines = text.split('\n').filter((line) => /^\{"kind":"(error|warning|counts|failure)"/.test(line));
      resolve({
        status, said: lines.filter((line) => ![DAMAGED, UNWRITABLE, '"kind":"counts"'].some((text) => line.includes(text))).join('\n'),
        damaged: lines.filter((line) => line.includes(DAMAGED) || line.includes(UNWRITABLE)).length, outputs: ['main.js', 'second.js'].map((name) => read(path.join(root, folder, name))),
      });
    });
  });
}

function difference(got, expected) {
  if (got.status !== expected.status) return `status ${got.status}, not ${expected.status}`;
  if (got.said !== expected.said) return `it said\n${got.said}\nnot\n${expected.said}`;
  const place = got.outputs.findIndex((text, i) => text !== expected.outputs[i]);
  return place < 0 ? null : `output ${place} differs`;
}

const spoilings = {
  flip(file, dice) {
    const bytes = readFileSync(file);
    if (bytes.length !== 0) bytes[dice.below(bytes.length)] ^= 1 << dice.below(8);
    writeFileSync(file, bytes);
  },
  cut(file, dice) { truncateSync(file, dice.below(readFileSync(file).length + 1)); },
  empty(file) { writeFileSync(file, ''); },
  swap(file, dice, others) { writeFileSync(file, readFileSync(dice.pick(others))); },
  folder(file) { rmSync(file); mkdirSync(file); },
  link(file) { rmSync(file); symlinkSync('nowhere', file); },
};

// Spoils a few entries, of those that are files of their own: nothing is ever written through a link.
function spoil(cache, dice) {
  const entries = readdirSync(cache, { withFileTypes: true }).filter((item) => item.isFile() && /^[0-9a-f]{32}$/.test(item.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name }) => path.join(cache, name));
  for (let i = dice.below(4); i > 0 && entries.length > 1; i--) {
    const [file] = entries.splice(dice.below(entries.length), 1);
    spoilings[dice.pick(Object.keys(spoilings))](file, dice, entries);
  }
}

// Entries that are folders cannot be replaced: somebody has to take them away.
function mend(cache) {
  for (const item of readdirSync(cache, { withFileTypes: true })) if (item.isDirectory()) rmSync(path.join(cache, item.name), { recursive: true });
}

async function step(root, dice, tally) {
  const options = [...dice.pick(choices), 'src/main.js', 'src/second.js'];
  const cached = [...options, '--cache=cache'];
  const expected = await build(root, 'cold', options);
  const what = tally.steps === 0 ? 'plain' : dice.pick(['plain', 'plain', 'spoil', 'kill', 'together']);
  if (what === 'spoil') spoil(path.join(root, 'cache'), dice);
  if (what === 'kill') {
    for (let i = 0; i < 3; i++) tally.killed += (await build(root, 'killed', cached, dice.below(30))).status === null;
  }
  const runs = await Promise.all((what === 'together' ? ['warm', 'warm2', 'warm3'] : ['warm']).map((folder) => build(root, folder, cached)));
  tally.built += expected.status === 0;
  tally.damaged += runs[0].damaged;
  if (what === 'spoil') mend(path.join(root, 'cache'));
  for (const run of runs) {
    const found = run.damaged !== 0 && what !== 'spoil' && !tally.spoiled ? 'an entry was damaged by nobody' : difference(run, expected);
    if (found !== null) return `${what} (${options.join(' ')}): ${found}`;
  }
  tally.spoiled ||= what === 'spoil'; // an entry that was spoiled may be asked for much later
  tally.steps++;
  return null;
}

async function project(number, tally) {
  const dice = diceOf(number);
  const root = mkdtempSync(path.join(os.tmpdir(), 'neap-cache-'));
  const made = new Project(root, dice);
  const history = [];
  tally.spoiled = false;
  tally.steps = 0;
  for (let i = 0; i < PROJECT_STEPS && i < Number(steps); i++) {
    if (i > 0) history.push(made.edit());
    const found = await step(root, dice, tally);
    if (found !== null) {
      console.error(`seed ${number}, step ${i}: ${found}\n  ${history.slice(-4).join('\n  ')}\n  ${root}`);
      return false;
    }
  }
  rmSync(root, { recursive: true });
  return true;
}

const tally = { built: 0, damaged: 0, killed: 0 };
for (let i = 0; i < Math.ceil(Number(steps) / PROJECT_STEPS); i++) {
  if (!(await project(Number(seed) + i, tally))) process.exit(1);
}
console.log(`${steps} steps from seed ${seed}: all as without a cache; ${tally.built} without errors, ${tally.killed} builds killed, ${tally.damaged} damaged entries told`);
if (tally.built * 10 < Number(steps) || (Number(steps) >= PROJECT_STEPS && (tally.killed === 0 || tally.damaged === 0))) {
  console.error('too little happened for that to mean much');
  process.exit(1);
}
