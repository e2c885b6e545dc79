// Text: padding, tables, wrapping, plurals, tagged templates.

const cache = new WeakMap();

/** Removes the common indent of a template's lines; the work on the literal parts is done once a call site. */
export function dedent(strings, ...values) {
  let parts = cache.get(strings);
  if (!parts) {
    const indents = strings.raw
      .join("\0")
      .split("\n")
      .slice(1)
      .filter((line) => line.trim() !== "")
      .map((line) => line.match(/^[ \t]*/)[0].length);
    const indent = Math.min(...indents, 80);
    parts = strings.map((part) => part.replace(new RegExp(`\\n[ \\t]{1,${indent}}`, "g"), "\n"));
    cache.set(strings, parts);
  }
  let text = parts[0];
  values.forEach((value, i) => (text += String(value) + parts[i + 1]));
  return text.replace(/^\n/, "").replace(/\n[ \t]*$/, "");
}

/** Joins what is there with single spaces; null, undefined and false vanish. */
export const words = (...parts) => parts.flat(Infinity).filter((part) => part || part === 0).join(" ");

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

export const pad = (value, width, side = "left") => {
  const text = String(value);
  switch (side) {
    case "left":
      return text.padEnd(width);
    case "right":
      return text.padStart(width);
    case "centre": {
      const room = Math.max(0, width - text.length);
      return " ".repeat(room >> 1) + text + " ".repeat(room - (room >> 1));
    }
    default:
      throw new TypeError(`no such side: ${side}`);
  }
};

export function wrap(text, width) {
  const lines = [];
  let line = "";
  for (const { 0: word } of text.matchAll(/\S+/gu)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  if (line) lines.push(line);
  return lines;
}

/** Rows of cells as lines; numbers go to the right. `rule` is drawn below the heading. */
export function table(head, rows, { rule = "─", gap = "  " } = {}) {
  const isNumber = (cell) => typeof cell === "number" || /^[-+]?\d+([.:]\d+)*( ?[a-z%]+)?$/i.test(cell);
  const columns = head.map((_, i) => rows.map((row) => row[i] ?? ""));
  const widths = columns.map((cells, i) => Math.max(head[i].length, ...cells.map((cell) => String(cell).length)));
  const sides = columns.map((cells) => (cells.length && cells.every((cell) => cell === "" || isNumber(cell)) ? "right" : "left"));
  const line = (cells) => cells.map((cell, i) => pad(cell ?? "", widths[i], sides[i])).join(gap).trimEnd();
  return [line(head), widths.map((width) => rule.repeat(width)).join(gap), ...rows.map(line)].join("\n");
}

export const slug = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Levenshtein's distance, one row at a time. */
export function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row.at(-1);
}

export function nearest(word, candidates, limit = 3) {
  let best;
  for (const candidate of candidates) {
    const d = distance(word, candidate);
    if (d <= limit && (best === undefined || d < best.d)) best = { candidate, d };
  }
  return best?.candidate;
}
