// Every diagnostic code has a section in codes.md, as `neap explain` prints it, and the section is true: its wrong example gives the code,
// with a place and with nothing written, and its right one bundles without it. A code whose example cannot stand in a text
// file is produced by another test, which names it. A code that the bundler does not use, or not yet, or no more, needs none of this.
//
//   node codes.mjs NEAP SOURCE-FOLDER
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [neap, root] = process.argv.slice(2).map((path) => resolve(path));
const faults = [];
const complain = (code, text) => faults.push(`${code}: ${text}`);

// The text of every file below a folder that `wanted` lets through, in one string.
function texts(folder, wanted) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8")).join("\n");
}

// NEAP1301 → DIAG_MISSING_EXPORT, from the enum, of those that are used.
function usedCodes() {
  const header = readFileSync(join(root, "bundler/base/diag.h"), "utf8");
  const used = new Set(texts(join(root, "bundler"), /\.c$/).match(/\bDIAG_[A-Z_]+/g));
  const declared = [...header.matchAll(/\b(DIAG_[A-Z_]+)\s*=\s*(\d{4})/g)];
  return new Map(declared.filter(([, name]) => used.has(name)).map(([, name, number]) => [`NEAP${number}`, name]));
}

// Each code with its examples: { kind: "wrong" or "right", language, options, text }.
function sections() {
  const page = readFileSync(join(root, "bundler/driver/codes.md"), "utf8");
  return new Map(page.split(/^## (?=NEAP)/m).slice(1).map((section) => {
    const [, code, title] = /^(NEAP\d{4}): (.+)/.exec(section) ?? [];
    const examples = [...section.matchAll(/^```(\w+) (wrong|right) ?(.*)\n([^]*?)^```$/gm)].map(
      ([, language, kind, options, text]) => ({ kind, language, options: options.split(" ").filter(Boolean), text }));
    return [code, { title, examples }];
  }));
}

// Bundles an example: { status, messages }.
function bundle(example) {
  const folder = mkdtempSync(join(tmpdir(), "neap-codes-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
    const [first, ...others] = example.text.split(/^\/\/ === /m);
    for (const [name, text] of [["main.js", first], ...others.map((part) => part.split(/\n([^]*)/))]) {
      writeFileSync(join(folder, name), text);
    }
    mkdirSync(join(folder, "out"));
    const run = spawnSync(neap, ["build", "main.js", "-o", "out/bundle.js", "--json", ...example.options], { cwd: folder, encoding: "utf8" });
    const messages = run.stderr.trim().split("\n").map((line) => JSON.parse(line));
    return { status: run.status, messages, written: existsSync(join(folder, "out/bundle.js")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function checkWrong(code, example) {
  const { status, messages, written } = bundle(example);
  const told = messages.find((message) => message.code === code);
  if (!told) return complain(code, `its wrong example gives ${JSON.stringify(messages)}`);
  if (!told.place?.line) complain(code, "it is told without a place");
  const isError = told.kind === "error";
  if (status !== (isError ? 1 : 0) || written === isError) complain(code, `an ${told.kind} ends with status ${status}, written: ${written}`);
}

function checkRight(code, example) {
  const { status, messages, written } = bundle(example);
  if (status !== 0 || !written || messages.some((message) => message.code))
    complain(code, `its right example ends with status ${status}: ${JSON.stringify(messages)}`);
}

const codes = usedCodes();
const explained = sections();
const tests = texts(join(root, "tests"), /\.(c|h|case|has)$|^std(out|err)$/);
const list = execFileSync(neap, ["explain"], { encoding: "utf8" });
for (const [code, name] of codes) {
  const section = explained.get(code);
  if (!section) {
    complain(code, `${name} has no section in codes.md`);
    continue;
  }
  if (!list.includes(`${code}  ${section.title}\n`)) complain(code, "neap explain does not list it");
  const printed = execFileSync(neap, ["explain", code.toLowerCase()], { encoding: "utf8" });
  for (const kind of ["wrong", "right"]) {
    const example = section.examples.find((one) => one.kind === kind);
    if (!example) complain(code, `no example "${kind}"`);
    else if (!printed.includes(example.text.split("\n")[0])) complain(code, `neap explain lacks its example "${kind}"`);
    else if (example.language === "text") {
      if (!tests.includes(code) && !tests.includes(name)) complain(code, `no test produces it`);
    } else if (kind === "wrong") checkWrong(code, example);
    else checkRight(code, example);
  }
}
for (const fault of faults) console.log(fault);
console.log(`${codes.size} codes, ${faults.length} faults`);
process.exit(faults.length === 0 && codes.size > 0 ? 0 : 1);
