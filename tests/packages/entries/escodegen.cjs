// formats: esm cjs iife
const escodegen = require("escodegen");
const esprima = require("esprima");
const tree = esprima.parseScript("/* c */ function f(a, b = 1) { return a ? b : `x${a}` } for (var i in o) f(...i)", { comment: true, range: true });
console.log(escodegen.generate(tree), escodegen.generate(tree, { format: escodegen.FORMAT_MINIFY }), escodegen.version);
