const log = (...values) => console.log("functions", ...values);
function defaults(a, b = a + 1, { c = b, d: [e = c] = [] } = {}, ...[f, ...g]) {
  return [a, b, c, e, f, g, arguments.length];
}
log(defaults(1), defaults(1, undefined, { c: 9 }, 4, 5, 6), defaults.length);
const self = function fact(n) { return n < 2 ? 1 : n * fact(n - 1); };
log(self(5), ((...args) => args.length)(1, ...[2, 3], ...new Set([4])), (function () { return arguments[0]; })("arg"));
function* numbers(to) {
  const sent = yield 0;
  if (sent) yield sent;
  yield* (function* () { try { yield "inner"; } finally { log("closed"); } })();
  return to;
}
const it = numbers(3);
log(it.next().value, it.next("sent").value, it.next().value, it.return("early"), [...numbers(1)]);
function* sequence() { yield (1, 2); yield; const x = yield* [3], y = (yield 4) + 1; log(x, y); yield [yield, yield]; yield a => a; yield { a: 1 }; yield /r/; }
log([...sequence()].map((v) => (typeof v === "function" ? v(1) : String(v))));
function outer() { return inner(); function inner() { return "hoisted inner"; } }
log(outer(), (() => { return; })(), (() => void 0)(), ((a) => { a; })(1), (() => { return /* comment */ 5; })());
function asi() {
  return
  5;
}
log(asi(), typeof asi);
const o = { f() { return super.toString === Object.prototype.toString; }, ["g" + 1]: () => 1, get h() { return 2; }, async *i() { yield 1; } };
log(o.f(), o.g1(), o.h, o.i()[Symbol.toStringTag]);
function withNew() { return new.target === withNew; }
log(withNew(), (() => { class A { constructor() { this.t = (() => new.target === A)(); } } return new A().t; })());
var shadow = "outer";
log((function (shadow) { var shadow; return shadow; })("param"), (function () { if (false) var shadow; return shadow; })(), (function f() { f = 1; return typeof f; }).call.name);
function getter({ length }, [first, , third = "3rd"], { [`k${1}`]: k1, ...others }) { return [length, first, third, k1, others]; }
log(getter("four", "ab", { k1: 1, k2: 2 }));
(() => log("arrow statement"))(), (async () => {})(), void function () { log("void function"); }();
!function () { log("bang"); }();
