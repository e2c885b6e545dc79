// formats: esm cjs
const pug = require("pug");
console.log(pug.render("doctype html\nul#a.b(c='d' e=f)\n  each x, i in list\n    li= i + x\n  else\n    li none\n  if f\n    | text #{f} !{f} #[b inline]\nmixin m(g)\n  p&attributes(attributes)= g\n+m('h')(k='l')", { list: ["<", "y"], f: "<i>" }));
try { pug.compile("a(\nb"); } catch (error) { console.log(error.code, error.msg); }
