// What Node makes of printed text, beside the source that it was printed from.
//
//   node --experimental-vm-modules node.mjs ROUNDTRIP cases FOLDER
//     every file of the folder: `node --check` accepts source and printed text, and when run both print the same and end alike
//     (files whose first line is `// checked only` are not run: their names mean nothing)
//   node --experimental-vm-modules node.mjs ROUNDTRIP sample EVERY FOLDER...
//     each EVERY-th file: Node reads the printed text as a module (as a script) when it reads the source as one
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import vm from "node:vm";

const [roundtrip, mode, ...rest] = process.argv.slice(2);
let passed = 0;
let refused = 0;
const failures = [];

function run(file, args) {
  const options = { timeout: 120_000, maxBuffer: 256 << 20 };
  return new Promise((done) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      done({ status: error ? (error.code ?? error.signal) : 0, stdout, stderr });
    });
  });
}

async function printed(path) {
  const { status, stdout, stderr } = await run(roundtrip, ["--print", path]);
  return status === 0 ? stdout : failures.push(`${path}: is not printed (${status}): ${stderr}`) && null;
}

async function inParallel(items, work) {
  const left = items.slice().reverse();
  const one = async () => {
    while (left.length > 0) await work(left.pop());
  };
  await Promise.all(Array.from({ length: availableParallelism() }, one));
}

// --- Cases ---

async function checkCase(path, folder) {
  const text = await printed(path);
  if (text === null) return;
  const copy = join(folder, basename(path));
  writeFileSync(copy, text);
  for (const file of [path, copy]) {
    const { status, stderr } = await run(process.execPath, ["--check", file]);
    if (status !== 0) return void failures.push(`${path}: Node refuses ${file === path ? "it" : "what is printed"}: ${stderr}`);
  }
  if (!readFileSync(path, "utf8").startsWith("// checked only")) {
    const before = await run(process.execPath, [path]);
    const after = await run(process.execPath, [copy]);
    if (before.stdout === "") return void failures.push(`${path}: prints nothing: ${before.stderr}`);
    if (before.status !== after.status || before.stdout !== after.stdout)
      return void failures.push(`${path}: behaves differently:\n${before.stdout}--- printed\n${after.stdout}${after.stderr}`);
  }
  passed++;
}

async function checkCases(folder) {
  const copies = mkdtempSync(join(tmpdir(), "neap-roundtrip-"));
  const files = readdirSync(folder).filter((name) => /\.[mc]?js$/.test(name)).sort();
  await inParallel(files, (name) => checkCase(join(folder, name), copies));
  rmSync(copies, { recursive: true });
}

// --- Samples ---

const readers = {
  module: (text) => new vm.SourceTextModule(text),
  script: (text) => vm.compileFunction(text.replace(/^#!.*/, ""), ["exports", "require", "module", "__filename", "__dirname"]),
};

// The message of Node's refusal, or null.
function refusal(kind, text) {
  try {
    readers[kind](text);
    return null;
  } catch (error) {
    return String(error);
  }
}

async function checkSample(path) {
  const source = readFileSync(path, "utf8");
  const kinds = Object.keys(readers).filter((kind) => refusal(kind, source) === null);
  if (kinds.length === 0) return void refused++;
  const text = await printed(path);
  if (text === null) return;
  for (const kind of kinds) {
    const message = refusal(kind, text);
    if (message !== null) return void failures.push(`${path}: printed, it is no ${kind} any more: ${message}`);
  }
  passed++;
}

function filesBelow(folder, found = []) {
  if (!existsSync(folder)) throw new Error(`${folder} is missing: install the corpora with tools/setup --packages`);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) filesBelow(path, found);
    else if (entry.isFile() && [".js", ".mjs", ".cjs"].includes(extname(path))) found.push(path);
  }
  return found;
}

// --- The call ---

if (mode === "cases") {
  await checkCases(rest[0]);
} else {
  const [every, ...folders] = rest;
  const files = folders.flatMap((folder) => filesBelow(folder)).sort();
  await inParallel(files.filter((_, i) => i % Number(every) === 0), checkSample);
}
for (const failure of failures) console.log(failure);
console.log(`${passed} files hold, ${refused} are none to Node either, ${failures.length} failed`);
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
