// formats: esm cjs iife
const esprima = require("esprima");
console.log(JSON.stringify(esprima.parseModule("import a, { b as c } from 'd'; export default class extends a {}")));
console.log(esprima.tokenize("a /= /b/g // c", { comment: true }).map(({ type, value }) => `${type}:${value}`));
try { esprima.parseScript("var 1a"); } catch (error) { console.log(error.message, error.index); }
