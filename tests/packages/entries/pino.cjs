// formats: esm cjs
const pino = require("pino");
const lines = [];
const log = pino({ base: { app: "x" }, timestamp: false, level: "debug", redact: ["a.secret"], serializers: { err: pino.stdSerializers.err } }, { write: (line) => lines.push(line) });
log.info({ a: { secret: 1, open: 2 } }, "hello %s", "you");
log.child({ part: "p" }).debug([1]);
log.trace("never");
console.log(lines, pino.levels.labels[30], log.isLevelEnabled("trace"));
