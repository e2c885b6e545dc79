// A process that runs tests, each in a realm of its own with the harness in it. What it is sent:
//   { file, module, raw, async, includes, negative }      file: what to run, as an ES module or as CommonJS; negative: the name of
//                                                         the error that it must end with, "SyntaxError" before it runs
// What it answers: null when all is well, else a sentence.
import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import vm from "node:vm";

const harnessFolder = process.argv[2];
const harness = new Map();

function harnessScript(name) {
  if (!harness.has(name)) {
    const filename = join(harnessFolder, name);
    harness.set(name, new vm.Script(readFileSync(filename, "utf8"), { filename }));
  }
  return harness.get(name);
}

function newRealm(print) {
  const context = vm.createContext({ console });
  const global = vm.runInContext("globalThis", context);
  global.print = print;
  global.$262 = {
    global,
    evalScript: (text) => vm.runInContext(text, context),
    createRealm: () => newRealm(print).global.$262,
    detachArrayBuffer: (buffer) => structuredClone(buffer, { transfer: [buffer] }),
    gc: () => { throw new Error("no gc()"); },
    IsHTMLDDA: undefined,
  };
  return { context, global };
}

// Loads modules into one realm: each file once.
class Loader {
  constructor(context) {
    this.context = context;
    this.modules = new Map();
  }

  load(path, type) {
    const key = `${type ?? ""} ${path}`;
    if (!this.modules.has(key)) this.modules.set(key, type === "json" ? this.json(path) : this.source(path));
    return this.modules.get(key);
  }

  json(path) {
    const value = vm.runInContext("JSON.parse", this.context)(readFileSync(path, "utf8"));
    return new vm.SyntheticModule(["default"], function () { this.setExport("default", value); }, { context: this.context, identifier: path });
  }

  source(path) {
    return new vm.SourceTextModule(readFileSync(path, "utf8"), {
      context: this.context,
      identifier: path,
      initializeImportMeta: (meta) => { meta.url = `file://${path}`; },
      importModuleDynamically: (specifier, _, attributes) => this.dynamic(specifier, path, attributes),
    });
  }

  link = (specifier, from, { attributes } = {}) => this.load(resolve(dirname(from.identifier), specifier), attributes?.type);

  async run(path) {
    const module = this.load(path);
    await module.link(this.link);
    await module.evaluate();
    return module;
  }

  // A failure is the realm's own error, as the language has it.
  async dynamic(specifier, from, attributes) {
    const module = this.load(resolve(dirname(from), specifier), attributes?.type);
    if (module.status === "unlinked") await module.link(this.link);
    await module.evaluate();
    return module;
  }
}

async function runFile(test, context) {
  const loader = new Loader(context);
  if (test.module) return loader.run(test.file);
  const run = vm.compileFunction(readFileSync(test.file, "utf8"), ["exports", "require", "module", "__filename", "__dirname"], {
    filename: test.file,
    parsingContext: context,
    importModuleDynamically: (specifier, _, attributes) => loader.dynamic(specifier, test.file, attributes),
  });
  const module = { exports: vm.runInContext("({})", context) };
  const require = (name) => { throw new Error(`require(${name})`); };
  run.call(module.exports, module.exports, require, module, test.file, dirname(test.file));
}

async function runTest(test) {
  let printed;
  const done = new Promise((finish) => { printed = finish; });
  const { context } = newRealm((text) => printed(String(text)));
  if (!test.raw) {
    for (const name of ["assert.js", "sta.js", ...(test.async ? ["doneprintHandle.js"] : []), ...test.includes]) {
      harnessScript(name).runInContext(context);
    }
  }
  try {
    await runFile(test, context);
    if (test.negative) return `no ${test.negative}`;
  } catch (error) {
    const name = error?.constructor?.name ?? typeof error;
    if (test.negative) return name === test.negative ? null : `${name} instead of ${test.negative}`;
    return `${name}: ${error?.message ?? error}`.slice(0, 300);
  }
  if (!test.async) return null;
  const text = await done;
  return text === "Test262:AsyncTestComplete" ? null : text.slice(0, 300);
}

process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});
process.on("message", async (test) => {
  let fault;
  try {
    fault = await runTest(test);
  } catch (error) {
    fault = `${basename(test.file)}: ${error?.stack ?? error}`;
  }
  process.send({ fault });
});
