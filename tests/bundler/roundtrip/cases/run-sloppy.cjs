#!/usr/bin/env node
// What only sloppy mode has.
var let = [1, 2], yield = 3, await = 4, async = 5, of = 6, static = 7, interface = 8;
console.log((let)[0], yield, await, async, of, static, interface, [yield][0], await * 2);
(let)[1] = 9;
let = let.concat(1);
console.log(let.length, let[1]);
for (let in { a: 1 }) console.log(let);
for (let = 0; let < 1; let++) console.log("let", let);
for ((let) of [5]) console.log(let);
for (var x = "init" in {}) console.log("never", x);
console.log(x);
with ({ inner: 1 }) console.log(inner);
if (true) function f() { return "annex b"; }
console.log(f());
label: function g() {}
console.log(typeof g, 010 + 1, 09, "\101", '\0', "\08".length, typeof function () { return this; }());
async
function h() { return "h"; }
console.log(h(), delete x, void arguments.length, eval("var evaluated = 1"), evaluated);
("use strict");
console.log((function () { ("use strict"); return this !== undefined; })(), (function () { "use strict"; return this; })());
