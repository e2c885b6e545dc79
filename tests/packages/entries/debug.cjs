// formats: esm cjs
const debug = require("debug");
debug.log = (...values) => console.log(...values.map((value) => String(value).replace(/^\d{4}-\S+Z /, "").replace(/\+\d+ms/, "+ms")));
debug.enable("app:*,-app:quiet");
const log = debug("app:main");
log("value %d %o %j", 3, { a: 1 }, { b: 2 });
debug("app:quiet")("never");
console.log(log.enabled, debug.enabled("app:quiet"), debug.names.length, debug.disable());
