// Random edits of a random project under `neap watch`: after each, what it wrote and what it said is, to the byte, what a build from scratch writes and says.
//   node random.mjs NEAP [STEPS] [SEED] [--cached] [--OPTION…]      STEPS: in all, in projects of a hundred [100]; OPTION: of neap watch
// --cached: the watch begins with a cache that knows the project already, so that it has the trees of few modules.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { diceOf } from './dice.mjs';
import { Project } from './project.mjs';

const isCached = process.argv.includes('--cached');
const own = process.argv.slice(2).filter((word) => word.startsWith('--') && word !== '--cached');
const [program, steps = '100', seed = String(1 + (Date.now() % 1000000))] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const neap = path.resolve(program);
const PATIENCE_MS = 10000;
const PROJECT_STEPS = 100;

const formats = [['--format=esm'], ['--format=cjs', '--platform=node'], ['--format=esm', '--platform=node', '--tree-shaking=false']];

class Watch {
  constructor(root, options) {
    this.build = [];
    this.last = null;
    this.good = 0; // builds without errors
    this.child = spawn(neap, ['watch', ...options, '--outdir=hot', '--json'], { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
    this.exit = new Promise((done) => this.child.on('exit', (code, signal) => done(code ?? signal)));
    let rest = '';
    this.child.stderr.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines) this.take(line);
    });
  }

  take(line) {
    const { kind, status } = line.startsWith('{') ? JSON.parse(line) : { kind: 'strange' };
    if (kind === 'built') {
      this.last = { status, said: this.build.join('\n') };
      this.good += status === 0;
      this.build = [];
    } else if (kind === 'error' || kind === 'warning' || kind === 'counts' || kind === 'failure' || kind === 'strange') {
      this.build.push(line);
    }
  }

  async end() {
    this.child.stdin.end();
    return this.exit;
  }
}

function read(file) {
  try { return readFileSync(file, 'utf8'); } catch { return null; }
}

function cold(root, options) {
  rmSync(path.join(root, 'cold'), { recursive: true, force: true });
  const run = spawnSync(neap, ['build', ...options, '--outdir=cold', '--json'], { cwd: root, encoding: 'utf8' });
  const said = run.stderr.split('\n').filter((line) => /^\{"kind":"(error|warning|counts|failure)"/.test(line)).join('\n');
  return { status: run.status, said, outputs: outputsOf(root, 'cold') };
}

function outputsOf(root, folder) {
  return ['main.js', 'second.js'].map((name) => read(path.join(root, folder, name)));
}

// `before`: the outputs ahead of the step, and how many builds had been good. A build between two writes of a step may have been good and is then
// the last good one.
function difference(watch, expected, root, before) {
  if (watch.last === null) return 'no build was told';
  if (watch.last.status !== expected.status) return `status ${watch.last.status}, not ${expected.status}`;
  if (watch.last.said !== expected.said) return `it said\n${watch.last.said}\nnot\n${expected.said}`;
  if (expected.status !== 0 && watch.good !== before.good) return null;
  const hot = outputsOf(root, 'hot');
  const outputs = expected.status === 0 ? expected.outputs : before.outputs;
  const place = hot.findIndex((text, i) => text !== outputs[i]);
  return place < 0 ? null : `output ${place} differs`;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function settle(watch, expected, root, before) {
  const end = Date.now() + PATIENCE_MS;
  for (let wait = 1; ; wait = Math.min(wait * 2, 50)) {
    const found = difference(watch, expected, root, before);
    if (found === null || Date.now() > end) return found;
    await pause(wait);
  }
}

async function project(number) {
  const dice = diceOf(number);
  const root = mkdtempSync(path.join(os.tmpdir(), 'neap-watch-'));
  const options = [...dice.pick(formats), 'src/main.js', 'src/second.js'];
  const made = new Project(root, dice);
  mkdirSync(path.join(root, 'hot'));
  const cached = isCached ? ['--cache=cache', ...options] : options;
  if (isCached) cold(root, cached);
  const watch = new Watch(root, [...own, ...cached]);
  const history = [];
  let built = 0;
  try {
    for (let step = 0; step < PROJECT_STEPS && step < Number(steps); step++) {
      const before = { outputs: outputsOf(root, 'hot'), good: watch.good };
      if (step > 0) history.push(made.edit());
      // What it lacks then comes from the sources.
      if (isCached && step === number % 2) spawnSync(neap, ['cache', 'clear', 'cache'], { cwd: root });
      const expected = cold(root, options);
      const found = await settle(watch, expected, root, before);
      if (found !== null) {
        console.error(`seed ${number}, step ${step} (${options.join(' ')}): ${found}\n  ${history.slice(-4).join('\n  ')}\n  ${root}`);
        return null;
      }
      built += expected.status === 0;
    }
  } finally {
    const status = await watch.end();
    if (status !== 0) {
      console.error(`seed ${number}: the watch ended with ${status}`);
      process.exitCode = 1;
    }
  }
  rmSync(root, { recursive: true });
  return built;
}

let built = 0;
const count = Math.ceil(Number(steps) / PROJECT_STEPS);
for (let i = 0; i < count; i++) {
  const good = await project(Number(seed) + i);
  if (good === null) process.exit(1);
  built += good;
}
console.log(`${steps} steps from seed ${seed}: all as from scratch, ${built} of them without errors`);
if (built * 10 < Number(steps)) {
  console.error('too few of the edits leave something that can be built');
  process.exit(1);
}
