import "node:os";
// What is not there does no harm in a branch that never runs.
if (process.env.NODE_ENV === "development") {
  import("./gone-1.js");
  var hoisted = 1, { a, b: [c = 2], ...rest } = {}, unused = function () { var inner; };
  let local;
}
console.log(hoisted, a, c, rest, typeof unused, typeof inner, typeof local);
if (false) import("./gone-2.js");
else console.log("else");
if (process.env.NODE_ENV === "a") import("./gone-3.js");
else if ("b" !== process.env.NODE_ENV) console.log("not b");
else import("./gone-4.js");
process.env.NODE_ENV != "production" && import("./gone-5.js");
!(process.env.NODE_ENV == "x") || import("./gone-6.js");
("" ?? import("./gone-7.js"));
const o = { f() { return this === o; } };
console.log(process.env.NODE_ENV ? "yes" : import("./gone-8.js"), (1 ? o.f : import("./gone-9.js"))());
const f = true ? function () {} : import("./gone-10.js");
console.log(JSON.stringify(f.name), null ? import("./gone-11.js") : 1 === 1.0 ? "equal" : import("./gone-12.js"));
loop: if (!0) {
  if (globalThis) break loop;
  if (1 !== 1) import("./gone-13.js");
}
function g() {
  if (undefined) { for (var i of []) import("./gone-14.js"); } else { return [i, j, typeof k]; }
  if (0) { var j; }
}
console.log(g());
((undefined) => { if (undefined) console.log("not the global"); })(1);
const unsure = globalThis.process ? "runs" : "";
console.log(unsure, true && "kept", "" || "right");
