// "BC12" and back, counted from zero.
import { SyntaxFault } from "../core/errors.js";

export function parse(name) {
  const match = /^([A-Z]+)([1-9]\d*)$/.exec(name);
  if (!match) throw new SyntaxFault(`not a cell: “${name}”`);
  let column = 0;
  for (const letter of match[1]) column = column * 26 + (letter.codePointAt(0) - 64);
  return { column: column - 1, row: match[2] - 1 };
}

export function format({ column, row }) {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.trunc((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}

export function* block(from, to) {
  const [a, b] = [parse(from), parse(to)];
  for (let row = Math.min(a.row, b.row); row <= Math.max(a.row, b.row); row++) {
    for (let column = Math.min(a.column, b.column); column <= Math.max(a.column, b.column); column++) yield format({ column, row });
  }
}
