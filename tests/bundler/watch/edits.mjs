// The scripts of corpus/edits under `neap watch`: after each step the bundle is, to the byte, that of a build from scratch, prints in Node what the script says,
// or is the last good one where the script has errors; and what needs no writing is not written.
//   node edits.mjs NEAP [--poll=MS] [SCRIPT…]      SCRIPT: a file [all of corpus/edits]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { play, readScript } from './script.mjs';

const [neap, ...given] = process.argv.slice(2);
const own = given.filter((argument) => argument.startsWith('--')); // of neap watch alone
const chosen = given.filter((argument) => !argument.startsWith('--'));
const folder = fileURLToPath(new URL('../../../corpus/edits', import.meta.url));
const PATIENCE_MS = 10000;
const AGAIN_MS = 15;    // between looks
const NOTHING_MS = 300; // after which nothing is expected to come

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

class Watch {
  constructor(root, options) {
    this.told = 0; // builds, and looks that found nothing to build
    this.errors = [];
    this.current = [];
    this.child = spawn(neap, ['watch', 'src/main.js', ...options, ...own, '-o', 'hot/main.js', '--json'], { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
    this.exit = new Promise((done) => this.child.on('exit', (code, signal) => done(code ?? signal)));
    let rest = '';
    this.child.stderr.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines) this.take(JSON.parse(line));
    });
  }

  take(event) {
    if (event.kind === 'error') this.current.push(event.place ? `${event.code} ${event.place.path}:${event.place.line}` : event.code);
    if (event.kind === 'built') {
      this.errors = this.current;
      this.current = [];
    }
    if (event.kind === 'built' || event.kind === 'unchanged') this.told++;
  }

  async end() {
    this.child.stdin.end();
    return this.exit;
  }
}

// The text of an output, and what would tell that it was written again.
function outputOf(root, name) {
  const file = path.join(root, name);
  const status = statSync(file, { throwIfNoEntry: false });
  return status ? { text: readFileSync(file, 'utf8'), stamp: `${status.ino} ${status.mtimeMs}` } : { text: null, stamp: null };
}

function cold(root, options) {
  const { status, stderr } = spawnSync(neap, ['build', 'src/main.js', ...options, '-o', 'cold/main.js', '--log-level=error'], { cwd: root, encoding: 'utf8' });
  return { status, stderr, text: outputOf(root, 'cold/main.js').text };
}

// Whether `error`, CODE FILE:LINE, is what a script names as CODE, CODE FILE or CODE FILE:LINE.
const isNamed = (error, name) => error === name || error.startsWith(`${name}:`) || error.startsWith(`${name} `);

// null: all is as the step says, so far. `before`: the output ahead of it.
function difference(watch, root, options, step, before) {
  const { verb, text } = step.expected;
  const now = outputOf(root, 'hot/main.js');
  if (verb === 'fails') {
    const wanted = text.split('\n').filter(Boolean);
    const same = wanted.length === watch.errors.length && wanted.every((line, i) => isNamed(watch.errors[i], line));
    if (!same) return `the errors are\n${watch.errors.join('\n')}`;
    return now.text === before.text ? null : 'the last good output is no more';
  }
  if (watch.errors.length) return `it failed:\n${watch.errors.join('\n')}`;
  const scratch = cold(root, options);
  if (scratch.status !== 0) return `a build from scratch fails:\n${scratch.stderr}`;
  if (now.text !== scratch.text) return `the output is not that of a build from scratch:\n${now.text}\n--- but\n${scratch.text}`;
  if (verb === 'nothing') return now.stamp === before.stamp ? null : 'the output was written';
  const { stdout, stderr } = spawnSync(process.execPath, ['hot/main.js'], { cwd: root, encoding: 'utf8' });
  const wanted = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return stdout === wanted && stderr === '' ? null : `Node prints\n${stdout}${stderr}`;
}

// Waits until something is told of the step, and then for what may still be under way.
async function settle(watch, root, options, step, before, told) {
  const { verb } = step.expected;
  const begun = Date.now();
  const waited = () => Date.now() - begun;
  while (watch.told === told && waited() < (verb === 'nothing' ? NOTHING_MS : PATIENCE_MS)) await pause(1);
  for (;;) {
    const found = difference(watch, root, options, step, before);
    if (found === null || verb === 'nothing' || waited() > PATIENCE_MS) return found;
    await pause(AGAIN_MS);
  }
}

async function playScript(file) {
  const root = mkdtempSync(path.join(os.tmpdir(), 'neap-edits-'));
  const { options, steps } = readScript(file);
  play(steps[0], root);
  const watch = new Watch(root, options);
  for (const step of steps) {
    const before = outputOf(root, 'hot/main.js');
    const { told } = watch;
    if (step !== steps[0]) play(step, root);
    const found = await settle(watch, root, options, step, before, step === steps[0] ? 0 : told);
    if (found === null) continue;
    console.error(`${path.basename(file)}, step "${step.title}": ${found}\n(${root})`);
    watch.child.kill();
    return false;
  }
  const status = await watch.end();
  if (status !== 0) console.error(`${path.basename(file)}: the watch ended with ${status}`);
  rmSync(root, { recursive: true });
  console.log(`${path.basename(file)}: ${steps.length} steps`);
  return status === 0;
}

const files = chosen.length ? chosen : readdirSync(folder).map((name) => path.join(folder, name));
let good = true;
for (const file of files) good = (await playScript(file)) && good;
process.exit(good ? 0 : 1);
