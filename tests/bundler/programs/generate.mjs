// Random programs of a few modules that tell by print() what happens in them. They know no other global but what ECMAScript has; whatever
// they do wrong, they do in Node too. The same seed gives the same program. (Not here, but in tests/bundler/cases: top-level await, and `module.exports = …`, whose names Node
// guesses from the text.)

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

// Few names, so that they collide: between modules, with inner scopes, with globals and with what bundlers call their own things.
const names = ["a", "b", "c", "x", "y", "Map", "exports_1", "require_m1", "m1_default", "module_1", "a_1", "b2", "undefined_1", "__commonJS", "$", "_default", "Object_1", "init_m2"];

class Program {
  constructor(seed) {
    this.random = chance(seed);
    this.count = 2 + this.random.below(5);
    this.kinds = Array.from({ length: this.count }, () => (this.random.often(35) ? "cjs" : "mjs"));
    this.hasCircles = this.random.often(40);
    this.exports = this.kinds.map(() => [...new Set(Array.from({ length: 1 + this.random.below(4) }, () => this.random.one(names)))]);
  }
  file(index) {
    return `m${index}.${this.kinds[index]}`;
  }
  files() {
    return new Map(this.kinds.map((kind, index) => [this.file(index), new Module(this, index).text()]));
  }
}

class Module {
  constructor(program, index) {
    Object.assign(this, { program, index, random: program.random, isCommonJs: program.kinds[index] === "cjs" });
    this.scopes = [new Map()]; // name -> "let", "const", "function", "import", "class"
    this.depth = 0;
    this.labels = 0;
    this.own = program.exports[index];
  }

  // --- Names ---

  lookup(name) {
    for (let i = this.scopes.length - 1; i >= 0; i--) if (this.scopes[i].has(name)) return this.scopes[i].get(name);
    return undefined;
  }
  visible() {
    return [...new Set(this.scopes.flatMap((scope) => [...scope.keys()]))];
  }
  fresh(kind) {
    const scope = this.scopes.at(-1);
    const free = names.filter((name) => !scope.has(name) && !(this.scopes.length === 1 && this.own.includes(name)));
    if (free.length === 0) return null;
    const name = this.random.one(free);
    scope.set(name, kind);
    return name;
  }
  inScope(body, declared = []) {
    this.scopes.push(new Map(declared));
    this.depth++;
    const text = body();
    this.depth--;
    this.scopes.pop();
    return text;
  }

  // --- Expressions: each has a value that String() can show, or throws ---

