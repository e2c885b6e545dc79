import { log } from "./log.js";
import { isEven, evenName } from "./even.js";
export const early = isEven(0);
try {
  log.push(`odd sees ${evenName}`);
} catch (error) {
  log.push(`odd: ${error.name}`);
}
export function isOdd(n) {
  return n === 0 ? false : isEven(n - 1) && evenName === "even";
}
