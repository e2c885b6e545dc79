const log = (...values) => console.log("statements", ...values)
let out = []
;[1, 2].forEach((n) => out.push(n))
;(function () { out.push("iife") })()
let x = 1
x
++x
log(out, x)
if (x) if (x > 5) log("no"); else log("dangling else belongs to the inner if")
if (x) { if (x > 5) log("no") } else log("never")
if (x) { if (x > 1) log("yes") } else ;
if (!x); else log("empty then")
for (;;) { if (x++ > 3) break; else continue }
do x--; while (x > 2) log("after do")
while (x --> 0);
a: b: for (const i of [1, 2, 3]) { c: { if (i === 2) break c; if (i === 3) break b; log(i); continue a } log("two") }
block: { log("in block"); break block }
switch (x) { }
switch (3) { default: log("default"); case 1: log("falls"); break; case 2: log("no") }
switch (2) { case 1: case 2: { let y = "scoped"; log(y) } case 3: let z = 5; log(z) }
try { throw [1, { m: 2 }] } catch ([one, { m }]) { log(one, m) }
try { try { null.x } finally { log("finally") } } catch { log("caught") }
const f = (n) => { try { return n } finally { if (n > 1) return "overruled" } }
log(f(1), f(2))
var v = 1; { var v = 2 } log(v)
{ function inBlock() { return "block function" } log(inBlock()) }
log(typeof hoistedLater, hoistedLater())
function hoistedLater() { "use strict"; return this === undefined }
const object = { if: 1, class: 2, get get() { return 3 }, set set(n) { this.n = n }, async async() {}, *gen() { yield* [1, 2] }, async *ag() {}, [`c${1}`]: 4, 5: 5, "six-six": 6, get [x]() { return 7 }, __proto__: { inherited: 8 }, static: 9, async: 10, await: 11, get: 12, set: 13 }
object.set = 1
log(object.if + object.class, object.get, [...object.gen()], object.c1, object[5], object["six-six"], object.inherited, object.static, object.n, Object.keys(object).join())
debugger
;;;
for (var i = 0, j = 10; i < j; i += 3, j -= 2) log(i, j)
log(eval("1+1"), (0, eval)("typeof log"))
"not a directive" 
log(((a, b) => { "use strict"; return a ?? b })(null, 2))
