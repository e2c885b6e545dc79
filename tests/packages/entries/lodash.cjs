// formats: esm cjs iife
const _ = require("lodash");
const fp = require("lodash/fp");
const debounce = require("lodash/debounce");
console.log(_.VERSION, _.chain([3, 1, 2]).sortBy().map((value) => value * 2).value(), _.template("<% list.forEach((a) => { %><%- a %>;<% }) %>")({ list: ["<", "b"] }));
console.log(_.merge({ a: [{ b: 1 }] }, { a: [{ c: 2 }] }), _.groupBy(["one", "two", "three"], "length"), _.cloneDeep(new Map([[{ a: 1 }, new Set([1])]])), Object.keys(_).length);
console.log(fp.flow(fp.map((value) => value + 1), fp.filter((value) => value > 2))([1, 2, 3]), typeof debounce(() => {}, 5).cancel);
