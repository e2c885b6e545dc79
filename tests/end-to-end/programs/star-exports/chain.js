export * from "./chain.js";
export * from "./chained.js";
export * from "./all.js";
