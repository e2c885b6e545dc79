// Many rebuilds of one project under `neap watch`: descriptors, threads, what lives and the footprint stay where they are.
//   node steady.mjs NEAP REBUILDS [ENTRY]      NEAP: with libneap, which tells what lives; ENTRY: of corpus/packages/entries, instead of the sample
// Edits go round in circles that come back to the same sources, so that what grows from circle to circle is lost. Slopes are Theil's and Sen's: the median of
// all slopes between two samples; its interval is between their ranks (Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968).
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [program, rebuilds, entry] = process.argv.slice(2);
const neap = path.resolve(program);
const SAMPLES = 100;
const REST_MS = 1500; // ahead of a sample: memory goes back when a program rests

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'neap-steady-')));
const corpus = fileURLToPath(new URL('../../../corpus', import.meta.url));
const main = path.join(root, 'src', `index${path.extname(entry ?? '.js')}`);
if (entry) {
  mkdirSync(path.dirname(main));
  copyFileSync(path.join(corpus, 'packages', 'entries', entry), main);
  symlinkSync(path.join(corpus, 'packages', 'node_modules'), path.join(root, 'node_modules'));
} else {
  cpSync(path.join(corpus, 'sample'), root, { recursive: true });
}
const other = path.join(root, 'src', 'steady.js');
const original = readFileSync(main, 'utf8');

// What is saved as number N: values, names, new and lost modules, errors and their repair.
const circle = [
  () => writeFileSync(other, 'export const steady = 1;\n'),
  () => writeFileSync(main, `${original}\nimport { steady } from "./steady.js";\nconsole.log(steady);\n`),
  () => writeFileSync(other, 'export const steady = 2, more = () => steady;\n'),
  () => writeFileSync(other, 'export const steady = ;\n'),
  () => writeFileSync(other, 'const own = 3;\nexport { own as steady };\n'),
  () => rmSync(other),
  () => writeFileSync(other, 'export let steady = [4]; steady.push(5);\n'),
  () => writeFileSync(main, original),
];

const child = spawn(neap, ['watch', main, '-o', 'out/main.js', '--json', '--mem-stats', '--threads=4'], { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
let said = '';
let live = 0;
let heard = () => {};
child.stderr.on('data', (data) => {
  const lines = (said + data).split('\n');
  said = lines.pop();
  for (const line of lines) {
    const numbers = /^build((?: +[0-9.]+){4})/.exec(line);
    if (numbers) live = Number(numbers[1].trim().split(/ +/)[3]);
    if (numbers || line.includes('"kind":"unchanged"')) heard();
  }
});
child.on('exit', (code) => { if (code !== 0) { console.error(`the watch ended with ${code}`); process.exit(1); } });

const built = () => new Promise((done, failed) => {
  const timer = setTimeout(() => failed(new Error(`no build within 20 s; it said ${said}`)), 20000);
  heard = () => { clearTimeout(timer); done(); };
});
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function save(number) {
  const done = built();
  circle[number % circle.length]();
  await done;
}

function sample(number) {
  const kib = (name, text) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  const rollup = readFileSync(`/proc/${child.pid}/smaps_rollup`, 'latin1');
  const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
  return {
    number, descriptors: readdirSync(`/proc/${child.pid}/fd`).length, threads: readdirSync(`/proc/${child.pid}/task`).length,
    live, footprint: (kib('Pss_Dirty', rollup) + kib('SwapPss', rollup) + kib('VmPTE', status)) / 1024,
  };
}

// [slope, low, high] per 1000 rebuilds.
function slope(samples, field) {
  const slopes = samples.flatMap((a, i) => samples.slice(i + 1).map((b) => (1000 * (b[field] - a[field])) / (b.number - a.number))).sort((a, b) => a - b);
  const n = samples.length;
  const width = 1.96 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (rank) => slopes[Math.max(0, Math.min(slopes.length - 1, Math.round(rank)))];
  return [at(slopes.length / 2), at((slopes.length - width) / 2), at((slopes.length + width) / 2)];
}

const total = Number(rebuilds);
const samples = [];
await built();
for (let number = 0; number < circle.length * 4; number++) await save(number); // for warmth: what is kept is made
const every = Math.max(circle.length, Math.floor(total / SAMPLES / circle.length) * circle.length);
for (let number = 0; number < total; number++) {
  if (number % every === 0) {
    await pause(REST_MS);
    samples.push(sample(number));
  }
  await save(number);
}
await pause(REST_MS);
samples.push(sample(total));

// What lives must not grow at all. Of the footprint a tenth is borne: which pieces of pages a few survivors hold is a matter of chance, and in so small a heap
// a piece is seen.
const FOOTPRINT_MOST = 1.1;
const RATIO_MOST = 1.25;
let flat = true;
for (const field of ['descriptors', 'threads', 'live', 'footprint']) {
  const [estimate, low, high] = slope(samples, field);
  const values = samples.map((one) => one[field]);
  const is_flat = low <= 0 || (field === 'footprint' && values.at(-1) <= FOOTPRINT_MOST * values[0]);
  flat &&= is_flat;
  console.log(`${is_flat ? 'flat ' : 'GROWS'}  ${field}: ${values[0].toFixed(1)} at first, ${values.at(-1).toFixed(1)} at last, ${estimate.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}] per 1000 rebuilds`);
}
const ratios = [samples[0], samples.at(-1)].map((one) => one.footprint / one.live);
// What libneap and the program hold whatever lives, some 1.2 MiB, decides in a small one.
const judged = samples[0].live >= 16;
const holds = !judged || ratios.every((ratio) => ratio <= RATIO_MOST);
console.log(`${holds ? 'holds' : 'FAILS'}  footprint at rest ÷ live: ${ratios.map((ratio) => ratio.toFixed(2)).join(' at first, ')} at last${judged ? `, at most ${RATIO_MOST}` : ''}`);
flat &&= holds;
child.stdin.end();
await new Promise((done) => { child.on('exit', done); });
rmSync(root, { recursive: true });
process.exit(flat ? 0 : 1);
