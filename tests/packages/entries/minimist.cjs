// formats: esm cjs iife
const minimist = require("minimist");
console.log(minimist(["--a=1", "-bc", "--no-d", "e", "--f", "g", "--", "--h"], { boolean: ["b"], string: ["a"], alias: { c: "see" }, default: { z: 9 }, "--": true }));
