// formats: esm cjs iife
const assign = require("object-assign");
console.log(assign === Object.assign, assign({ a: 1 }, null, { b: 2 }, "xy"));
