// Generated programs: what each prints in Node, its bundles print too. A program that fails in Node must fail alike in its bundle, at the same place.
//   node run.mjs NEAP PROGRAMS [FIRST]     PROGRAMS: how many, beginning with seed FIRST [1]
// NEAP_KEEP=1 keeps those that differ, and says where.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { program } from "./generate.mjs";

const [neap, count, first = "1"] = process.argv.slice(2);
const FORMATS = [["esm", "mjs"], ["cjs", "cjs"]];

// --- Running, in a process of its own ---

// What a program may see of a value: nothing that a bundler may change, such as the names and texts of functions.
function show(value) {
  if (typeof value === "function") return "function";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Promise) return "promise";
  return `{${Reflect.ownKeys(value).filter((key) => typeof key === "string" && key !== "module.exports").sort().join()}}`;
}

async function runAll() {
  const lines = readFileSync(0, "utf8").trimEnd().split("\n");
  let said = [];
  globalThis.show = show;
  Function.prototype.toString = () => "function";
  globalThis.print = (...values) => {
    if (said.length < 400) said.push(values.map(show).join(" "));
  };
  let calls = 0;
  globalThis.call = (f, ...values) => {
    if (typeof f !== "function" || calls > 300) return show(f);
    calls++;
    try {
      return f(...values);
    } catch (error) {
      return error.name;
    }
  };
  process.on("unhandledRejection", () => {});
  for (const line of lines) {
    said = [];
    calls = 0;
    const mine = said;
    try {
      await import(line);
    } catch (error) {
      said.push(`threw ${error instanceof Error ? error.name : show(error)}`);
    }
    await new Promise((done) => setImmediate(done));
    console.log(JSON.stringify(mine));
  }
}

if (neap === "--run") {
  await runAll();
  process.exit(0);
}

function answers(files) {
  const input = files.map((file) => `${pathToFileURL(file).href}\n`).join("");
  const text = execFileSync(process.execPath, ["--no-warnings", "--stack-size=700", resolve(import.meta.filename), "--run"], { input, encoding: "utf8", maxBuffer: 256 << 20 });
  return text.trimEnd().split("\n");
}

// --- Comparing ---

const scratch = mkdtempSync(join(tmpdir(), "neap-programs-"));
const seeds = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);
const entries = seeds.map((seed) => {
  const folder = join(scratch, String(seed));
  mkdirSync(folder);
  const files = program(seed);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return join(folder, files.keys().next().value);
});
const expected = answers(entries);
const counts = { same: 0, refused: 0, different: 0 };

for (const [format, ending] of FORMATS) {
  const built = entries.map((entry, index) => {
    const output = join(scratch, String(seeds[index]), `bundle.${ending}`);
    const run = spawnSync(neap, ["build", entry, "-o", output, `--format=${format}`, "--platform=node", "--log-level=error", "--threads=1"], { encoding: "utf8" });
    return { index, output, status: run.status, stderr: run.stderr };
  });
  const good = built.filter(({ status }) => status === 0);
  const got = good.length === 0 ? [] : answers(good.map(({ output }) => output));
  good.forEach((one, at) => (one.got = got[at]));
  for (const { index, status, stderr, got: said } of built) {
    // What cannot be linked or has an early error is refused by both. Top-level await has no place in CommonJS.
    const isRefusal = status === 1 && (expected[index] === '["threw SyntaxError"]' || (format === "cjs" && stderr.includes("NEAP1103")));
    if (isRefusal) counts.refused++;
    else if (said === expected[index]) counts.same++;
    else {
      counts.different++;
      console.log(`seed ${seeds[index]}, ${format}: Node says\n  ${expected[index]}\nthe bundle\n  ${said ?? `ended with ${status}: ${stderr.slice(0, 600)}`}`);
    }
  }
}

console.log(`${count} programs: ${counts.same} bundles say the same, ${counts.refused} are refused by both, ${counts.different} differ`);
const holds = counts.different === 0 && counts.same > Number(count);
if (holds || !process.env.NEAP_KEEP) rmSync(scratch, { recursive: true });
else console.log(`the programs are in ${scratch}`);
process.exit(holds ? 0 : 1);
