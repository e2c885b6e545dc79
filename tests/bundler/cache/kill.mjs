// Builds with a cache that are killed at random instants while they fill it: nothing in the cache is ever wrong, and the next build is right, to the byte.
//   node kill.mjs NEAP ENTRY [TIMES] [SEED]      TIMES: builds that were killed while they wrote [10]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { diceOf } from '../watch/dice.mjs';

const [neap, entry, times = '10', seed = String(1 + (Date.now() % 1000000))] = process.argv.slice(2);
const dice = diceOf(Number(seed));
const root = mkdtempSync(path.join(os.tmpdir(), 'neap-kill-'));
const cache = path.join(root, 'cache');
const output = path.join(root, 'out.js');
const call = (out, ...more) => ['build', entry, '--platform=node', '--format=cjs', '--log-level=warning', `--outfile=${out}`, ...more];

function stop(text) {
  console.error(`seed ${seed}: ${text}\n  ${root}`);
  process.exit(1);
}

function run(args) {
  const { status, stderr, stdout } = spawnSync(neap, args, { encoding: 'utf8' });
  return { status, said: stderr + stdout };
}

// How long it ran, and whether it was killed.
function killed(afterMs) {
  return new Promise((resolve) => {
    const child = spawn(neap, call(output, `--cache=${cache}`), { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.on('exit', (status, signal) => { clearTimeout(timer); resolve(signal === 'SIGKILL'); });
  });
}

const names = () => { try { return readdirSync(cache); } catch { return []; } };

const begin = process.hrtime.bigint();
const plain = run(call(output));
const coldMs = Number(process.hrtime.bigint() - begin) / 1e6;
if (plain.status !== 0) stop(`the entry cannot be built\n${plain.said}`);
const expected = readFileSync(output);

let writing = 0; // killed with something written and something not
let unfinished = 0;
for (let tries = 0; writing < Number(times); tries++) {
  if (tries > 20 * Number(times)) stop(`only ${writing} of ${tries} builds were killed while they wrote`);
  if (dice.chance(50)) rmSync(cache, { recursive: true, force: true });
  const before = names().length;
  const wasKilled = await killed(dice.below(Math.ceil(coldMs * 1.5)));
  writing += wasKilled && names().length > before;
  unfinished += names().filter((name) => name.startsWith('tmp-')).length;
  if (names().includes('CACHEDIR.TAG')) {
    const verified = run(['cache', 'verify', cache]);
    if (verified.status !== 0) stop(`after a kill: ${verified.said}`);
  }
  if (!dice.chance(40)) continue; // the next one is killed, too
  rmSync(output, { force: true });
  const { status, said } = run(call(output, `--cache=${cache}`));
  if (status !== 0 || said !== plain.said) stop(`status ${status}, it said\n${said}`);
  if (!readFileSync(output).equals(expected)) stop('the output differs');
}
const last = run(call(output, `--cache=${cache}`));
if (last.status !== 0 || last.said !== plain.said || !readFileSync(output).equals(expected)) stop(`the last build is not right: ${last.said}`);
rmSync(root, { recursive: true });
console.log(`seed ${seed}: ${writing} builds killed while they wrote, ${unfinished} files left unfinished, every build after it right`);
