// formats: esm cjs iife
import { parse, tokenizer, version } from "acorn";
const tree = parse("let a = b?.c ?? 1n; class D { #e = `f${g}` }", { ecmaVersion: 2022, locations: true });
console.log(version, JSON.stringify(tree, (key, value) => (typeof value === "bigint" ? String(value) : value)));
console.log([...tokenizer("a => a / 2", { ecmaVersion: 6 })].map((token) => token.type.label));
try {
  parse("let let", { ecmaVersion: 6, sourceType: "module" });
} catch (error) {
  console.log(error.name, error.message, error.pos);
}
