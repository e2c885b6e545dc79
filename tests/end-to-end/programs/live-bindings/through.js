export { count as total } from "./counter.js";
export * as more from "./counter.js";
import * as ns from "./through.js";
export { ns };
