// formats: esm cjs iife
const Ajv = require("ajv");
const ajv = new Ajv({ allErrors: true });
const validate = ajv.compile({
  type: "object",
  properties: { a: { type: "integer", minimum: 2 }, b: { type: "array", items: { enum: ["x", "y"] }, uniqueItems: true } },
  required: ["a"],
  additionalProperties: false,
});
for (const value of [{ a: 3 }, { a: 1, b: ["x", "x"] }, { b: ["z"], c: 1 }]) console.log(validate(value), JSON.stringify(validate.errors));
console.log(ajv.errorsText(validate.errors), Ajv === Ajv.default, Object.keys(Ajv).sort());
