// checked only
"use strict";
'a \'directive\'';
("not a directive");
/*! a legal comment */
// @license kept
if (a) b();
if (a) { if (b) c(); } else d();
if (a) b(); else if (c) d(); else { e(); }
for (;;) break;
for (const a of b) ;
for (const [a, b] of c) ;
for (const { a, b: { c } } of d) ;
for (a.b of c) ;
for (a.b in c) ;
for (var a in b) continue;
for ((async) of b) ;
outer: for (let a = 1, b; a < 2; a++, b--) { continue outer; }
while (a) b();
do a(); while (b);
do { a(); } while (b);
switch (a) { case 1: case 2: b(); break; default: c(); }
try { a(); } catch { b(); }
try { a(); } catch ({ message }) { b(); } finally { c(); }
throw new Error("x");
label: { break label; }
debugger;
{ let a; const b = 1; }
;
var a, b = 1, [c, , d = 2, ...e] = f, { g, h: i = 3, ...j } = k;
function f(a, { b, c = 1 }, [d], ...e) { return a; }
function f2(a) { "use strict"; return a; }
async function g() { await a; for await (const b of c) ; (await a) ** 2; return; }
function* h() { yield; yield a; yield* b; const c = yield d; (yield) ? 1 : 2; }
async function* i() { yield await a; }
class A extends (B, C) {
  static #a = 1;
  #b;
  c = 2;
  static { this.#a = 3; }
  static d;
  "e-f" = 4;
  [g] = 5;
  get;
  set;
  static;
  async;
  get h() { return #b in this; }
  set h(v) { this.#b = v; }
  static async *i() {}
  *j() { super.k(); }
  constructor() { super(); new.target; }
  static async = 1;
  get = 2;
}
class D extends E.f() {}
x = class extends a?.b {};
x = class F { m() { return F; } };
