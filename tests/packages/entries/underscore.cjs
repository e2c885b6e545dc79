// formats: esm cjs iife
const _ = require("underscore");
console.log(_.VERSION, _.chain([1, 2, 3, 4]).filter((value) => value % 2).map((value) => value * 3).value(), _.template("<%= a %> <%- b %>")({ a: "<", b: "<" }), _.partition([1, 2, 3], (value) => value > 1), _.isEqual([{ a: 1 }], [{ a: 1 }]), _.functions(_).length > 140);
