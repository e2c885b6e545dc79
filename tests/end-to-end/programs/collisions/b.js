import * as c from "./c.js";
var value = "b";
const state = new Map([[value, c.value]]);
function helper(value = "parameter", state = () => value) {
  var value;
  value ??= "unset";
  return state() + value;
}
export function report() {
  const c = "shadow";
  switch (value) {
    case "b": {
      let state = 3, value = "case";
      return `${helper()} ${state} ${value} ${c}`;
    }
  }
}
export const run = state.get("b");
if (run !== "c") throw new Error("live");
