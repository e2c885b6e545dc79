const log = (...values) => console.log("classes", ...values);
const order = [];
const key = (name) => (order.push(name), name);
class A {
  static #count = 0;
  #secret = "s";
  ["computed" + 1] = this.#secret + 1;
  static [key("b")] = order.push("static b");
  [key("a")] = order.push("field a");
  static { this.ready = A.#count === 0; order.push("static block"); }
  static async *[key("gen")]() { yield 1; }
  get #hidden() { return this.#secret; }
  set #hidden(v) { this.#secret = v; }
  #method(x) { return `${x}${this.#hidden}`; }
  static #helper = (x) => x * 2;
  constructor(x) { A.#count++; this.#hidden += x ?? ""; this.x = x; }
  run() { this.#secret += "!"; this.#secret ??= 0; return [this.#method(1), A.#helper(2), #secret in this, #secret in {}, A.#count, this?.#secret, this.#method?.(3)]; }
  'quoted name'() { return 1; }
  123() { return 2; }
  static async = 1;
  static get get() { return "get"; }
  static static() { return "static"; }
  get; set; static; async;
  *items() { yield* [1, 2]; }
  in;
  instanceof = 5
  static name2 = () => this.ready
}
log(order.join(), new A("x").run(), A.ready, A.async, A.get, A.static(), new A()["quoted name"](), new A()[123](), [...new A().items()], Object.keys(new A()), A.name2());
class B extends A {
  y = super.run().length;
  static z = super.get;
  constructor(...args) { super(...args); this.w = () => super["run"]().length; }
  run() { return super.run.call(this).slice(0, 1); }
  get x() { return "accessor"; }
  set x(v) { order.push(`set ${v}`); }
}
log(new B(1).y, B.z, new B(2).w(), new B(3).run(), Object.getOwnPropertyDescriptor(new B(4), "x")?.value);
const C = class Named extends (B ?? A) { static self = () => Named; }, D = class extends null { static s = 1; }, E = class { };
log(C.self() === C, D.s, new E() instanceof E, class { static { log("anonymous static block"); } }.length, (class extends Array { last() { return this.at(-1); } }).from([1, 2]).last());
log(new (class { constructor() { return { replaced: true }; } })().replaced, Object.getOwnPropertyNames(class { static m() {} }).includes("m"));
try { class Bad { #p; static peek(o) { return o.#p; } } Bad.peek({}); } catch ({ name }) { log(name); }
const mixin = (Base) => class extends Base { mixed = true };
log(new (mixin(mixin(Object)))().mixed, typeof class {}, new class { v = 1 }().v, new (class { v = arguments_; })().v === undefined);
var arguments_;
