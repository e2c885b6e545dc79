// What the world does to `neap watch`: each time it says so once and clearly, keeps what it wrote last, and goes on when the world is right again.
//   NEAP=build/release/neap node --test faults.mjs
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const neap = path.resolve(process.env.NEAP);
const NOBODY = 65534;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// A project of two modules, of which one prints what `value` is, under a watch. `command`: what starts neap, if not itself.
class Watched {
  constructor(context, { options = [], command = [], user = null } = {}) {
    this.root = mkdtempSync(path.join(os.tmpdir(), 'neap-faults-'));
    this.put('src/main.js', 'import { value } from "./value.js";\nconsole.log(value);\n');
    this.put('src/value.js', 'export const value = 1;\n');
    const program = path.join(this.root, 'neap'); // where every user can reach it
    copyFileSync(neap, program);
    if (user !== null) for (const name of ['', 'src', 'src/main.js', 'src/value.js']) chownSync(path.join(this.root, name), user, user);
    const [file, ...args] = [...command, program, 'watch', 'src/main.js', '--format=esm', '-o', 'out/main.mjs', ...options];
    this.child = spawn(file, args, { cwd: this.root, stdio: ['pipe', 'ignore', 'pipe'], ...(user === null ? {} : { uid: user, gid: user }) });
    this.said = '';
    this.child.stderr.on('data', (data) => { this.said += data; });
    this.exit = new Promise((done) => this.child.on('exit', (code, signal) => done(code ?? signal)));
    context.after(() => {
      this.child.kill('SIGKILL');
      rmSync(this.root, { recursive: true, force: true });
    });
  }

  path(name) { return path.join(this.root, name); }

