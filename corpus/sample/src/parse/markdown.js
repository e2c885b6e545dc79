// A useful part of Markdown, to virtual nodes.
import { h, fragment } from "#view/h";

const inline = [
  [/^`([^`]+)`/, ([, code]) => h("code", null, code)],
  [/^\*\*(.+?)\*\*/s, ([, text]) => h("strong", null, ...spans(text))],
  [/^\*(?!\s)(.+?)(?<!\s)\*/s, ([, text]) => h("em", null, ...spans(text))],
  [/^\[([^\]]+)\]\(([^)\s]+)\)/, ([, text, href]) => h("a", { href }, ...spans(text))],
];

function* spans(text) {
  let plain = "";
  outer: for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    for (const [pattern, make] of inline) {
      const match = pattern.exec(rest);
      if (!match) continue;
      if (plain) yield plain;
      plain = "";
      yield make(match);
      at += match[0].length;
      continue outer;
    }
    if (rest[0] === "\\" && rest.length > 1) at++;
    plain += text[at++];
  }
  if (plain) yield plain;
}

const item = (line) => /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/.exec(line);

function list(lines) {
  const ordered = item(lines[0])[1] !== undefined;
  const items = [];
  for (const line of lines) {
    const match = item(line);
    if (match) items.push(match[2]);
    else items[items.length - 1] += `\n${line.trim()}`;
  }
  return h(ordered ? "ol" : "ul", null, ...items.map((text) => h("li", null, ...spans(text))));
}

function tableOf(lines) {
  const cells = (line) => line.replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const [head, rule, ...rows] = lines.map(cells);
  const align = rule.map((cell) => (/^:-+:$/.test(cell) ? "center" : /-:$/.test(cell) ? "right" : undefined));
  const row = (tag) => (list) => h("tr", null, ...list.map((cell, i) => h(tag, align[i] && { style: { textAlign: align[i] } }, ...spans(cell))));
  return h("table", null, h("thead", null, row("th")(head)), h("tbody", null, ...rows.map(row("td"))));
}

export default (source) => {
  const blocks = source.replace(/\r\n?/g, "\n").split(/\n{2,}/);
  const nodes = [];
  for (const block of blocks) {
    const lines = block.split("\n").filter((line) => line.trim() !== "");
    if (lines.length === 0) continue;
    const heading = /^(#{1,6}) (.*)$/.exec(lines[0]);
    if (heading) nodes.push(h(`h${heading[1].length}`, null, ...spans(heading[2])));
    else if (/^---+$/.test(lines[0])) nodes.push(h("hr"));
    else if (lines[0].startsWith(">")) nodes.push(h("blockquote", null, ...spans(lines.map((line) => line.replace(/^>\s?/, "")).join(" "))));
    else if (item(lines[0])) nodes.push(list(lines));
    else if (lines.length > 1 && /^\|?[\s:|-]+$/.test(lines[1])) nodes.push(tableOf(lines));
    else nodes.push(h("p", null, ...spans(lines.join(" "))));
    if (heading && lines.length > 1) nodes.push(h("p", null, ...spans(lines.slice(1).join(" "))));
  }
  return fragment(...nodes);
};
