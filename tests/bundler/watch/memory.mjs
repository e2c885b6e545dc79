// What `neap watch --mem-every` says: a line after each build, whose kinds are what is kept.
//   NEAP=build/release/neap node --test memory.mjs
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

const neap = path.resolve(process.env.NEAP);

test('a line after each build', async (t) => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'neap-memory-'));
  const main = path.join(root, 'main.js');
  const text = (count) => `export const list = [${Array.from({ length: count }, (_, i) => `item(${i})`)}];\nfunction item(x) { return x; }\n`;
  writeFileSync(main, text(1000));
  const child = spawn(neap, ['watch', 'main.js', '-o', 'out.js', '--format=esm', '--json', '--mem-every'], { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
  t.after(() => { child.kill('SIGKILL'); rmSync(root, { recursive: true, force: true }); });
  const marks = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const mark = JSON.parse(line);
    if (mark.kind !== 'memory') continue;
    marks.push(mark);
    if (marks.length === 1) writeFileSync(main, text(3000));
    if (marks.length === 2) break;
  }
  child.stdin.end();
  const [first, second] = marks;
  for (const mark of marks) {
    assert.ok(mark.footprint > 0);
    if (mark.live !== 0) assert.ok(mark.live >= mark.sources + mark.trees + mark.tables + mark.links + mark.printed); // where malloc is libneap
  }
  assert.ok(first.sources >= text(1000).length && second.sources >= text(3000).length);
  assert.ok(second.printed >= readFileSync(path.join(root, 'out.js')).length - 200);
  for (const kind of ['trees', 'printed']) assert.ok(second[kind] > 2.5 * first[kind], kind);
  assert.ok(second.tables > 0 && second.links > 0);
});

// Watches four files whose trees are of about a MiB each, edits one of them twice, and gives what was held after each build.
async function limited(t, limit) {
  const root = mkdtempSync(path.join(os.tmpdir(), 'neap-limit-'));
  const text = (name, word) => `// ${'='.repeat(300000)}\nexport function ${name}() {\n${`  console.log(${word} + 1);\n`.repeat(2500)}}\n`;
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) writeFileSync(path.join(root, `${name}.js`), text(name, 0));
  writeFileSync(path.join(root, 'main.js'), names.map((name) => `export * from './${name}.js';\n`).join(''));
  const child = spawn(neap, ['watch', 'main.js', '-o', 'out.js', '--format=esm', '--json', '--mem-every', ...limit], { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
  t.after(() => { child.kill('SIGKILL'); rmSync(root, { recursive: true, force: true }); });
  const marks = [];
  const notes = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const mark = JSON.parse(line);
    if (mark.kind === 'note') notes.push(mark.text);
    if (mark.kind !== 'memory') continue;
    marks.push(mark);
    if (marks.length === 3) break;
    writeFileSync(path.join(root, 'b.js'), text('b', marks.length));
  }
  child.stdin.end();
  const held = ({ sources, trees, tables, links, printed }) => sources + trees + tables + links + printed;
  return { marks: marks.map((mark) => ({ ...mark, held: held(mark) })), notes, out: readFileSync(path.join(root, 'out.js'), 'utf8') };
}

test('a limit drops the trees of what was not edited', async (t) => {
  const MIB = 1024 * 1024;
  const free = await limited(t, []);
  const tree = free.marks[2].trees / 4;
  const limit = Math.ceil((free.marks[2].held - 2.5 * tree) / MIB);
  const kept = await limited(t, [`--memory-limit=${limit}`]);
  for (const mark of kept.marks) {
    assert.ok(mark.held <= limit * MIB, `${mark.held} are held`);
    assert.ok(mark.trees > 0.9 * tree, 'more was dropped than had to be');
  }
  assert.deepEqual(kept.notes, []);
  assert.equal(kept.out, free.out);
  const none = await limited(t, ['--memory-limit=1']);
  for (const mark of none.marks) assert.equal(mark.trees, 0);
  assert.equal(none.notes.length, 1);
  assert.match(none.notes[0], /raise --memory-limit/);
  assert.equal(none.out, free.out);
});
