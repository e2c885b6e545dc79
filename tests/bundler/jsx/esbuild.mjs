// JSX as esbuild has it: main.jsx through both in every mode, run in Node, and what is printed compared. What is preserved is read again
// by esbuild.
//
//   node esbuild.mjs NEAP BENCH-FOLDER        (the folder whose node_modules has esbuild)
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [neap, bench] = process.argv.slice(2).map((path) => resolve(path));
const { buildSync } = createRequire(join(bench, "package.json"))("esbuild");
const folder = mkdtempSync(join(tmpdir(), "neap-jsx-"));
process.chdir(folder);
cpSync(import.meta.dirname, ".", { recursive: true });
for (const name of ["react", "other"]) cpSync("react", `node_modules/${name}`, { recursive: true });

const modes = [
  { name: "automatic", args: [], options: { jsx: "automatic" } },
  { name: "dev", args: ["--jsx-dev"], options: { jsx: "automatic", jsxDev: true } },
  { name: "import-source", args: ["--jsx-import-source=other"], options: { jsx: "automatic", jsxImportSource: "other" } },
  { name: "transform", args: ["--jsx=transform"], options: { jsx: "transform" } },
  {
    name: "factory", args: ["--jsx=transform", "--jsx-factory=JSON.stringify", "--jsx-fragment=Math.PI"],
    options: { jsx: "transform", jsxFactory: "JSON.stringify", jsxFragment: "Math.PI" },
  },
  { name: "preserve", args: ["--jsx=preserve", "--format=esm"], options: { jsx: "automatic" } },
];
// What a comment with @jsx says counts here whatever the mode; esbuild heeds it with jsx: "transform" alone.
const byPragma = [["h", ["a", { b: "c" }, "d", "@jsx notThis"]], ["h", ["frag", null, ["h", ["e", null]]]]];
const common = { bundle: true, format: "esm", logLevel: "error", absWorkingDir: folder };
const run = (file) => execFileSync(process.execPath, [file], { encoding: "utf8" }).split(/^(?=\w+ )/m);
let failed = 0;
for (const { name, args, options } of modes) {
  const own = `${name}-neap.${name === "preserve" ? "jsx" : "mjs"}`;
  execFileSync(neap, ["build", "main.jsx", ...args, "-o", own, "--log-level=warning"], { stdio: "inherit" });
  if (name === "preserve") buildSync({ ...common, ...options, entryPoints: [own], outfile: "preserve-neap.mjs" });
  buildSync({ ...common, ...options, entryPoints: ["main.jsx"], outfile: `${name}-esbuild.mjs` });
  const [actual, expected] = [run(`${name}-neap.mjs`), run(`${name}-esbuild.mjs`)];
  for (let [i, text] of expected.entries()) {
    // A pragma decides for its file; in what is bundled already there is none.
    if (name === "preserve" && /^(classic|runtimeClassic|otherSource) /.test(text)) continue;
    if (text.startsWith("classic ")) text = `classic ${JSON.stringify(byPragma, null, 1)}\n`;
    if (text === actual[i]) continue;
    failed++;
    console.log(`${name}: neap\n${actual[i]}esbuild\n${text}`);
  }
  console.log(`${name}: ${expected.length} elements`);
}
rmSync(folder, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
