import { a, hoisted, Late } from "./tdz-a.js";
import { log } from "./log.js";
for (const look of [() => a, () => hoisted, () => Late, () => typeof a]) {
  try {
    log.push(String(look()));
  } catch (error) {
    log.push(error.name);
  }
}
export const b = "b";
