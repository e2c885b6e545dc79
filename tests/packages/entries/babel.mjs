// formats: esm cjs iife
import { parse } from "@babel/parser";
import * as generator from "@babel/generator";
const generate = generator.default.default ?? generator.default;
const tree = parse("const a = <b c={1}>d</b>; type E = string; @f class G { declare h: E }", {
  sourceType: "module",
  plugins: ["jsx", "typescript", "decorators"],
});
console.log(tree.program.body.map((node) => node.type));
console.log(generate(tree, { compact: true }).code, Object.keys(generator).sort());
