// What formulas can call. `lazy` ones get their arguments unevaluated.
import { evaluate, depth } from "./evaluate.js";
import * as math from "../core/math.js";
import { pad as padText } from "../core/text.js";

const flat = (args) => args.flat(Infinity).filter((value) => typeof value === "number");

export default {
  sum: (...args) => math.sum(flat(args)),
  mean: (...args) => math.mean(flat(args)),
  min: (...args) => Math.min(...flat(args)),
  max: (...args) => Math.max(...flat(args)),
  count: (...args) => flat(args).length,
  median(...args) {
    const sorted = flat(args).sort((a, b) => a - b);
    const middle = sorted.length >>> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  },
  round: (value, digits) => math.round(value, digits),
  abs: Math.abs,
  sqrt: Math.sqrt,
  sin: (degrees) => Math.sin(math.radians(degrees)),
  cos: (degrees) => Math.cos(math.radians(degrees)),
  upper: (text) => String(text).toUpperCase(),
  pad: (text, width) => padText(text, width),
  join: (separator, ...args) => args.flat(Infinity).join(separator),
  get depth() {
    return () => depth;
  },
};

export const lazy = {
  if: ([test, yes, no], scope) => evaluate(evaluate(test, scope) ? yes : no ?? ["text", ""], scope),
  iferror([value, other], scope) {
    try {
      return evaluate(value, scope);
    } catch {
      return evaluate(other, scope);
    }
  },
  sumif([range, condition], scope) {
    const values = evaluate(range, scope);
    return math.sum(values.filter((it) => evaluate(condition, { ...scope, cell: scope.cell, range: scope.range, name: (name) => (name === "it" ? it : scope.name?.(name)) })));
  },
};
