// A small query language over records: from … where … order by … take n. It compiles to a pipeline of generators.
import { parse } from "./expression.js";
import { evaluate } from "./evaluate.js";
import { filter, map, sortBy, take } from "../core/iterate.js";
import { SyntaxFault } from "../core/errors.js";

const CLAUSE = /\b(where|order by|take|show)\b/i;

const scopeOf = (record) => ({
  name: (name) => record[name],
  cell: (name) => record[name],
  *range() {},
});

const clauses = {
  where: (text) => {
    const tree = parse(text);
    return (rows) => filter(rows, (row) => evaluate(tree, scopeOf(row)));
  },
  "order by": (text) => {
    const keys = text.split(",").map((key) => {
      const [, expression, way] = /^(.*?)(?:\s+(asc|desc))?$/i.exec(key.trim());
      const tree = parse(expression);
      const sign = way?.toLowerCase() === "desc" ? -1 : 1;
      return (row) => {
        const value = evaluate(tree, scopeOf(row));
        return typeof value === "number" ? sign * value : value;
      };
    });
    return (rows) => sortBy(rows, ...keys);
  },
  take: (text) => (rows) => take(rows, Number.parseInt(text, 10)),
  show: (text) => {
    const columns = text.split(",").map((column) => column.trim());
    return (rows) => map(rows, (row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
  },
};

export default function query(source) {
  const [head, ...parts] = source.trim().split(CLAUSE);
  if (head.trim()) throw new SyntaxFault(`a query starts with a clause, not with “${head.trim()}”`);
  const steps = [];
  for (let i = 0; i < parts.length; i += 2) steps.push(clauses[parts[i].toLowerCase()](parts[i + 1].trim()));
  return (rows) => [...steps.reduce((result, step) => step(result), rows)];
}
