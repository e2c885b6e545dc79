// The same names in every module, shadowed and not, and names that a bundle's wrapper or the language would like to have.
import { report as a } from "./a.js";
import { report as b } from "./b.js";
import report, { value as imported } from "./c.js";
import { module, exports, require } from "./d.js";

const value = "index", state = [value], helper = () => value;
function run() {
  return helper() + state;
}
{
  const report = "block";
  let b = [report, imported];
  console.log(b);
}
console.log(run(), a(), b(), report(), imported);
console.log(module, exports(), require("x"), typeof new (class exports {})());
try {
  throw value;
} catch (imported) {
  console.log(imported, value);
}
label: for (const a of [1]) {
  for (const report of [a]) if (report) continue label;
}
console.log(((value, imported = value, a = imported) => value + imported + a)(1), (function imported(n) { return n ? imported(n - 1) : "done"; })(2));
console.log(typeof value$1, typeof value2, typeof _value, typeof index_default, typeof a_exports, typeof __require);
