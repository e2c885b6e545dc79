// formats: esm cjs
const Joi = require("joi");
const schema = Joi.object({ name: Joi.string().min(3).required(), born: Joi.number().integer().max(2000), mail: Joi.string().email(), tags: Joi.array().items(Joi.string().valid("a", "b")) }).with("born", "name");
for (const value of [{ name: "abc", born: "1990" }, { name: "a", mail: "x", tags: ["c"] }, 5]) {
  const { error, value: result } = schema.validate(value, { abortEarly: false });
  console.log(error ? error.details.map((detail) => detail.message) : result);
}
