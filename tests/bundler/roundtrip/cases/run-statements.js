// Statements that could take each other's halves, and what their parts begin with.
"use strict";
const log = [];
const say = (...values) => log.push(values.join(" "));
function dangling(a, b) {
  if (a) { if (b) return "both"; } else return "neither";
  if (a) for (;;) { if (b) break; else return "a only"; }
  if (a) if (b) ; else return "wrong"; else return "wrong too";
  return "end";
}
say(dangling(1, 1), dangling(1, 0), dangling(0, 0));
outer: for (const i of [1, 2, 3]) { inner: for (let j = 0; ; j++) { if (j > i) continue outer; if (i === 3) break outer; if (j === 1) break inner; say(i, j); } }
block: { say("in"); if (log.length) break block; say("never"); }
do say("once"); while (false) say("after");
do { say("again"); } while (log.length < 0);
switch (3) { default: say("default"); case 1: say("one"); break; case (0, 2): say("two"); }
switch (1) { case 1: { let x = "scoped"; say(x); } }
try { throw { message: "m", list: [1, 2] }; } catch ({ message, list: [, second] }) { say(message, second); } finally { say("finally"); }
try { null.x; } catch { say("caught"); }
for (const [k, { v = "none" }] of Object.entries({ a: { v: 1 }, b: {} })) say(k, v);
const target = {};
for (target.key in { p: 1, q: 2 }) say(target.key);
for ([target.x, target["y"] = 2] of [[1], [3, 4]]) say(target.x, target.y);
var async = [];
for ((async) of [5]) say(async);
for (async = 0; async < 1; async++) say("async", async);
for (let i = 0, closures = []; i < 2; closures.push(() => i), i++) if (i) say(closures.map((f) => f()).join());
class Base { static #count = 0; #x = (1, 2); static get count() { return Base.#count; } static { this.#count = 10; } has(o) { return #x in o && !(#x in {}); } get x() { return this.#x; } set x(v) { this.#x = v; } }
class Odd extends (0, Base) {
  get; set; static; async
  'constructor'() { super(); this.get = "got"; }
  static static = "static static";
  static async = 1; static get = 2; static async *gen() { yield 1; } static *[Symbol.iterator]() { yield* [1, 2]; }
  ["comp" + "uted"] = this.x; 'quoted' = 1; 3 = 4; #p() { return "private"; } callPrivate() { return this.#p(); }
  static async async() {} get get2() { return super.x; } in = 1; instanceof = 2
  static { var local = 1; say("static block", local); }
}
const odd = new Odd();
say(odd.get, Odd.static, odd.has(odd), Base.count, odd.computed, odd.callPrivate(), odd.get2, [...Odd].join(), Object.keys(odd).join(), odd instanceof Base);
say(new (class extends (class { y = 1; }) { z = this.y + 1; })().z, new (class Named { n = Named.name; })().n, (class { static s = this.name; }).s);
function directives() { "use strict"; "another"; return this; }
say(directives() === undefined, ((a, b = a, { c, ...d } = { c: 3, e: 4 }, [f, ...[g]] = [5, 6]) => [a, b, c, d.e, f, g].join())(1));
say((({ a }) => a)({ a: 1 }), (([a]) => a)([2]), ((a) => (b) => a + b)(1)(2), (async (x) => x)(1) instanceof Promise, (() => { return { a: 1 }; })().a);
hoisted(); function hoisted() { say("hoisted"); }
{ function inBlock() { return "block"; } say(inBlock()); }
;;; var get = 1, set = 2, of = 3, let_ = 4, from = 5, as = 6; say(get, set, of, from, as);
(async () => {
  for await (const x of [Promise.resolve(1), 2]) say(x);
  for await (const { y = 1 } of (async function* () { yield {}; yield* [{ y: 2 }]; })()) say(y);
  console.log(log.join("\n"));
})();
