export * from "./model.js";
export * from "./extremes.js";
export * as astronomy from "./astronomy.js";
export * from "./analysis.js";
export { constituents, default as Constituent } from "./constituents.js";
export { default as springsAndNeaps, daily as dailyRanges } from "./springs.js";
