// Where neap and Node differ knowingly, each with its reason. `matches(text, goal)`: goal is "m" for a module, "s" for a script.
const has = (pattern) => (text) => pattern.test(text);

export const exceptions = [
  // --- neap is right by ECMAScript 2025 ---
  { why: "Node 20 does not know decorators and `using`", matches: has(/@x class|await using/) },
  { why: "a module has no comments as HTML has them, so that `a <!-- b` is `a < !--b`; V8 refuses it", matches: (text, goal) => goal === "m" && text.includes("<!--") },
  { why: "class code is strict; V8 lets octal escapes and numbers pass in it", matches: has(/class [A-Z].*(\b0\d|\\[1-9]|\\0\d)/) },
  { why: "a var must not pass a lexical name on its way out of a block; V8 does not look in static blocks", matches: has(/class A \{ static \{ .*var/) },
  { why: "f() cannot be assigned to; V8 throws only when it runs", matches: has(/a\(\) \+= 1/) },
  { why: "readers of files drop the byte order mark, vm does not", matches: has(/^\uFEFF#!/) },

  // --- refused, with a place and a remedy, although ECMAScript has it: the grammar reads it differently ---
  { why: "a comment as HTML has it inside a script's statement", matches: (text, goal) => goal === "s" && /[ay] ?<!--/.test(text) },
  { why: "`yield` as a factor in sloppy code", matches: has(/yield\* 1/) },
  { why: "`using` before `[` or in a line of its own before a name", matches: has(/using(\[|\n[a-z])/) },
  { why: "a function named `await` called in sloppy code", matches: has(/await \(1\)/) },
];
