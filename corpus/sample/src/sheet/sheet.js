// A spreadsheet that recalculates only what an edit touches.
import { parse as parseFormula } from "../parse/expression.js";
import { evaluate } from "../parse/evaluate.js";
import { CycleFault, AlmanacError, walk, Emitter } from "#core";
import * as address from "./address.js";

const EMPTY = Object.freeze({ source: "", value: undefined, needs: new Set() });
let recalculations = 0;

function* references(tree) {
  for (const node of walk(tree, (n) => (Array.isArray(n) ? n.filter(Array.isArray) : []))) {
    if (node[0] === "cell") yield node[1];
    else if (node[0] === "range") yield* address.block(node[1], node[2]);
  }
}

export class Sheet extends Emitter {
  #cells = new Map();
  #users = new Map();
  #names = Object.create(null);

  static from(rows, names = {}) {
    const sheet = new Sheet();
    for (const [name, value] of Object.entries(names)) sheet.define(name, value);
    rows.forEach((row, r) => row.forEach((source, c) => sheet.set(address.format({ row: r, column: c }), source)));
    return sheet;
  }

  define(name, value) {
    this.#names[name] = value;
    for (const [cell, { tree }] of this.#cells) if (tree) this.#refresh(cell);
    return this;
  }

  set(name, source) {
    address.parse(name);
    this.#forget(name);
    if (source === "" || source == null) {
      this.#cells.delete(name);
    } else {
      const cell = { source, value: undefined, needs: new Set(), tree: undefined };
      this.#cells.set(name, cell);
      if (typeof source === "string" && source.startsWith("=")) {
        try {
          cell.tree = parseFormula(source.slice(1));
          for (const need of references(cell.tree)) {
            cell.needs.add(need);
            if (!this.#users.has(need)) this.#users.set(need, new Set());
            this.#users.get(need).add(name);
          }
        } catch (error) {
          if (!(error instanceof AlmanacError)) throw error;
          cell.broken = error;
        }
      }
    }
    this.#refresh(name);
    return this;
  }

  value(name) {
    return (this.#cells.get(name) ?? EMPTY).value;
  }

  /** What a cell shows: errors as a code behind a hash mark. */
  show(name) {
    const value = this.value(name);
    if (value instanceof Error) return `#${value.code ?? "ERROR"}`;
    if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(2);
    return value === undefined ? "" : typeof value === "boolean" ? String(value).toUpperCase() : String(value);
  }

  get size() {
    let [rows, columns] = [0, 0];
    for (const name of this.#cells.keys()) {
      const { row, column } = address.parse(name);
      rows = Math.max(rows, row + 1);
      columns = Math.max(columns, column + 1);
    }
    return { rows, columns };
  }

  *[Symbol.iterator]() {
    const { rows, columns } = this.size;
    for (let row = 0; row < rows; row++) yield Array.from({ length: columns }, (_, column) => this.show(address.format({ row, column })));
  }

  #forget(name) {
    for (const need of this.#cells.get(name)?.needs ?? []) this.#users.get(need)?.delete(name);
  }

  #refresh(start) {
    let order;
    try {
      order = this.#order(start);
    } catch (error) {
      if (!(error instanceof CycleFault)) throw error;
      for (const name of error.path) if (this.#cells.has(name)) this.#cells.get(name).value = error;
      this.emit("cycle", error);
      return;
    }
    for (const name of order) {
      const before = this.value(name);
      const after = this.#calculate(name);
      if (!Object.is(before, after)) this.emit("change", { name, before, after });
    }
  }

  /** What depends on `start`, each after what it needs; depth first, with the path kept to tell of cycles. */
  #order(start) {
    const done = new Set();
    const order = [];
    const visit = (name, path) => {
      if (path.includes(name)) throw new CycleFault(`cell ${name} needs itself`, { path: [...path.slice(path.indexOf(name)), name] });
      if (done.has(name)) return;
      for (const user of this.#users.get(name) ?? []) visit(user, [...path, name]);
      done.add(name);
      order.unshift(name);
    };
    visit(start, []);
    return order;
  }

  #calculate(name) {
    const cell = this.#cells.get(name);
    if (!cell) return undefined;
    recalculations += 1;
    if (cell.broken) return (cell.value = cell.broken);
    if (!cell.tree) return (cell.value = typeof cell.source === "string" && /^-?\d+(\.\d+)?$/.test(cell.source) ? Number(cell.source) : cell.source);
    const read = (need) => {
      const value = this.value(need);
      if (value instanceof Error) throw value;
      return value ?? 0;
    };
    try {
      cell.value = evaluate(cell.tree, {
        cell: read,
        range: function* (from, to) {
          for (const one of address.block(from, to)) yield read(one);
        },
        name: (text) => this.#names[text],
      });
    } catch (error) {
      if (!(error instanceof AlmanacError)) throw error;
      cell.value = error;
    }
    return cell.value;
  }
}

export { recalculations, recalculations as default };
