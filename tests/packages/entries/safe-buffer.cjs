// formats: esm cjs
const { Buffer, SlowBuffer } = require("safe-buffer");
console.log(Buffer.from("é").toString("hex"), Buffer.alloc(3, 1), Buffer === require("node:buffer").Buffer, typeof SlowBuffer);
