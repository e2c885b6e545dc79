const value = "value";
export { value as "if", value as default, value as "two words", value as "", value as "a-b" };
const inner = { new: "new" };
export { inner as "class" };
