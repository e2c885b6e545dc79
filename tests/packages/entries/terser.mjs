// formats: esm cjs iife
import { minify } from "terser";
async function main() {
  const { code, map } = await minify({ "a.js": "function f(alpha, beta) { if (alpha) { return beta + 1 + 2 } else { return f(beta) } } console.log(f(0, 1)); class A { #b = 1; get c() { return this.#b ?? 2 } }" }, { sourceMap: true, toplevel: false, compress: { passes: 2 } });
  console.log(code, JSON.parse(map).mappings);
  await minify("let a = ;").catch((error) => console.log(error.name, error.message, error.line, error.col));
}
main();
