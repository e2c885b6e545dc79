// formats: esm cjs iife
import tslib, { __assign, __awaiter, __extends, __generator, __rest, __spreadArray, __values } from "tslib";
async function main() {
  function Base() { this.a = 1; }
  function Child() { return Base.call(this) || this; }
  __extends(Child, Base);
  console.log(new Child() instanceof Base, __assign({}, { a: 1 }, { b: 2 }), __rest({ a: 1, b: 2 }, ["a"]), __spreadArray([1], [2, , 3], true), [...{ [Symbol.iterator]: () => __values([1, 2]) }], Object.keys(tslib).length > 20);
  await __awaiter(void 0, void 0, void 0, function () { return __generator(this, function (state) { switch (state.label) { case 0: return [4, Promise.resolve(5)]; default: console.log(state.sent()); return [2]; } }); });
}
main();
