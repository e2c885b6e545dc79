// Formulas: a Pratt parser. Nodes are plain arrays, [kind, …].
import Lexer, { Cursor } from "./lexer.js";

const lexer = new Lexer({
  space: /\s+/,
  number: /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/,
  text: /"(?:[^"\\]|\\.)*"/,
  range: /\$?[A-Z]{1,2}\$?\d+:\$?[A-Z]{1,2}\$?\d+/,
  cell: /\$?[A-Z]{1,2}\$?\d+\b/,
  name: /[\p{ID_Start}_][\p{ID_Continue}]*/,
  operator: /<=|>=|<>|&&|\|\||\?\?|[-+*\/^%&=<>()?:,!]/,
});

const LEFT = 1, RIGHT = 0;
const binary = new Map([
  ["?", [1, RIGHT]], ["??", [2, LEFT]], ["||", [3, LEFT]], ["&&", [4, LEFT]],
  ["=", [5, LEFT]], ["<>", [5, LEFT]], ["<", [6, LEFT]], [">", [6, LEFT]], ["<=", [6, LEFT]], [">=", [6, LEFT]],
  ["&", [7, LEFT]], ["+", [8, LEFT]], ["-", [8, LEFT]], ["*", [9, LEFT]], ["/", [9, LEFT]], ["%", [9, LEFT]], ["^", [11, RIGHT]],
]);
const UNARY = 10;

const prefix = {
  number: (_, { text }) => ["number", +text],
  text: (_, { text }) => ["text", JSON.parse(text)],
  cell: (_, { text }) => ["cell", text.replace(/\$/g, "")],
  range: (_, { text }) => ["range", ...text.replaceAll("$", "").split(":")],
  name(cursor, { text }) {
    if (!cursor.accept("operator", "(")) return ["name", text];
    const args = [];
    if (!cursor.is("operator", ")")) {
      do args.push(parseAt(cursor, 0));
      while (cursor.accept("operator", ","));
    }
    cursor.expect("operator", ")");
    return ["call", text.toLowerCase(), args];
  },
  operator(cursor, { text }) {
    switch (text) {
      case "(": {
        const inner = parseAt(cursor, 0);
        cursor.expect("operator", ")");
        return inner;
      }
      case "-":
      case "+":
      case "!":
        return ["unary", text, parseAt(cursor, UNARY)];
      default:
        return cursor.fail(`“${text}” cannot stand here`);
    }
  },
};

function parseAt(cursor, power) {
  const token = cursor.next();
  let left = (prefix[token.type] ?? (() => cursor.fail("an expression ends too early")))(cursor, token);
  for (;;) {
    const entry = cursor.token.type === "operator" ? binary.get(cursor.token.text) : undefined;
    if (entry === undefined || entry[0] <= power) return left;
    const [strength, side] = entry;
    const { text } = cursor.next();
    if (text === "?") {
      const yes = parseAt(cursor, 0);
      cursor.expect("operator", ":");
      left = ["if", left, yes, parseAt(cursor, strength - 1)];
    } else {
      left = ["binary", text, left, parseAt(cursor, side === LEFT ? strength : strength - 1)];
    }
  }
}

export function parse(source) {
  const cursor = new Cursor(lexer.tokens(source));
  const tree = parseAt(cursor, 0);
  cursor.expect("end");
  return tree;
}

/** Back to text, with all parentheses. */
export const format = ([kind, ...rest]) => {
  switch (kind) {
    case "number":
    case "cell":
    case "name":
      return String(rest[0]);
    case "text":
      return JSON.stringify(rest[0]);
    case "range":
      return rest.join(":");
    case "call":
      return `${rest[0]}(${rest[1].map(format).join(", ")})`;
    case "unary":
      return `${rest[0]}${format(rest[1])}`;
    case "if":
      return `(${rest.map(format).join(" ? ").replace(/ \? (?!.* \? )/, " : ")})`;
    default:
      return `(${format(rest[1])} ${rest[0]} ${format(rest[2])})`;
  }
};
