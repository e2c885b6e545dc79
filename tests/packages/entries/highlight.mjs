// formats: esm cjs iife
import hljs from "highlight.js";
console.log(hljs.listLanguages().length, hljs.highlight("const a = `b${c}` // d", { language: "js" }).value);
console.log(hljs.highlightAuto("def f(x):\n  return [y for y in x if y is not None]").language, hljs.highlight("SELECT a FROM b WHERE c = 'd'", { language: "sql" }).value);
