// Evaluates formulas. This module and functions.js need each other: some functions evaluate their arguments themselves.
import { LookupFault, RangeFault } from "../core/errors.js";
import { nearest } from "../core/text.js";
import functions, { lazy } from "./functions.js";

const compare = (a, b) => (typeof a === typeof b ? (a < b ? -1 : +(a > b)) : String(a) < String(b) ? -1 : 1);

const operators = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/"(a, b) {
    if (b === 0) throw new RangeFault("division by zero");
    return a / b;
  },
  "%": (a, b) => a % b,
  "^": (a, b) => a ** b,
  "&": (a, b) => `${a ?? ""}${b ?? ""}`,
  "=": (a, b) => compare(a, b) === 0,
  "<>": (a, b) => compare(a, b) !== 0,
  "<": (a, b) => compare(a, b) < 0,
  ">": (a, b) => compare(a, b) > 0,
  "<=": (a, b) => compare(a, b) <= 0,
  ">=": (a, b) => compare(a, b) >= 0,
};

const shortcuts = {
  "&&": (left, right) => left() && right(),
  "||": (left, right) => left() || right(),
  "??": (left, right) => left() ?? right(),
};

export let depth = 0;

/** `scope` answers cell(name), range(from, to) and name(text). */
export function evaluate(node, scope) {
  depth++;
  try {
    return visit[node[0]](node, scope);
  } finally {
    --depth;
  }
}

const visit = {
  number: ([, value]) => value,
  text: ([, value]) => value,
  cell: ([, name], scope) => scope.cell(name),
  range: ([, from, to], scope) => [...scope.range(from, to)],
  name([, name], scope) {
    const value = scope.name?.(name);
    if (value === undefined) throw new LookupFault(`unknown name “${name}”`);
    return value;
  },
  unary([, operator, operand], scope) {
    const value = evaluate(operand, scope);
    return operator === "-" ? -value : operator === "!" ? !value : +value;
  },
  binary([, operator, left, right], scope) {
    const [a, b] = [left, right].map((side) => () => evaluate(side, scope));
    return shortcuts[operator] ? shortcuts[operator](a, b) : operators[operator](a(), b());
  },
  if: ([, test, yes, no], scope) => evaluate(evaluate(test, scope) ? yes : no, scope),
  call([, name, args], scope) {
    if (Object.hasOwn(lazy, name)) return lazy[name](args, scope);
    const f = functions[name];
    if (typeof f !== "function") {
      const guess = nearest(name, [...Object.keys(functions), ...Object.keys(lazy)], 2);
      throw new LookupFault(`unknown function “${name}”${guess ? `, did you mean “${guess}”?` : ""}`);
    }
    return f(...args.map((arg) => evaluate(arg, scope)));
  },
};
