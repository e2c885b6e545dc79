// Edits of a large file under `neap watch`, of which only the edited statement is read again: what is written and said is, to the byte, what a build from scratch writes and says.
//   node large.mjs NEAP [EDITS] [SEED]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { diceOf } from './dice.mjs';

const [neap, edits = '40', seed = String(1 + (Date.now() % 1000000))] = process.argv.slice(2);
const program = path.resolve(neap);
const { below: dice } = diceOf(Number(seed));
const FUNCTIONS = 2500;

const body = (i) => `function step${i}(value, other) {\n  const local${i} = value + ${i};\n  if (local${i} > other) { return "text ${i}" + local${i}; }\n  for (let n = 0; n < 2; n++) { other += helper(n, global${i % 7}); }\n  return [local${i}, other];\n}\n`;
const start = { esm: 'import { helper } from "./helper.js";\n', cjs: '"use strict";\nconst { helper } = require("./helper.js");\n' };
const end = { esm: 'export { step0, step1 };\n', cjs: 'module.exports = { step0, step1 };\n' };

// What may become of a part of some function: texts, numbers, names, statements, errors.
const changes = [
  (i) => [`"text ${i}"`, `"text ${dice(1000)} of ${i}"`],
  (i) => [`value + ${i};`, `value * ${dice(99)} + ${i};`],
  (i) => [`return [local${i}, other];`, `return [local${i}, other, fresh${dice(5)}];`],
  (i) => [`return [local${i}, other];`, `const more = step${dice(FUNCTIONS)}(other); more.push(1);\n  return [local${i}, other];`],
  (i) => [`helper(n, global${i % 7})`, `helper(n, ${dice(2) ? 'this' : 'arguments'}, require("./helper.js"))`],
  (i) => [`if (local${i} > other) {`, `if (local${i} > other) { // ${'x'.repeat(dice(40))}`],
  (i) => [`if (local${i} > other) {`, `if (local${i} > other) { let local${i};`],
  (i) => [`return [local${i}, other];`, `return [local${i}, other;`],
  (i) => [`const local${i} = `, `const value = `],
  (i) => [`return [local${i}, other];`, `return [local${i}, other]; }\nfunction other${i}() {`],
];

function kept(lines) {
  return lines.filter((line) => /^\{"kind":"(error|warning|counts|failure)"/.test(line)).join('\n');
}

async function play(form) {
  const root = mkdtempSync(path.join(os.tmpdir(), 'neap-large-'));
  const main = path.join(root, 'main.js');
  const save = (text) => { writeFileSync(`${main}~`, text); renameSync(`${main}~`, main); };
  const read = (name) => { try { return readFileSync(path.join(root, name), 'utf8'); } catch { return null; } };
  let text = start[form] + Array.from({ length: FUNCTIONS }, (_, i) => body(i)).join('') + end[form];
  let good = 0;
  writeFileSync(path.join(root, 'helper.js'), form === 'esm' ? 'export const helper = (a, b) => a + b;\n' : 'exports.helper = (a, b) => a + b;\n');
  writeFileSync(path.join(root, 'package.json'), '{}');
  save(text);
  const options = ['main.js', '--format=esm', '--platform=node', '--json', '-o'];
  const child = spawn(program, ['watch', ...options, 'hot.mjs'], { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const built = async () => {
    const said = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('the watch ended');
      if (value.startsWith('{"kind":"built"')) return { status: JSON.parse(value).status, said: kept(said) };
      said.push(value);
    }
  };
  await built();
  for (let step = 0; step < Number(edits); step++) {
    const [from, to] = changes[dice(changes.length)](dice(FUNCTIONS));
    const edited = text.includes(from) ? text.replace(from, () => to) : `${text}// ${step}\n`;
    save(edited);
    const hot = await built();
    const run = spawnSync(program, ['build', ...options, 'cold.mjs'], { cwd: root, encoding: 'utf8' });
    const same = hot.status === run.status && hot.said === kept(run.stderr.split('\n')) && (hot.status !== 0 || read('hot.mjs') === read('cold.mjs'));
    if (!same) {
      console.error(`${form}, seed ${seed}, step ${step}: ${from} → ${to}\n  hot ${hot.status} ${hot.said}\n  cold ${run.status} ${run.stderr}`);
      child.kill();
      return false;
    }
    if (run.status === 0) { text = edited; good++; }
  }
  child.stdin.end();
  rmSync(root, { recursive: true });
  console.log(`${form}: ${edits} edits from seed ${seed}: all as from scratch, ${good} of them without errors`);
  return true;
}

process.exitCode = (await play('esm')) && (await play('cjs')) ? 0 : 1;
