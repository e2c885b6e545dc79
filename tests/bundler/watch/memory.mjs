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