  name() {
    const seen = this.visible();
    return seen.length === 0 ? "0" : this.random.one(seen);
  }
  expression(depth = 2) {
    const { random } = this;
    const e = () => this.expression(depth - 1);
    if (depth === 0 || random.often(25)) return random.one([() => this.name(), () => String(random.below(9)), () => `"${random.one(["s", "é", "\\u{1f600}", "'", "\\n"])}"`, () => "null", () => (this.isSloppy ? "true" : "this === undefined"), () => "(-0)", () => "1e3"])();
    return random.one([
      () => `(${e()} + ${e()})`,
      () => `${random.one(["-", "+", "!", "void ", "typeof "])}(${e()})`,
      () => `((${e()}) ${random.one(["===", "&&", "||", "??", ",", "<", "**"])} (${e()}))`,
      () => `(${e()} ? ${e()} : ${e()})`,
      () => `[${e()}, ...[${e()}]].length`,
      () => `show(${e()})`,
      () => `({ j: ${this.name()}, k: ${e()} }).k`,
      () => `\`<\${show(${e()})}>\``,
      () => `typeof ${random.one(names.filter((name) => !name.startsWith("__")))}`,
      () => `((${this.arrow()}))(${e()})`,
      () => `(function ${random.often(50) ? random.one(names) : ""}(...rest) { return rest.length + ${e()}; })(${e()})`,
      () => `show(${this.name()}?.k)`,
      () => `/[${random.one(["a-z", "/", "\\\\]"])}]/.test(String(${e()}))`,
      () => `call(${this.name()}, ${e()})`,
      () => `call(() => ${e()})`,
      () => (this.inFunction ? "new.target === undefined" : "true"),
    ])();
  }
  arrow() {
    const param = this.random.one(names);
    return this.inScope(() => `${this.random.often(50) ? param : `{ ${param}: ${param} = 1 } = {}`}`.replace(/^\{.*/, (text) => `(${text})`) + ` => ${this.expression(1)}`, [[param, "let"]]);
  }
  assignable() {
    return this.visible().filter((name) => this.lookup(name) === "let");
  }

  // --- Statements ---

  block(count) {
    return this.inScope(() => `{\n${this.statements(count)}}`);
  }
  statements(count) {
    let text = "";
    for (let i = 0; i < count; i++) text += `${this.statement()}\n`;
    return text;
  }
  statement() {
    const { random } = this;
    const inner = () => this.block(1 + random.below(2));
    const choices = [
      () => `print(${JSON.stringify(`${this.index}`)}, ${this.expression()});`,
      () => `print(show(${this.expression()}));`,
      () => this.declaration(),
      () => this.declaration(),
      () => {
        const targets = this.assignable();
        return targets.length === 0 ? ";" : `${random.one(targets)} ${random.one(["=", "+=", "??=", "||="])} ${this.expression()};`;
      },
      () => {
        const targets = this.assignable();
        return targets.length === 0 ? ";" : `;[${random.one(targets)} = ${this.expression(1)}] = [];`;
      },
    ];
    if (this.depth < 3) {
      choices.push(
        () => `if (${this.expression()}) ${inner()} else ${inner()}`,
        () => `try ${inner()} catch (${random.one(names)}) { print("caught"); }`,
        () => `for (const ${random.one(names)} of [1, 2]) ${inner()}`,
        () => `switch (${this.expression(1)}) { case 1: ${this.inScope(() => this.statements(1))} break; default: print("d"); }`,
        () => `l${this.labels++}: ${inner()}`,
        () => `{ let i = 0; do ${inner()} while (++i < 2); }`,
        () => inner(),
      );
    }
    return random.one(choices)();
  }
  params() {
    const made = [...new Set(Array.from({ length: this.random.below(3) }, () => this.random.one(names)))];
    return { made: made.map((name) => [name, "let"]), text: made.map((name) => (this.random.often(30) ? `${name} = ${this.random.below(5)}` : name)).join(", ") };
  }
  functionBody() {
    const { made, text } = this.params();
    const was = this.inFunction;
    this.inFunction = true;
    const body = this.inScope(() => `(${text}) {\n${this.statements(1 + this.random.below(2))}return ${this.expression(1)};\n}`, made);
    this.inFunction = was;
    return body;
  }
  declaration() {
    const { random } = this;
    const kind = random.one(["let", "const", "function", "class", "let"]);
    const value = this.expression();
    const name = this.fresh(kind);
    if (name === null) return ";";
    return this.declarationOf(name, kind, value);
  }
  declarationOf(name, kind, value = this.expression()) {
    if (kind === "function") return `${this.random.one(["", "", "async "])}function ${name}${this.functionBody()}`;
    if (kind === "class") return this.classOf(name);
    return `${kind} ${name} = ${value};`;
  }
  classOf(name) {
    const { random } = this;
    return this.inScope(
      () => `class ${name} {\n#p = 1;\nstatic k = ${random.below(9)};\nstatic { ${random.often(50) ? `print("static", ${name}.k);` : ""} }\nget k() { return this.#p + ${this.expression(1)}; }\nstatic of() { return new ${name}().k; }\n}`,
      [[name, "class"]],
    );
  }

  // --- Module level ---

  text() {
    const parts = this.isCommonJs ? this.commonJs() : this.esModule();
    return `${parts}print("end of ${this.index}");\n`;
  }
  targets() {
    const wanted = [];
    for (let i = 0; i < this.program.count; i++) {
      // Every module is reached from the first; a few circles.
      const isForward = i === this.index + 1 || (i > this.index && this.random.often(30));
      if (isForward || (i !== this.index && this.program.hasCircles && this.random.often(15))) wanted.push(i);
    }
    return wanted;
  }
  importsOf(index) {
    const { random, program } = this;
    const from = `from "./${program.file(index)}"`;
    const local = random.often(10) ? null : this.fresh("import");
    if (local === null) return `import "./${program.file(index)}";\n`;
    if (program.kinds[index] === "cjs") return random.often(70) ? `import ${local} ${from};\n` : `import * as ${local} ${from};\n`;
    const exported = random.one(program.exports[index]);
    return random.one([
      () => `import * as ${local} ${from};\n`,
      () => `import { ${exported} as ${local} } ${from};\n`,
      () => `import { ${exported} as ${local} } ${from};\n`,
      () => `import ${local} ${from};\n`,
    ])();
  }
  esModule() {
    const { random, program } = this;
    let text = "";
    for (const index of this.targets()) {
      text += this.importsOf(index);
      if (random.often(15) && program.kinds[index] === "mjs") text += `export * as star${index} from "./${program.file(index)}";\n`;
    }
    const bodies = [];
    for (const name of this.own) {
      const taken = this.scopes[0].has(name);
      if (taken) {
        bodies.push(`export { ${name} };`);
      } else {
        const kind = random.one(["let", "const", "function", "class"]);
        this.scopes[0].set(name, kind);
        bodies.push(`export ${this.declarationOf(name, kind)}`);
      }
      bodies.push(this.statement());
    }
    bodies.push(random.one([() => `export default ${this.expression()};`, () => `export default function ${this.functionBody()}`, () => `export default class { static k = 1; }`, () => `export { ${this.own[0]} as default };`])());
    for (let i = 1 + random.below(4); i > 0; i--) bodies.push(this.statement());
    return `${text}${bodies.join("\n")}\n`;
  }
  commonJs() {
    const { random, program } = this;
    this.isSloppy = random.often(70); // in an ES module it becomes strict, and `this` in its functions another
    let text = this.isSloppy ? "" : '"use strict";\n';
    for (const index of this.targets()) {
      if (program.kinds[index] === "mjs") continue; // Node 20 cannot require() them
      const local = this.fresh("const");
      text += local === null ? `require("./${program.file(index)}");\n` : `const ${local} = require("./${program.file(index)}");\n`;
    }
    const bodies = [];
    for (const name of this.own) {
      bodies.push(random.one([() => `exports.${name} = ${this.expression()};`, () => `module.exports.${name} = ${this.expression()};`, () => `exports.${name} = function ${this.functionBody()};`])());
      bodies.push(this.statement());
    }
    for (let i = random.below(4); i > 0; i--) bodies.push(this.statement());
    return `${text}${bodies.join("\n")}\n`;
  }
}

// The files of a program; the first is the entry.
export const program = (seed) => new Program(seed).files();
