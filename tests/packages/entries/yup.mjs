// formats: esm cjs iife
import * as yup from "yup";
async function main() {
  const schema = yup.object({ name: yup.string().required().min(3), age: yup.number().positive().integer(), tags: yup.array().of(yup.string().oneOf(["a", "b"])), when: yup.date().default(() => new Date(0)) });
  console.log(await schema.validate({ name: "abc", age: "5" }), schema.cast({ name: 12 }));
  await schema.validate({ name: "a", age: -1, tags: ["c"] }, { abortEarly: false }).catch((error) => console.log(error.errors, error.inner.map((inner) => inner.path)));
}
main();
