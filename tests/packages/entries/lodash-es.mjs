// formats: esm cjs iife
import _, { chunk, curry, get, isEqual, memoize } from "lodash-es";
import throttle from "lodash-es/throttle.js";
console.log(_.VERSION, chunk([1, 2, 3, 4, 5], 2), curry((a, b, c) => [a, b, c])(1)(2, 3), get({ a: [{ b: { c: 3 } }] }, "a[0].b.c"), isEqual({ a: [1] }, { a: [1] }));
console.log(memoize((value) => value * 2)(4), typeof throttle, _([1, 2, 3]).map((value) => value ** 2).sum(), Object.keys(_).length);
