import { b } from "./tdz-b.js";
import { log } from "./log.js";
export const a = `a after ${b}`;
export var hoisted = "set";
export class Late {}
log.push(a);
