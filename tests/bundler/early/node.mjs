// Whether neap accepts what Node accepts and refuses what it refuses: thousands of small sources as modules and as the bodies of CommonJS
// functions, each construct in each place where it may stand or not.
//
//   node --experimental-vm-modules node.mjs ACCEPTS [EVERY]     (ACCEPTS: the program of accepts.c; EVERY: each so many-th source)
import { spawnSync } from "node:child_process";
import vm from "node:vm";
import { contexts, programs, snippets } from "./sources.mjs";
import { exceptions } from "./exceptions.mjs";

const readers = {
  m: (text) => new vm.SourceTextModule(text),
  s: (text) => vm.compileFunction(text, ["exports", "require", "module", "__filename", "__dirname"]),
};

// Node's refusal, or null.
function refusal(goal, text) {
  try {
    readers[goal](text);
    return null;
  } catch (error) {
    return error.message;
  }
}

const sources = new Set(programs);
for (const snippet of snippets) for (const context of contexts) sources.add(context.replaceAll("$", () => snippet));
const every = Number(process.argv[3] ?? 1);
const cases = [...sources].filter((_, i) => i % every === 0).flatMap((text) => [["m", text], ["s", text]]);

const input = cases.map(([goal, text]) => `${goal}${text}\0`).join("");
const answered = spawnSync(process.argv[2], { input, maxBuffer: 256 << 20, encoding: "utf8" });
const answers = answered.stdout.trimEnd().split("\n");
if (answered.status !== 0 || answers.length !== cases.length) {
  console.log(`${process.argv[2]} ended with ${answered.status ?? answered.signal} after ${answers.length} of ${cases.length}: ${cases[answers.length - 1]}`);
  console.log(answered.stderr);
  process.exit(1);
}

let excepted = 0;
let accepted = 0;
const failures = [];
cases.forEach(([goal, text], i) => {
  // What shows itself to be a module is one to neap: Node must accept it as such.
  const asked = answers[i] === "module" ? "m" : goal;
  const why = refusal(asked, text);
  if ((why === null) === !answers[i].startsWith("no ")) return void (accepted += why === null);
  if (exceptions.some((exception) => exception.matches(text, asked))) return void excepted++;
  failures.push(`${goal === "m" ? "module" : "script"} ${JSON.stringify(text)}\n    neap: ${answers[i]}\n    Node: ${why ?? "accepted"}`);
});
for (const failure of failures.slice(0, 60)) console.log(failure);
console.log(`${cases.length} sources, ${accepted} of them accepted by both; ${excepted} differ for known reasons, ${failures.length} for none`);
process.exitCode = failures.length === 0 ? 0 : 1;
