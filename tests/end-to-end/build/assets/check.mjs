import { existsSync, readFileSync } from "node:fs";
const { inputs, outputs } = JSON.parse(readFileSync("out/meta.json", "utf8"));
for (const [name, { bytes, entryPoint, imports, inputs: from }] of Object.entries(outputs))
  console.log(name, bytes === readFileSync(name).length, entryPoint, imports, Object.keys(from));
console.log(inputs["src/main.js"].imports.map(({ path, kind }) => `${kind} ${path}`).join("\n"));
console.log(Object.keys(inputs).join(" "));
