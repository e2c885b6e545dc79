import { value as other } from "./c.js";
let value = "a", state = { value, other };
class helper {
  static value = value;
  state() {
    const { value: state } = globalThis.Object({ value });
    return state;
  }
}
const Map = "not the global";
function run(value2) {
  const value$1 = "a inner", state2 = other;
  return [value, value2, value$1, state2, Map, new helper().state(), helper.name.length > 0];
}
export const report = () => run("given").join() + state.other + helper.value;
