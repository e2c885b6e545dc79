export const early = hoisted();
import hoisted from "./function.js";
export default function () {
  return "hoisted without a name";
}
