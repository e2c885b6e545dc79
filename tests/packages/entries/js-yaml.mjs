// formats: esm cjs iife
import * as yaml from "js-yaml";
const { load, dump } = yaml;
console.log(JSON.stringify(load("a: &x {b: 1, c: [d, 2.5, ~, true]}\ne: *x\nf: |\n  g\n  h\ni: >-\n  j\n  k\n")), dump({ a: ["b", { c: "d: e" }], f: new Date(0), g: null }));
try { load("a: [b\nc: d"); } catch (error) { console.log(error.name, error.reason, error.mark?.line); }
