// Tables in text: a heading after #, cells between bars.
import { SyntaxFault } from "../core/errors.js";

export function records(source, readers = {}) {
  let head;
  const found = [];
  source.split("\n").forEach((raw, index) => {
    const line = raw.trim();
    if (!line) return;
    if (line.startsWith("#")) {
      head = line
        .slice(1)
        .split("|")
        .map((cell) => /^\s*([\p{L}\d]+)/u.exec(cell)[1]);
      return;
    }
    if (!head) throw new SyntaxFault("a table needs a heading before its rows", { line: index + 1 });
    const cells = line.split("|").map((cell) => cell.trim());
    if (cells.length !== head.length) throw new SyntaxFault(`${cells.length} cells instead of ${head.length}`, { line: index + 1, column: raw.indexOf(line) });
    found.push(Object.fromEntries(head.map((name, i) => [name, (readers[name] ?? String)(cells[i])])));
  });
  return found;
}

/** Comma-separated values with quotes, as RFC 4180 has them; yields rows. */
export function* csv(source, separator = ",") {
  let at = 0;
  while (at < source.length) {
    const row = [];
    do {
      if (source[at] === '"') {
        let cell = "";
        for (at++; at < source.length; at++) {
          if (source[at] !== '"') cell += source[at];
          else if (source[at + 1] === '"') cell += source[at++];
          else break;
        }
        if (source[at++] !== '"') throw new SyntaxFault("a quote is not closed", { column: at });
        row.push(cell);
        if (source[at] === "\r") at++;
      } else {
        const end = [separator, "\n"].map((c) => source.indexOf(c, at)).reduce((a, b) => (b >= 0 && (a < 0 || b < a) ? b : a), -1);
        const stop = end < 0 ? source.length : end;
        row.push(source.slice(at, stop).replace(/\r$/, ""));
        at = stop;
      }
    } while (source[at] === separator && ++at);
    at++;
    yield row;
  }
}
