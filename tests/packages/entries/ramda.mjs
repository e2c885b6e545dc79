// formats: esm cjs iife
import * as R from "ramda";
console.log(R.pipe(R.filter(R.propSatisfies(R.gt(R.__, 1), "a")), R.sortBy(R.prop("a")), R.pluck("a"))([{ a: 3 }, { a: 1 }, { a: 2 }]), R.over(R.lensPath(["x", 0, "y"]), R.inc, { x: [{ y: 1 }] }));
console.log(R.curry((a, b, c) => a + b + c)(1)(R.__, 3)(2), R.mergeDeepRight({ a: { b: 1 } }, { a: { c: 2 } }), R.groupBy(String, [1, 1, 2]), R.transduce(R.compose(R.map(R.inc), R.take(2)), R.flip(R.append), [], [1, 2, 3]), Object.keys(R).length);
