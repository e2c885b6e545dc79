const inner = (value) => value;
export const part = inner("part");
export function outer() { return eval("1") + inner(1); }
