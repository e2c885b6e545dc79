// One door to the core. `parse` of units and `table` of text keep names of their own here.
export * from "./math.js";
export * from "./iterate.js";
export * from "./errors.js";
export { default as Instant, default as default, duration, DAY, HOUR, MINUTE } from "./calendar.js";
export { default as Heap } from "./heap.js";
export { default as Emitter } from "./events.js";
export { default as random } from "./random.js";
export * as text from "./text.js";
export * as units from "./units.js";
export { parse as parseQuantity } from "./units.js";
export { memo, statistics as memoStatistics } from "./memo.js";
