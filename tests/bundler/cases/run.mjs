// Runs cases: sources in Node, then bundled in each format and run, and compares what they print.
//
//   node run.mjs NEAP FOLDER|FILE.case...      (NEAP: the program to test; --keep leaves the working folder and names it)
//
// A case is one text file. Its head: a sentence on what it shows, then `key: value` lines
//   formats: esm cjs iife     output formats to try; all three unless said
//   args: --platform=node     more arguments of `neap build`
//   status: 1                 the exit status that bundling must end with; nothing may be written then
// then files, each behind a line `=== path`. The first is the entry. A package.json of "type": "module" is added unless given.
// Special files:
//   === consumer.mjs          runs in place of the entry or the bundle, which it imports as "#bundle"
//   === stderr                each line must be in what the bundler says on stderr
//   === stderr-lacks          no line may be
//   === bundle-has            each line must be in every bundle; `esm: text` asks it of one format
//   === bundle-lacks          no line may be
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

const MODULE_PACKAGE = '{ "type": "module", "private": true }\n';
const SPECIAL = new Set(["stderr", "stderr-lacks", "bundle-has", "bundle-lacks"]);
const HEAD_KEYS = new Set(["formats", "args", "status"]);

function parseCase(path) {
  const [head, ...sections] = readFileSync(path, "utf8").split(/^=== /m);
  const test = { path, title: "", formats: ["esm", "cjs", "iife"], args: [], status: 0, files: new Map(), special: {} };
  for (const line of head.split("\n")) {
    const match = /^([a-z]+): (.*)$/.exec(line);
    if (match && HEAD_KEYS.has(match[1])) {
      const [, key, value] = match;
      test[key] = key === "status" ? Number(value) : value.trim().split(/\s+/);
    } else if (line.trim()) {
      test.title ||= line.trim();
    }
  }
  for (const section of sections) {
    const end = section.indexOf("\n");
    const name = section.slice(0, end).trim();
    const text = section.slice(end + 1);
    if (SPECIAL.has(name)) test.special[name] = text.split("\n").filter((line) => line.trim());
    else test.files.set(name, text);
  }
  test.consumer = test.files.get("consumer.mjs");
  test.files.delete("consumer.mjs");
  if (test.files.size === 0) throw new Error(`${path}: no files`);
  test.entry = test.files.keys().next().value;
  if (!test.files.has("package.json")) test.files.set("package.json", MODULE_PACKAGE);
  return test;
}

function run(file, args, cwd) {
  return new Promise((done) => {
    const options = { cwd, timeout: 120_000, maxBuffer: 64 << 20, env: { ...process.env, NO_COLOR: "1" } };
    execFile(file, args, options, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === "number" ? error.code : `killed by ${error.signal ?? error.code}`) : 0;
      done({ status, stdout, stderr });
    });
  });
}

// Runs a module file, or the case's consumer with "#bundle" leading to it.
function runProgram(test, folder, file) {
  if (test.consumer === undefined) return run(process.execPath, [file], folder);
  const consumer = join(folder, `consumer-of-${file.replaceAll("/", "-")}.mjs`);
  writeFileSync(consumer, test.consumer.replaceAll("#bundle", `./${file}`));
  return run(process.execPath, [consumer], folder);
}

function checkText(test, kind, text, format, complain) {
  for (const line of test.special[`${kind}-has`] ?? (kind === "stderr" ? (test.special.stderr ?? []) : [])) {
    const [, only, wanted] = /^(?:(esm|cjs|iife): )?(.*)$/.exec(line);
    if ((!only || only === format) && !text.includes(wanted)) complain(`${kind} lacks: ${wanted}\n${text}`);
  }
  for (const line of test.special[`${kind}-lacks`] ?? []) {
    const [, only, unwanted] = /^(?:(esm|cjs|iife): )?(.*)$/.exec(line);
    if ((!only || only === format) && text.includes(unwanted)) complain(`${kind} has: ${unwanted}\n${text}`);
  }
}

async function runCase(neap, test, keep) {
  const faults = [];
  const folder = mkdtempSync(join(tmpdir(), "neap-case-"));
  for (const [name, text] of test.files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const expected = test.status === 0 ? await runProgram(test, folder, test.entry) : null;
  if (expected && expected.status !== 0) faults.push(`the sources themselves fail in Node:\n${expected.stderr}`);
  for (const format of faults.length ? [] : test.formats) {
    const complain = (text) => faults.push(`[${format}] ${text}`);
    const out = format === "esm" ? "bundle.mjs" : `bundle-${format}.cjs`;
    const built = await run(neap, ["build", test.entry, `--format=${format}`, ...test.args, "-o", out], folder);
    if (built.status !== test.status) complain(`neap build ended with ${built.status}:\n${built.stdout}${built.stderr}`);
    checkText(test, "stderr", built.stderr, format, complain);
    const wasWritten = existsSync(join(folder, out));
    if (test.status !== 0 && wasWritten) complain("an output was written in spite of errors");
    if (built.status !== 0 || !wasWritten || !expected) continue;
    checkText(test, "bundle", readFileSync(join(folder, out), "utf8"), format, complain);
    const actual = await runProgram(test, folder, out);
    if (actual.status !== 0) complain(`the bundle fails (${actual.status}):\n${actual.stderr}`);
    else if (actual.stdout !== expected.stdout)
      complain(`the bundle prints\n${actual.stdout}--- and the sources\n${expected.stdout}`);
  }
  if (keep) console.log(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  return faults;
}

function findCases(path) {
  if (!statSync(path).isDirectory()) return [path];
  const found = readdirSync(path).sort().flatMap((name) => {
    const below = join(path, name);
    if (statSync(below).isDirectory()) return findCases(below);
    return name.endsWith(".case") ? [below] : [];
  });
  return found;
}

const args = process.argv.slice(2);
const keep = args.includes("--keep");
const [neapPath, ...paths] = args.filter((arg) => arg !== "--keep");
if (!neapPath || paths.length === 0) {
  console.error("usage: node run.mjs NEAP FOLDER|FILE.case...");
  process.exit(2);
}
const neap = resolve(neapPath);
if (!existsSync(neap)) {
  console.error(`${neap} is not there: build the target \`neap\` first`);
  process.exit(2);
}
const tests = paths.flatMap(findCases).map(parseCase);
const left = [...tests];
let failed = 0;
async function worker() {
  for (let test; (test = left.shift()); ) {
    const faults = await runCase(neap, test, keep);
    if (faults.length === 0) continue;
    failed++;
    console.log(`FAILED ${relative(process.cwd(), test.path)}: ${test.title}`);
    for (const fault of faults) console.log(fault.replace(/^/gm, "    "));
  }
}
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
console.log(`${tests.length - failed} of ${tests.length} cases passed`);
process.exit(failed === 0 && tests.length > 0 ? 0 : 1);
