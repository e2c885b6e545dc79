// Namespace objects as values.
import * as shapes from "./shapes.js";
import * as self from "./index.js";
import * as empty from "./empty.js";
import def, * as both from "./shapes.js";
import { inner, renamed } from "./outer.js";

export const here = 1;
export { here as there, show as default };

function show(label, value) {
  console.log(label, JSON.stringify(value));
}

show("keys", Object.keys(shapes));
show("tag", [shapes[Symbol.toStringTag], Object.prototype.toString.call(empty), Object.keys(empty).length]);
show("in", ["area" in shapes, "nothing" in shapes, shapes.nothing === undefined, "default" in shapes]);
show("prototype", [Object.getPrototypeOf(shapes), Object.isExtensible(shapes), shapes.hasOwnProperty === undefined]);
show("values", [shapes.area(3), shapes["per" + "imeter"](3), shapes.default, def, both === shapes]);
show("self", [Object.keys(self), self.there, self === self, typeof self.default]);
show("spread", [Object.keys({ ...shapes }), Object.entries(shapes).length]);
show("nested", [Object.keys(inner), inner.deep.name, renamed.area(1), inner.shapes === shapes]);
const { area: a, ...others } = shapes;
show("rest", [a(2), Object.keys(others)]);
const change = {
  set: (object, key) => (object[key] = 1),
  delete: (object, key) => delete object[key],
  define: (object, key) => Object.defineProperty(object, key, { value: 1 }),
};
for (const [how, key] of [["set", "area"], ["set", "fresh"], ["delete", "area"], ["define", "fresh"]]) {
  try {
    change[how](shapes, key);
    show("allowed", [how, key]);
  } catch (error) {
    show("denied", [how, key, error.name]);
  }
}
const pick = (object, key) => object[key];
show("passed", [typeof pick(shapes, "area"), ((s) => s.unit)(shapes), shapes?.unit, shapes.unit.length]);
