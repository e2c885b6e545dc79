// The resolver against Node and esbuild: the same specifiers, asked of each in random trees of packages.
//   node run.mjs ANSWERS SEEDS [FIRST]     ANSWERS: the program of answers.c; SEEDS: how many trees, beginning with seed FIRST [1]
//
// On platform node, Node is right: what it finds must be found, what its "exports" and "imports" refuse must be refused. Where Node finds
// nothing, a bundler may add (endings left out in an import, "module"): then esbuild is right. On platform browser, which Node
// does not know, esbuild is right. What differs for a reason is in `reasons`.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chance, layout, questions } from "./layouts.mjs";

const [program, seeds, first = "1"] = process.argv.slice(2);
const asking = process.argv.includes("--as-node");
const QUESTIONS = 120;

// --- Node, in a process of its own for its conditions ---

const isFile = (path) => existsSync(path) && statSync(path).isFile();

function nodeAnswer([kind, importer, specifier]) {
  try {
    if (kind === "require") {
      const found = createRequire(importer).resolve(specifier);
      return found.startsWith("/") ? found : "external";
    }
    const url = import.meta.resolve(specifier, pathToFileURL(importer).href);
    if (url.startsWith("node:")) return "external";
    const path = fileURLToPath(url);
    return isFile(path) ? realpathSync(path) : "!ERR_MODULE_NOT_FOUND";
  } catch (error) {
    // Node 20's require.resolve stumbles over "imports" that lead to a builtin.
    return error.code === "ERR_INVALID_URL_SCHEME" ? "external" : `!${error.code}`;
  }
}

if (asking) {
  let text = "";
  for await (const piece of process.stdin.setEncoding("utf8")) text += piece;
  for (const line of text.trimEnd().split("\n")) console.log(nodeAnswer(line.split("\t")));
  process.exit(0);
}

const lines = (asked) => asked.map((question) => `${question.join("\t")}\n`).join("");

function ask(command, args, asked) {
  const text = execFileSync(command, args, { input: lines(asked), encoding: "utf8", maxBuffer: 64 << 20, stdio: ["pipe", "pipe", "pipe"] });
  return text.trimEnd().split("\n");
}

const askNode = (asked) =>
  ask(process.execPath, ["--no-warnings", "--experimental-import-meta-resolve", "-C", "module", "-C", "custom", fileURLToPath(import.meta.url), "-", "0", "--as-node"], asked);

// --- esbuild, whose plugins may ask how it resolves ---

const esbuild = createRequire(new URL("../../../bench/package.json", import.meta.url))("esbuild");

async function askEsbuild(asked, platform, resolveExtensions) {
  const answers = [];
  const plugin = {
    name: "ask",
    setup(build) {
      build.onStart(async () => {
        for (const [kind, importer, specifier] of asked) {
          const how = { importer, resolveDir: dirname(importer), kind: kind === "require" ? "require-call" : "import-statement" };
          const found = await build.resolve(specifier, how);
          answers.push(
            found.errors.length !== 0 ? `!${found.errors[0].text}`
            : found.external ? "external"
            : !isFile(found.path) ? "empty"
            : found.path + (found.sideEffects ? "" : " pure"),
          );
        }
      });
    },
  };
  const stdin = { contents: "", resolveDir: "/" };
  await esbuild.build({ stdin, bundle: true, write: false, platform, resolveExtensions, conditions: ["module", "custom"], plugins: [plugin], logLevel: "silent" });
  return answers;
}

// --- Comparing ---

const refusals = /^!ERR_(PACKAGE_PATH_NOT_EXPORTED|PACKAGE_IMPORT_NOT_DEFINED|INVALID_PACKAGE_TARGET|INVALID_MODULE_SPECIFIER|INVALID_PACKAGE_CONFIG)/;
const path = (answer) => answer.replace(/ pure$/, "");
const same = (a, b) => (a[0] === "!" ? b[0] === "!" : path(a) === path(b));

// Whether the browser map of its own package has something in place of a file.
function isMapped(answer) {
  const file = path(answer);
  const inner = /^.*\/((node_modules\/(@s\/)?|work\/)[^/]+|app)\//.exec(file)?.[0];
  if (!inner || !existsSync(`${inner}package.json`)) return false;
  const { browser } = JSON.parse(readFileSync(`${inner}package.json`, "utf8"));
  return typeof browser === "object" && [file.slice(inner.length), `./${file.slice(inner.length)}`].some((key) => key in browser);
}

const isLoneFile = (answer) => /\/node_modules\/(@s\/)?[^/]+$/.test(path(answer));

