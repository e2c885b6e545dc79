export * from "./a.js";
export * from "./b.js";
export * from "./chain.js";
export { two as twice } from "./b.js";
export const local = "own wins";
