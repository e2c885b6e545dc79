// Modules run once, in the order of the import statements, children first; imports are hoisted above everything.
console.log("index", typeof later, order());
import "./first.js";
import { later } from "./later.js";
export { second } from "./second.js";
import order from "./order.js";
import {} from "./effects.js";
export * from "./third.js";
import "./first.js";
console.log(later);
