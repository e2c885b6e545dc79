export const module = "a name like any other";
export const exports = () => [typeof __filename === "string" ? 1 : 1, module.length];
export function require(name) {
  return `${name} is not required`;
}
const Object = { keys: "own Object" };
if (Object.keys !== "own Object") throw new TypeError();
const __dirname = Object, define = 1, global = 2, process = 3, self = 4, window = 5, undefined_ = define + global + process + self + window;
export default [__dirname, undefined_];
