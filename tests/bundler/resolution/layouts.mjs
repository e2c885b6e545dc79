// Random trees of packages, and questions about them. The same seed gives the same tree.
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

// splitmix64's smaller brother: 32 bits are enough to choose among files.
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const below = (limit) => next() % limit;
  return { below, one: (list) => list[below(list.length)], often: (percent) => below(100) < percent };
}

const files = ["index.js", "index.json", "index.mjs", "a.mjs", "a.cjs", "a.json", "b", "a.b.js", "a b.js", "lib/index.js", "lib/a.mjs", "lib/index.json"];
const always = ["a.js", "b.js", "lib/a.js", "lib/in.js"];
const folders = ["a/index.js", "b/index.json", "lib/in/a.js", "lib/a/index.js", "c.js/index.js", "none/x.txt"];
const names = ["p", "q", "r", "@s/p", "@s/q"];
const targets = ["./a.js", "./a.mjs", "./lib/a.js", "./lib/*.js", "./lib/*", "./*", "./*.js", "./gone.js", null, "./lib", "./index.js"];
const conditions = ["import", "require", "node", "browser", "module", "custom", "default"];
const subpaths = [".", "./a", "./a.js", "./*", "./lib/*", "./lib/*.js", "./lib/a", "./package.json", "./lib/in/*"];
const mains = ["a.js", "./a", "lib", "./lib/", "./lib/a.js", "gone.js", "", ".", "b", "a", "./index.js", "lib/a"];
const privates = ["#a", "#lib/*", "#p", "#gone", "#*.js"];
const mapped = ["a.js", "./b.js", "p", "q", "@s/p/a.js", "./lib/a.js", "fs", "r/lib"];
const replacements = [false, "./lib/in.js", "./lib/a.js", "plain", "plain/b.js"];

function target(random, depth, list = targets) {
  const choice = depth === 0 ? 0 : random.below(10);
  if (choice < 6) return random.one(list);
  if (choice === 6) return Array.from({ length: 1 + random.below(2) }, () => target(random, depth - 1, list));
  return map(random, conditions, 1 + random.below(3), () => target(random, depth - 1, list));
}

function map(random, keys, count, value) {
  const made = {};
  for (let i = 0; i < count; i++) made[random.one(keys)] = value();
  return made;
}

function manifest(random, name) {
  const made = { name };
  if (random.often(40)) made.type = random.one(["module", "commonjs"]);
  if (random.often(60)) made.main = random.one(mains);
  if (random.often(25)) {
    made.module = random.one(mains);
    made.main = random.one(["a.js", "./b", "./lib/a.js", "lib/a"]); // without it the index file and "module" compete
  }
  if (random.often(15)) made.browser = random.one(mains);
  else if (random.often(40)) made.browser = map(random, mapped, 1 + random.below(3), () => random.one(replacements));
  if (random.often(45)) made.exports = random.often(25) ? target(random, 2) : map(random, subpaths, 1 + random.below(5), () => target(random, 2));
  if (random.often(35)) made.imports = map(random, privates, 1 + random.below(3), () => target(random, 2, [...targets, "p", "q/a.js", "@s/p", "fs"]));
  if (random.often(30)) made.sideEffects = random.one([false, true, ["./a.js"], ["*.mjs"], ["lib/**"], []]);
  return made;
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

// What browser maps name is always there: of what is not, every bundler has its own idea.
function fill(random, folder, name) {
  for (const file of always) write(join(folder, file), "");
  for (const file of files) if (random.often(40)) write(join(folder, file), file.endsWith(".json") ? "{}" : "");
  for (const file of folders) {
    const isTaken = existsSync(join(folder, dirname(file))) && !statSync(join(folder, dirname(file))).isDirectory();
    if (!isTaken && random.often(30)) write(join(folder, file), file.endsWith(".json") ? "{}" : "");
  }
  write(join(folder, "package.json"), JSON.stringify(manifest(random, name)));
  if (random.often(15)) write(join(folder, "lib/package.json"), JSON.stringify({ main: random.one(mains), type: random.one(["module", "commonjs"]) }));
}

function link(to, at) {
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(to, at);
}

// A package below `modules`: a folder, a link to a workspace, or as pnpm has it, with what it needs beside it in the store.
function install(random, root, modules, name, number) {
  const at = join(modules, name);
  const how = random.below(10);
  if (how === 0) {
    write(`${at}.js`, "");
    return [];
  }
  const workspace = join(root, `work/w${number}`);
  const store = join(root, `node_modules/.pnpm/${name.replace("/", "+")}@${number}/node_modules`);
  const folder = how < 6 ? at : how < 8 ? workspace : join(store, name);
  mkdirSync(folder, { recursive: true });
  fill(random, folder, name);
  if (folder !== at) link(folder, at);
  if (how >= 8) {
    const other = random.one(names);
    if (other !== name) link(join(modules, other), join(store, other));
  }
  return [folder];
}

// Makes a tree below `root` (a real path); gives the folders that have modules in them.
export function layout(random, root) {
  const made = [];
  let number = 0;
  const modulesOf = (folder, percent) => {
    for (const name of names) {
      if (random.often(percent)) made.push(...install(random, root, join(folder, "node_modules"), name, number++));
    }
  };
  modulesOf(root, 60);
  for (const file of ["index.js", "b.js"]) write(join(root, "node_modules/plain", file), "");
  const app = join(root, "app");
  mkdirSync(app);
  fill(random, app, "app");
  modulesOf(app, 30);
  for (const folder of [...made]) if (random.often(30)) modulesOf(folder, 25);
  return [app, ...made];
}

const rests = ["", "/a", "/a.js", "/lib", "/lib/a", "/lib/a.js", "/b", "/package.json", "/gone", "/a.mjs", "/lib/in/a.js", "/index", "/a.b"];
const paths = ["./a", "./a.js", "./a/", "./b", "./lib", "./lib/", "./lib/a", "./lib/../a.js", ".", "./", "./a.b", "./a%20b.js", "./a b.js", "./gone", "./index", "./b/", "./c.js/index.js", "./c.js", "./none/../a.js", "./gone/../lib/", "./lib/a.js?x", "./none"];
const inner = ["./a", "../a", "..", "../", ".", "../b.js", "../lib", "./index.js"];

// `[kind, importer, specifier]`, `count` of them.
export function questions(random, folders, count) {
  const asked = [];
  const kinds = ["import", "require"];
  for (let i = 0; i < count; i++) {
    const folder = random.one(folders);
    const deep = random.often(25) && existsSync(join(folder, "lib"));
    const importer = join(folder, deep ? "lib/asks.js" : "asks.js");
    const choice = random.below(10);
    const specifier =
      choice < 5 ? random.one([...names, "app"]) + random.one(rests)
      : choice < 8 ? random.one(deep ? inner : paths)
      : choice < 9 ? random.one(["#a", "#lib/a.js", "#lib/a", "#p", "#gone", "#none", "#a.js"])
      : random.one(["fs", "node:fs", "fs/promises", "@s", "p//a.js", "./lib//a.js"]);
    asked.push([random.one(kinds), importer, specifier]);
  }
  return asked;
}