  put(name, text) {
    mkdirSync(path.dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  // Waits until `isTrue` and fails with what was said when that takes too long.
  async until(isTrue, what) {
    for (const end = Date.now() + 20000; !isTrue();) {
      assert.ok(Date.now() < end, `${what} did not come; it said:\n${this.said}`);
      await pause(5);
    }
  }

  async says(pattern) {
    await this.until(() => pattern.test(this.said), pattern);
    await pause(100); // nothing more is to come
    assert.equal(this.said.match(new RegExp(pattern.source, 'g')).length, 1, `once, but it said:\n${this.said}`);
    this.said = '';
  }

  async prints(value) {
    const output = this.path('out/main.mjs');
    await this.until(() => existsSync(output) && readFileSync(output, 'utf8').includes(`value = ${value};`), `an output with ${value}`);
    this.said = '';
  }

  has(value) { return readFileSync(this.path('out/main.mjs'), 'utf8').includes(`value = ${value};`); }

  async end(how = () => this.child.stdin.end()) {
    how();
    assert.equal(await this.exit, 0, this.said);
  }
}

const save = (watched, value) => watched.put('src/value.js', `export const value = ${value};\n`);

test('ends well: end of input, SIGINT, SIGTERM; with --forever only by these', async (t) => {
  for (const how of [undefined, 'SIGINT', 'SIGTERM']) {
    const watched = new Watched(t);
    await watched.prints(1);
    await watched.end(how && (() => watched.child.kill(how)));
  }
  const watched = new Watched(t, { options: ['--forever'] });
  await watched.prints(1);
  watched.child.stdin.end();
  await pause(100);
  save(watched, 2);
  await watched.prints(2);
  await watched.end(() => watched.child.kill('SIGTERM'));
});

test('the output folder is removed', async (t) => {
  const watched = new Watched(t);
  await watched.prints(1);
  rmSync(watched.path('out'), { recursive: true });
  save(watched, 2);
  await watched.prints(2);
  await watched.end();
});

test('a file stands where the output folder was', async (t) => {
  const watched = new Watched(t);
  await watched.prints(1);
  rmSync(watched.path('out'), { recursive: true });
  watched.put('out', '');
  save(watched, 2);
  await watched.says(/error: cannot make the folder .*out: File exists/);
  rmSync(watched.path('out'));
  save(watched, 3);
  await watched.prints(3);
  await watched.end();
});

// Whoever runs the tests as root is allowed everything.
const user = process.getuid() === 0 ? NOBODY : null;

test('the output folder is read-only', async (t) => {
  const watched = new Watched(t, { user });
  await watched.prints(1);
  chmodSync(watched.path('out'), 0o555);
  save(watched, 2);
  await watched.says(/error: cannot write .*main\.mjs: Permission denied/);
  assert.ok(watched.has(1));
  chmodSync(watched.path('out'), 0o755);
  save(watched, 3);
  await watched.prints(3);
  await watched.end();
});

test('a file cannot be read', async (t) => {
  const watched = new Watched(t, { user });
  await watched.prints(1);
  save(watched, 2);
  chmodSync(watched.path('src/value.js'), 0);
  await watched.says(/error.*value\.js.*Permission denied/);
  chmodSync(watched.path('src/value.js'), 0o644);
  await watched.prints(2);
  await watched.end();
});

test('no output may be that large, as on a full disk', async (t) => {
  const watched = new Watched(t, { command: ['sh', '-c', 'ulimit -f 64; exec "$@"', 'sh'] });
  await watched.prints(1);
  save(watched, `"${'x'.repeat(100000)}"`);
  await watched.says(/error: cannot write .*main\.mjs: File too large/);
  assert.ok(watched.has(1));
  assert.deepEqual(readdirSync(watched.path('out')), ['main.mjs']); // no temporary file is left
  save(watched, 3);
  await watched.prints(3);
  await watched.end();
});

test('the disk is full', async (t) => {
  const script = 'mkdir -p out && mount -t tmpfs -o size=64k none out && exec "$@"';
  const watched = new Watched(t, { options: ['--json'], command: ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh'] });
  await watched.until(() => /"kind":"ready"/.test(watched.said), 'the first build');
  watched.said = '';
  save(watched, `"${'x'.repeat(100000)}"`);
  await watched.says(/"kind":"failure","text":"cannot write [^"]*main\.mjs: No space left on device"/);
  save(watched, 3);
  await watched.until(() => /"kind":"output".*"changed":true[^]*"status":0/.test(watched.said), 'an output');
  await watched.end();
});

test('a file of 200 MB', async (t) => {
  const watched = new Watched(t, { options: ['--json'] });
  await watched.prints(1);
  const filling = `/*${' '.repeat(20e6 - 5)}*/\n`.repeat(10);
  watched.put('src/value.js', `${filling}export const value = 2;\n`);
  await watched.prints(2);
  watched.put('src/value.js', `${filling}export const value = ;\n`);
  await watched.until(() => /"code":"NEAP1001"/.test(watched.said), 'the error');
  assert.ok(watched.has(2));
  save(watched, 3);
  await watched.prints(3);
  await watched.end();
});

test('links in a circle', async (t) => {
  const watched = new Watched(t);
  await watched.prints(1);
  rmSync(watched.path('src/value.js'));
  symlinkSync('other.js', watched.path('src/value.js'));
  symlinkSync('value.js', watched.path('src/other.js'));
  await watched.until(() => /Could not resolve "\.\/value\.js"[^]*a link that leads nowhere/.test(watched.said), 'the circle');
  rmSync(watched.path('src/value.js'));
  symlinkSync('.', watched.path('src/around'));
  watched.put('src/value.js', 'export { value } from "./around/around/deep.js";\n');
  watched.put('src/deep.js', 'export const value = 2;\n');
  await watched.prints(2);
  await watched.end();
});

test('what is no regular file', async (t) => {
  const watched = new Watched(t);
  await watched.prints(1);
  rmSync(watched.path('src/value.js'));
  assert.equal(spawnSync('mkfifo', [watched.path('src/value.js')]).status, 0);
  await watched.until(() => /"value\.js" in src is no regular file/.test(watched.said), 'the pipe');
  rmSync(watched.path('src/value.js'));
  save(watched, 2);
  await watched.prints(2);
  await watched.end();
});

test('a file changes while it is read', async (t) => {
  const watched = new Watched(t);
  await watched.prints(1);
  const filling = Array.from({ length: 20000 }, (_, i) => `export const filling${i} = ${i};\n`).join('');
  for (let i = 0; i < 60; i++) {
    watched.put('src/value.js', `${filling}export const value = ${i};\n`);
    if (i % 3 === 0) truncateSync(watched.path('src/value.js'), (i * 7919) % filling.length);
    await pause(i % 7);
  }
  save(watched, 99);
  await watched.prints(99);
  await watched.end();
});

test('more happens than the system remembers', async (t) => {
  const watched = new Watched(t, { options: ['--json'] });
  await watched.prints(1);
  const limit = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
  watched.child.kill('SIGSTOP');
  save(watched, 2);
  for (let i = 0; i <= limit / 2; i++) {
    writeFileSync(watched.path('src/one.txt'), '');
    rmSync(watched.path('src/one.txt'));
  }
  watched.put('src/value.js', 'export * from "./late.js";\n'); // this is not in the queue
  watched.put('src/late.js', 'export const value = 3;\n');
  watched.child.kill('SIGCONT');
  await watched.prints(3);
  await watched.end();
});

// In a user namespace the limits of inotify can be as low as a test wants.
const limited = (name, limit) => ['unshare', '--user', '--map-root-user', 'sh', '-c', `echo ${limit} >/proc/sys/user/${name} && exec "$@"`, 'sh'];

test('inotify watches no more folders', async (t) => {
  const watched = new Watched(t, { command: limited('max_inotify_watches', 1) });
  await watched.until(() => /note: inotify watches no more folders.*sysctl fs\.inotify\.max_user_watches/.test(watched.said), 'the limit');
  await watched.prints(1);
  save(watched, 2);
  await watched.prints(2);
  watched.put('src/other.js', 'export const value = 3;\n');
  watched.put('src/value.js', 'export * from "./other.js";\n');
  await watched.prints(3);
  await watched.end();
});

test('inotify is not to be had', async (t) => {
  const watched = new Watched(t, { command: limited('max_inotify_instances', 0) });
  await watched.until(() => /note: inotify is at a limit.*sysctl fs\.inotify\.max_user_instances/.test(watched.said), 'the limit');
  await watched.prints(1);
  save(watched, 2);
  await watched.prints(2);
  await watched.end();
});
