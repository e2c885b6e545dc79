export * as inner from "./inner.js";
export * as renamed from "./shapes.js";
