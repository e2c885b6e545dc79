// A lexer from a table of named patterns: one sticky expression, one pass.
import { SyntaxFault } from "../core/errors.js";

export default class Lexer {
  #pattern;
  #skip;

  constructor(rules, { skip = ["space"] } = {}) {
    const parts = Object.entries(rules).map(([name, rule]) => `(?<${name}>${rule.source ?? rule.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`);
    this.#pattern = new RegExp(parts.join("|"), "uy");
    this.#skip = new Set(skip);
  }

  *tokens(source) {
    let [line, start] = [1, 0];
    this.#pattern.lastIndex = 0;
    for (let at = 0; at < source.length; at = this.#pattern.lastIndex) {
      const match = this.#pattern.exec(source);
      if (!match) throw new SyntaxFault(`unexpected “${String.fromCodePoint(source.codePointAt(at))}”`, { line, column: at - start });
      const type = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
      if (!this.#skip.has(type)) yield { type, text: match[0], line, column: at - start };
      for (let i = 0; i < match[0].length; i++) {
        if (match[0][i] === "\n") {
          line += 1;
          start = at + i + 1;
        }
      }
    }
    yield { type: "end", text: "", line, column: source.length - start };
  }
}

/** A cursor over tokens with one token to look ahead. */
export class Cursor {
  #iterator;
  #current;

  constructor(tokens) {
    this.#iterator = tokens[Symbol.iterator]();
    this.next();
  }

  get token() {
    return this.#current;
  }

  next() {
    const token = this.#current;
    this.#current = this.#iterator.next().value ?? token;
    return token;
  }

  is(type, text) {
    return this.#current.type === type && (text === undefined || this.#current.text === text);
  }

  accept(type, text) {
    return this.is(type, text) ? this.next() : undefined;
  }

  expect(type, text) {
    return this.accept(type, text) ?? this.fail(`expected ${text ? `“${text}”` : type}, got ${this.#current.text ? `“${this.#current.text}”` : "the end"}`);
  }

  fail(message) {
    const { line, column } = this.#current;
    throw new SyntaxFault(message, { line, column });
  }
}
