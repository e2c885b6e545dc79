// formats: esm cjs
const winston = require("winston");
const { Writable } = require("node:stream");
const lines = [];
const stream = new Writable({ write(chunk, encoding, done) { lines.push(String(chunk)); done(); } });
const logger = winston.createLogger({ level: "debug", format: winston.format.combine(winston.format.splat(), winston.format.errors({ stack: false }), winston.format.printf(({ level, message, ...rest }) => `${level}|${message}|${JSON.stringify(rest)}`)), transports: [new winston.transports.Stream({ stream })] });
logger.info("hello %s %d", "you", 3, { a: 1 });
logger.child({ part: "p" }).warn("w");
logger.silly("never");
logger.on("finish", () => console.log(lines, Object.keys(winston.transports), winston.version));
logger.end();