// Whether a package around that of `importer` has `specifier` in its browser map.
function outerMapHas(importer, specifier) {
  for (let at = importer; at.includes("/node_modules/"); ) {
    at = at.slice(0, at.lastIndexOf("/node_modules/"));
    if (!existsSync(join(at, "package.json"))) continue;
    const { browser } = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
    if (typeof browser === "object" && specifier in browser) return true;
  }
  return false;
}

const reasons = [
  // Node evaluates "./a.js?x" apart from "./a.js", which is not offered yet: it is refused. esbuild decodes no "%20".
  ([, , specifier], ours) => specifier.includes("?") && ours[0] === "!",
  ([, , specifier], ours, node) => node === undefined && (specifier.includes("%") || specifier.includes("//")),
  // Nor does it mind, in a browser map, that "./a/" can only mean a folder.
  ([, , specifier], ours, node) => node === undefined && specifier.endsWith("/"),
  // Browser maps hold for what "exports", "imports" and "main" lead to as well, and may put a package there.
  ([, , specifier], ours, node) => node === undefined && /\/node_modules\/plain\//.test(ours) && specifier !== "plain",
  (question, ours, node, theirs) => node === undefined && theirs[0] !== "!" && isMapped(theirs),
  // In an import, packages come before files that lie in node_modules themselves, which Node does not see at all.
  ([kind], ours, node, theirs) => node === undefined && kind === "import" && isLoneFile(theirs),
  // A package's map is not that of what is installed below it.
  ([, importer, specifier], ours, node) => node === undefined && outerMapHas(importer, specifier),
  // A file that lies in node_modules itself belongs to no package; esbuild asks the one around.
  (question, ours, node, theirs) => isLoneFile(ours) && path(ours) === path(theirs),
  // A module that "browser" leaves empty has its path with esbuild, which only bundling tells from the file.
  (question, ours, node, theirs) => ours === "empty" && theirs[0] !== "!",
];

function judge(question, ours, node, esbuildSays) {
  const isExcused = reasons.some((reason) => reason(question, ours, node, esbuildSays));
  if (isExcused) return true;
  if (node === undefined) return ours[0] === "!" || esbuildSays[0] === "!" ? same(ours, esbuildSays) : ours === esbuildSays;
  if (node[0] !== "!" || refusals.test(node)) return same(ours, node);
  return same(ours, esbuildSays);
}

const counts = { asked: 0, found: 0, different: 0 };

function compare(seed, root, platform, asked, ours, node, theirs) {
  for (let i = 0; i < asked.length; i++) {
    counts.asked++;
    counts.found += ours[i][0] !== "!";
    if (judge(asked[i], ours[i], node?.[i], theirs[i])) continue;
    counts.different++;
    if (counts.different > 20) continue;
    const [kind, importer, specifier] = asked[i];
    console.log(`seed ${seed}, ${platform}: ${kind} "${specifier}" from ${importer}\n  neap:    ${ours[i]}\n  Node:    ${node?.[i] ?? "-"}\n  esbuild: ${theirs[i]}`);
  }
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "neap-resolution-")));
const trees = [];
for (let seed = Number(first); seed < Number(first) + Number(seeds); seed++) {
  const random = chance(seed);
  const root = join(scratch, String(seed));
  mkdirSync(root);
  trees.push({ seed, root, asked: questions(random, layout(random, root), QUESTIONS) });
}
const all = trees.flatMap((tree) => tree.asked);
const node = askNode(all);
const endings = [".js", ".json"];
const onNode = [ask(program, ["node", "custom", endings.join()], all), node, await askEsbuild(all, "node", endings)];
const inBrowser = [ask(program, ["browser", "custom", "-"], all), undefined, await askEsbuild(all, "browser", [".js", ".mjs", ".cjs", ".json"])];
trees.forEach(({ seed, root, asked }, index) => {
  const part = (answers) => answers?.slice(index * QUESTIONS, (index + 1) * QUESTIONS);
  compare(seed, root, "node", asked, ...onNode.map(part));
  compare(seed, root, "browser", asked, ...inBrowser.map(part));
});

console.log(`${seeds} trees: ${counts.asked} questions, ${counts.found} found, ${counts.different} answered otherwise`);
const holds = counts.different === 0 && counts.found > counts.asked / 5;
if (holds || !process.env.NEAP_KEEP) rmSync(scratch, { recursive: true });
else console.log(`the trees are in ${scratch}`);
process.exit(holds ? 0 : 1);
