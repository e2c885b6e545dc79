let state = 1;
export const dropped = "DEAD_CONST";
export function used() { return helper() + state; }
function helper() { return "used "; }
export function unusedFunction() { return "DEAD_FUNCTION" + dropped; }
class Base { get name() { return "live base"; } }
export class Sub extends Base {}
export class UnusedSub extends Base { name = "DEAD_CLASS"; }
const table = /* @__PURE__ */ ["DEAD_PURE"].map(String);
state += 1;
var twice = "a";
var twice = "LIVE_TWICE";
console.log(twice);
