// Packages as people install them: each entry here uses one and prints what it gets. Run by Node as it stands, and bundled; the output must be
// the same to the byte.
//
//   node run.mjs NEAP FOLDER [--only=NAME,…] [--bundlers=neap,esbuild,rolldown,rollup] [--formats=esm,cjs,iife] [--jobs=N]
//     FOLDER:   where bundles go
//     NAME:     of entries, without the ending
//
// The first line of an entry says which formats can have it: iife only where no platform is needed, none but esm where it awaits at top level.
// Exit status 0: neap's bundles all did as the packages do, but for the runs that exceptions.txt explains; 1: some other did not, or an exception
// holds no more.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, parse, resolve } from "node:path";
import { bundlers } from "./bundlers.mjs";

const here = import.meta.dirname;
const ENDINGS = { esm: ".mjs", cjs: ".cjs", iife: ".js" };
const RUN_MS = 60_000;

function settings() {
  const [program, folder, ...options] = process.argv.slice(2);
  const chosen = { program: resolve(program), folder: resolve(folder), bundlers: ["neap"], formats: Object.keys(ENDINGS), jobs: availableParallelism() };
  for (const option of options) {
    const [, name, value] = /^--(only|bundlers|formats|jobs)=(.+)$/.exec(option) ?? [];
    if (!name) throw new Error(`${option}: no such option`);
    chosen[name] = name === "jobs" ? Number(value) : value.split(",");
  }
  return chosen;
}

function entries(only) {
  const all = readdirSync(join(here, "entries")).map((file) => {
    const path = join(here, "entries", file);
    const formats = /^\/\/ formats: (.+)/.exec(readFileSync(path, "utf8"))[1].split(" ");
    return { name: parse(file).name, path, formats };
  });
  for (const name of only ?? []) if (!all.some((entry) => entry.name === name)) throw new Error(`no entry ${name}`);
  return only ? all.filter((entry) => only.includes(entry.name)) : all;
}

// ENTRY FORMAT REASON…, of neap.
function exceptions() {
  const lines = readFileSync(join(here, "exceptions.txt"), "utf8").split("\n");
  return new Set(lines.filter((line) => line && !line.startsWith("#")).map((line) => line.split(" ").slice(0, 2).join(" ")));
}

// A package may say where it is run from: its own path is no difference.
function runInNode(path) {
  const env = { ...process.env, NEAP_PACKAGES: here, NODE_ENV: "production", FORCE_COLOR: "0", NODE_OPTIONS: "" };
  return new Promise((finish) => {
    execFile(process.execPath, [path], { env, cwd: here, timeout: RUN_MS, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const status = error ? (error.signal ?? error.code) : 0;
      finish(`${stdout}${stderr}status ${status}\n`.replaceAll(path, "ENTRY"));
    });
  });
}

function firstDifference(actual, expected) {
  const [a, b] = [actual.split("\n"), expected.split("\n")];
  const at = a.findIndex((line, i) => line !== b[i]);
  const fault = a.find((line) => /^\w*Error\b/.test(line));
  return `line ${at + 1}: ${fault ?? a[at]}\n      expected: ${b[at]}`.slice(0, 600);
}

async function inParallel(jobs, tasks) {
  let next = 0;
  await Promise.all(Array.from({ length: jobs }, async () => {
    while (next < tasks.length) await tasks[next++]();
  }));
}

const chosen = settings();
const available = bundlers(chosen.program);
const tally = new Map(chosen.bundlers.map((name) => [name, { runs: 0, same: 0, bad: [] }]));

async function tryOne(entry, expected, bundler, format) {
  const folder = join(chosen.folder, bundler, format);
  mkdirSync(folder, { recursive: true });
  const output = join(folder, entry.name + ENDINGS[format]);
  const refusal = await available[bundler](entry.path, output, format);
  const actual = refusal === null ? await runInNode(output) : null;
  const counts = tally.get(bundler);
  counts.runs++;
  if (actual === expected) counts.same++;
  else counts.bad.push({ run: `${entry.name} ${format}`, why: refusal ?? firstDifference(actual, expected) });
}

async function tryAll(entry) {
  const expected = await runInNode(entry.path);
  if (!expected.endsWith("status 0\n")) throw new Error(`${entry.name} fails in Node itself:\n${expected}`);
  for (const format of chosen.formats.filter((name) => entry.formats.includes(name))) {
    for (const bundler of chosen.bundlers) await tryOne(entry, expected, bundler, format);
  }
}

const all = entries(chosen.only);
await inParallel(chosen.jobs, all.map((entry) => () => tryAll(entry)));

for (const [bundler, { runs, same, bad }] of tally) {
  console.log(`${bundler}: ${same} of ${runs} runs as in Node (${((100 * same) / runs).toFixed(1)} %), ${all.length} entries`);
  for (const { run, why } of bad.sort((a, b) => (a.run < b.run ? -1 : 1))) console.log(`  ${run}: ${why.trim().replaceAll("\n", "\n    ")}`);
}
const explained = exceptions();
const bad = new Set((tally.get("neap")?.bad ?? []).map(({ run }) => run));
const unexplained = [...bad].filter((run) => !explained.has(run));
const outdated = [...explained].filter((run) => !bad.has(run) && all.some((entry) => entry.name === run.split(" ")[0]) && chosen.formats.includes(run.split(" ")[1]));
if (unexplained.length > 0) console.log(`not in exceptions.txt: ${unexplained.join(", ")}`);
if (tally.has("neap") && outdated.length > 0) console.log(`in exceptions.txt, but as in Node: ${outdated.join(", ")}`);
process.exit(unexplained.length > 0 || (tally.has("neap") && outdated.length > 0) ? 1 : 0);
