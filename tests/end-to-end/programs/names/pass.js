export { "two words" as "…" } from "./exports.js";
