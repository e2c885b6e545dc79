// A project that lives: modules of every kind that import each other, and edits such as people make, also wrong ones.
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const names = ['a', 'b', 'c', 'value', 'x', 'default', 'then', 'f', 'g'];
const folders = ['', 'lib/', 'lib/deep/', 'other/'];

export class Project {
  constructor(root, dice) {
    this.root = root;
    this.dice = dice;
    this.modules = []; // { file, kind, exports, imports, extra, broken, gone }
    this.count = 0;
    this.side = true;
    this.type = 'module';
    mkdirSync(path.join(root, 'src'), { recursive: true });
    for (let i = 0; i < 8; i++) this.addModule();
    this.modules[0].file = 'src/main.js';
    this.modules[1].file = 'src/second.js';
    for (const module of this.modules) this.write(module);
    this.writePackage();
  }

  path(file) { return path.join(this.root, file); }

  put(file, text) {
    const target = this.path(file);
    mkdirSync(path.dirname(target), { recursive: true });
    if (this.dice.chance(40)) {
      const temporary = path.join(path.dirname(target), `.${path.basename(target)}.swp`);
      writeFileSync(temporary, text);
      renameSync(temporary, target);
    } else {
      writeFileSync(target, text);
    }
  }

  writePackage() {
    const { type, side } = this;
    this.put('package.json', JSON.stringify({ name: 'project', type, sideEffects: side, imports: { '#m': './src/main.js' } }));
  }

  addModule() {
    const { dice } = this;
    const number = this.count++;
    const kind = dice.pick(['esm', 'esm', 'esm', 'cjs', 'json']);
    const ending = { esm: dice.pick(['.js', '.mjs']), cjs: '.cjs', json: '.json' }[kind];
    const module = {
      file: `src/${dice.pick(folders)}m${number}${ending}`, number, kind: number < 2 ? 'esm' : kind, version: 0,
      exports: names.filter(() => dice.chance(40)), imports: [], extra: [], broken: false, gone: false,
    };
    this.modules.push(module);
    for (let i = dice.below(4); i > 0; i--) this.addImport(module);
    return module;
  }

  addImport(module) {
    const { dice } = this;
    const target = dice.pick(this.modules);
    module.imports.push({
      target, name: dice.pick(names), local: dice.chance(50) ? dice.pick(names) : null, late: dice.below(1000),
      how: dice.pick(['named', 'named', 'named', 'namespace', 'default', 'effect', 'dynamic', 'star', 'reexport', 'require', 'member', 'short']),
    });
  }

  specifier(module, target, how) {
    let relative = path.posix.relative(path.posix.dirname(module.file), target.file);
    if (!relative.startsWith('.')) relative = `./${relative}`;
    return how === 'short' ? relative.replace(/\.js$/, '') : relative;
  }

  importLine(module, item, i) {
    const { target, name, how } = item;
    const from = JSON.stringify(this.specifier(module, target, how));
    const plain = name === 'default' || name === 'then' ? `n${i}` : name;
    const local = `${item.local && item.local !== 'default' ? item.local : plain}${item.local && i % 2 ? '' : i}`;
    switch (how) {
      case 'named': case 'short': return `import { ${name} as ${local} } from ${from};\nlog(${local});`;
      case 'namespace': return `import * as ${local} from ${from};\nlog(Object.keys(${local}));`;
      case 'member': return `import * as ${local} from ${from};\nlog(${local}.${name}, ${local}.a);`;
      case 'default': return `import ${local} from ${from};\nlog(typeof ${local});`;
      case 'effect': return `import ${from};`;
      case 'dynamic': return `export const late${i} = () => import(${from}).then((m) => m.${plain});`;
      case 'star': return `export * from ${from};`;
      case 'reexport': return `export { ${name} as re${i} } from ${from};`;
      default: return `try { log(Object.keys(require(${from}))); } catch {}`;
    }
  }

  text(module) {
    const { kind, version, number } = module;
    if (module.broken) return `export const broken = {\n${version} ]\n`;
    if (kind === 'json') return JSON.stringify(Object.fromEntries(module.exports.map((name, i) => [name, version + i])));
    if (kind === 'cjs') {
      const lines = module.exports.map((name) => `exports.${name} = ${number} + ${version};`);
      const required = module.imports.map(({ target }) => `void require(${JSON.stringify(this.specifier(module, target, ''))});`);
      return [...required, ...lines, ...module.extra].join('\n');
    }
    const lines = ['const log = (...all) => globalThis.print?.(...all);'];
    module.imports.forEach((item, i) => lines.push(this.importLine(module, item, i)));
    for (const name of module.exports) {
      if (name === 'default') lines.push(version % 2 ? 'export default function () { return 1; }' : `export default ${version};`);
      else if (name === 'f') lines.push(`export function f(a) { let x = a, log2 = ${version}; return [x, log2, ${number}]; }`);
      else lines.push(`${version % 3 ? 'const' : 'let'} own_${name} = ${version + number};\nexport { own_${name} as ${name} };`);
    }
    return [...lines, ...module.extra, `log(${JSON.stringify(module.file)}, ${version});`].join('\n');
  }

