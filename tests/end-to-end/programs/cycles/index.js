// Modules that import each other: functions are there at once, everything else from its turn on.
import { log } from "./log.js";
import { isEven } from "./even.js";
import { Base, make } from "./base.js";
import "./tdz-a.js";

console.log(isEven(10), isEven(7));
console.log(make(), make() instanceof Base, Object.getPrototypeOf(make().constructor) === Base);
console.log(log.join("\n"));
