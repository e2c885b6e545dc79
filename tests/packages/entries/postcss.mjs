// formats: esm cjs
import postcss, { Rule, decl, parse } from "postcss";
async function main() {
  const plugin = { postcssPlugin: "upper", Declaration(node) { if (node.prop === "color") node.value = node.value.toUpperCase(); }, Once(root, { result }) { result.warn("seen", { node: root.first }); } };
  const result = await postcss([plugin]).process("a{color:red;&:hover{b:c}} @media (x) { d { e: f !important } } /* g */", { from: "a.css", map: { inline: false } });
  console.log(result.css, result.warnings().map(String), result.map.toJSON().mappings);
  try { parse("a { b: c"); } catch (error) { console.log(error.name, error.reason, error.line, error.column); }
  console.log(new Rule({ selector: "x", nodes: [decl({ prop: "y", value: "z" })] }).toString());
}
main();