  write(module) {
    module.gone = false;
    this.put(module.file, this.text(module));
  }

  // One edit; what it was, for the report.
  edit() {
    const { dice } = this;
    const module = dice.pick(this.modules);
    const kinds = {
      type: () => { module.version++; this.write(module); },
      same: () => { if (!module.gone) this.write(module); },
      touch: () => { if (existsSync(this.path(module.file))) utimesSync(this.path(module.file), new Date(), new Date()); },
      addExport: () => { module.exports = [...new Set([...module.exports, dice.pick(names)])]; this.write(module); },
      dropExport: () => { module.exports = module.exports.slice(1); this.write(module); },
      addImport: () => { this.addImport(module); this.write(module); },
      dropImport: () => { module.imports.shift(); this.write(module); },
      clean: () => { module.imports = module.imports.filter(({ how }) => how !== 'named' && how !== 'reexport' && how !== 'default'); this.write(module); },
      repairAll: () => this.repairAll(),
      extra: () => { module.extra = [dice.pick(extras)]; this.write(module); },
      breaks: () => { if (module.kind !== 'json') { module.broken = true; this.write(module); } },
      repair: () => { for (const one of this.modules) if (one.broken) { one.broken = false; this.write(one); } },
      remove: () => { if (module.number > 1) { module.gone = true; rmSync(this.path(module.file), { force: true }); } },
      restore: () => { for (const one of this.modules) if (one.gone) this.write(one); },
      create: () => { if (this.modules.length < 24) { const fresh = this.addModule(); this.write(fresh); const user = dice.pick(this.modules.slice(0, 4)); user.imports.push({ target: fresh, name: 'a', local: null, how: dice.pick(['namespace', 'effect', 'member']) }); this.write(user); } },
      several: () => { for (let i = 0; i < 4; i++) { const one = dice.pick(this.modules); one.version++; this.write(one); } },
      side: () => { this.side = !this.side; this.writePackage(); },
      packageType: () => { this.type = this.type === 'module' ? 'commonjs' : 'module'; this.writePackage(); },
      swap: () => this.swapFolder(),
      shadow: () => this.shadow(),
      link: () => this.link(),
      checkout: () => { for (const one of this.modules) { one.version = dice.below(3); one.broken = false; this.write(one); } },
    };
    const name = dice.pick(Object.keys(kinds));
    kinds[name]();
    return `${name} ${module.file}`;
  }

  // Everything is as it can be built.
  repairAll() {
    for (const module of this.modules) {
      module.broken = false;
      module.imports = module.imports.filter(({ target, name, how }) => how === 'effect' || how === 'namespace' || how === 'member' ||
        (target.exports.includes(name) && target.kind !== 'cjs' && how === 'named'));
      module.imports.forEach((item, i) => { item.local = `local_${module.number}_${i}`; });
      this.write(module);
    }
  }

  // A folder goes away, and another one comes in its place at once.
  swapFolder() {
    const folder = this.path('src/lib');
    if (!existsSync(folder)) return;
    renameSync(folder, this.path('src/old'));
    if (this.dice.chance(50)) {
      renameSync(this.path('src/old'), folder);
      return;
    }
    mkdirSync(folder);
    for (const module of this.modules) if (module.file.startsWith('src/lib/') && !module.gone) this.write(module);
    rmSync(this.path('src/old'), { recursive: true });
  }

  // A file that now wins, or does no more, where an import leaves out the ending.
  shadow() {
    const module = this.dice.pick(this.modules.filter(({ file }) => file.endsWith('.js')));
    const bare = this.path(module.file.slice(0, -3));
    if (existsSync(bare)) rmSync(bare, { recursive: true });
    else writeFileSync(bare, 'export const a = "shadow", b = 1, value = 2;\n');
  }

  link() {
    const link = this.path('src/link.js');
    if (lstatSync(link, { throwIfNoEntry: false })) { rmSync(link); return; }
    const target = this.dice.pick(this.modules.filter(({ gone }) => !gone));
    symlinkSync(this.path(target.file), link);
    const user = this.modules[0];
    user.imports.push({ target: { file: 'src/link.js', exports: target.exports, kind: target.kind }, name: 'a', local: null, how: 'namespace' });
    this.write(user);
  }
}

const extras = [
  'function outer(a2) { let own_a = a2, log = 1; return () => [own_a, log, x2]; }\nvar x2 = outer;',
  'try { (function (code) { return eval(code); })("1"); } catch {}',
  'var Object2 = Object, Promise2 = typeof Promise;',
  'class own_class { static name2 = own_class; #p = 1; has(o) { return #p in o; } }',
  '/* only a comment */',
  'globalThis.count = (globalThis.count ?? 0) + 1;',
  'await null;',
  'label: for (const a of [1]) { continue label; }',
];
