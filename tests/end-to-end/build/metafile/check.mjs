// What analysers of esbuild's metafiles rely on (https://esbuild.github.io/api/#metafile).
import { readFileSync, statSync } from "node:fs";
const meta = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(meta.inputs, null, 1));
const output = meta.outputs["out/main.mjs"];
console.log(Object.keys(output).join(" "));
console.log(JSON.stringify(output.imports));
console.log(output.exports.join(" "), output.entryPoint, Object.keys(output.inputs).sort().join(" "));
console.log("bytes", output.bytes === statSync(process.argv[3]).size);
const parts = Object.values(output.inputs).map((part) => part.bytesInOutput);
console.log("parts", parts.every((n) => n > 0) && parts.reduce((a, b) => a + b) <= output.bytes);
