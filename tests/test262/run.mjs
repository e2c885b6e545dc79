// ECMAScript's tests in Node and through bundlers; called by tools/test262, which says how.
//
// A bundle is a module, so a script counts when it passes as CommonJS in plain Node; tests of what only a global script has drop out by themselves.
// Of the two modes that most scripts can be run in, one is: strict where the test asks for it, else sloppy.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundlers } from "./bundlers.mjs";
import { Crew } from "./crew.mjs";
import { findTests } from "./select.mjs";

const FOLDERS = ["arguments-object", "asi", "block-scope", "comments", "computed-property-names", "destructuring", "directive-prologue", "export",
  "expressions", "function-code", "future-reserved-words", "identifier-resolution", "identifiers", "import", "keywords", "line-terminators", "literals",
  "module-code", "punctuators", "reserved-words", "rest-parameters", "statementList", "statements", "types", "white-space"];

const [checkout, ...args] = process.argv.slice(2);
const option = (name, otherwise) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const unknown = args.find((arg) => arg !== "--all" && !/^--(only|bundlers|neap)=/.test(arg));
if (unknown) {
  console.error(`there is no option ${unknown}`);
  process.exit(2);
}
const language = join(checkout, "test/language");
const folders = option("only")?.split(",") ?? FOLDERS;
const chosen = option("bundlers", "neap,esbuild,rolldown").split(",");

// "FOLDER/START-OF-NAME   why", where * stands for any text → the pattern of each line
const exceptions = readFileSync(new URL("exceptions.txt", import.meta.url), "utf8").split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => new RegExp(`^${line.split(/\s/)[0].replace(/[.+]/g, "\\$&").replaceAll("*", ".*")}`));
const isException = (path) => exceptions.some((pattern) => pattern.test(path));

const isEarly = (test) => test.negative !== null && test.negative.phase !== "runtime";

const jobOf = (test, file) => ({
  file,
  module: test.flags.has("module"),
  raw: test.flags.has("raw"),
  async: test.flags.has("async"),
  includes: test.includes,
  negative: test.negative?.type ?? null,
});

// What tests import, in a folder of their own where no package.json says more than it does. Bundles have it beside them, too: import() of a
// name that is made when the program runs is left to the platform.
function layOutFixtures(folder, group) {
  cpSync(language, folder, { recursive: true, filter: (path) => !path.endsWith(".js") || path.includes("_FIXTURE") });
  writeFileSync(join(folder, "package.json"), group.module ? '{ "type": "module" }\n' : "{}\n");
}

function layOut(folder, group, tests) {
  layOutFixtures(folder, group);
  for (const test of tests) {
    mkdirSync(dirname(join(folder, test.path)), { recursive: true });
    writeFileSync(join(folder, test.path), (test.flags.has("onlyStrict") ? '"use strict";\n' : "") + test.source);
  }
}

// Path → fault or null, of tests that pass in Node.
async function tryBundler(bundle, group, tests, folder, out, crew) {
  const faults = new Map();
  const verdicts = await bundle(folder, tests.map(({ path }) => path), out, group.format);
  for (const test of tests) {
    const said = verdicts.get(test.path);
    // A crash is no refusal.
    const refused = said !== null && !said.startsWith("ended with");
    faults.set(test.path, isEarly(test) ? (refused ? null : (said ?? "accepted")) : said);
  }
  const built = tests.filter((test) => !isEarly(test) && verdicts.get(test.path) === null);
  const results = await crew.run(built.map((test) => jobOf(test, join(out, test.path))));
  built.forEach(({ path }, index) => faults.set(path, results[index]));
  return faults;
}

const percent = (part, whole) => (whole === 0 ? "" : ` ${((part / whole) * 100).toFixed(2)} %`);

// One line: how many pass of those that run and of those that must be refused.
function countLine(name, tests, faults) {
  const columns = [tests.filter((test) => !isEarly(test)), tests.filter(isEarly)].map((part) => {
    const passed = part.filter(({ path }) => faults.get(path) === null).length;
    return `${passed} of ${part.length}${percent(passed, part.length)}`.padEnd(28);
  });
  return `  ${name.padEnd(10)}${columns.join("")}`;
}

const scratch = mkdtempSync(join(tmpdir(), "neap-test262-"));
const crew = new Crew(join(checkout, "harness"));
const programs = bundlers(option("neap", "build/release/neap"));
let unexplained = 0;
try {
  const all = findTests(language, folders);
  for (const group of [{ name: "modules", format: "esm", module: true }, { name: "scripts", format: "cjs", module: false }]) {
    const tests = all.filter((test) => test.flags.has("module") === group.module);
    const sources = join(scratch, group.name);
    layOut(sources, group, tests);
    const inNode = await crew.run(tests.map((test) => jobOf(test, join(sources, test.path))));
    const passing = tests.filter((_, index) => inNode[index] === null);
    console.log(`${group.name}: ${passing.length} of ${tests.length} pass in Node ${process.version}`);
    console.log(`  ${"".padEnd(10)}${"run and pass".padEnd(28)}${"must be refused and are".padEnd(28)}`);
    for (const name of chosen) {
      const out = join(scratch, `${group.name}-${name}`);
      layOutFixtures(out, group);
      const faults = await tryBundler(programs[name], group, passing, sources, out, crew);
      console.log(countLine(name, passing, faults));
      if (name !== "neap") continue;
      const failing = passing.filter(({ path }) => faults.get(path) !== null);
      const shown = args.includes("--all") ? failing : failing.filter(({ path }) => !isException(path));
      for (const { path } of shown) console.log(`    ${path}: ${faults.get(path)}${isException(path) ? " (exception)" : ""}`);
      unexplained += failing.filter(({ path }) => !isException(path)).length;
    }
  }
} finally {
  crew.dismiss();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(unexplained === 0 ? "neap: nothing fails but what exceptions.txt explains" : `neap: ${unexplained} fail that exceptions.txt does not explain`);
process.exit(unexplained === 0 ? 0 : 1);
