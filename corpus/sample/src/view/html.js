// html`<p class=${c}>…</p>`: a template to virtual nodes. Each call site is compiled once.
import { h, fragment } from "./h.js";
import { SyntaxFault } from "../core/errors.js";

const compiled = new WeakMap();
const HOLE = "\u0001";
const VOID = new Set(["br", "hr", "img", "input", "meta", "link", "path", "line", "circle"]);
const TAG = /<!--.*?-->|<(?<close>\/)?(?<name>[a-z][\w-]*|\u0001)?(?<attributes>(?:\s+(?:\.\.\.)?[\w:-]*(?:\u0001)?(?:=(?:"[^"]*"|\u0001|[^\s>\/]+))?)*)\s*(?<self>\/)?>/gs;
const ATTRIBUTE = /(?<spread>\.\.\.\u0001)|(?<key>[\w:-]+)(?:=(?:"(?<quoted>[^"]*)"|(?<bare>\u0001|[^\s>]+)))?/g;

// A program is a list of steps over a stack: text, open, close; holes are numbered in order.
function compile(source) {
  const steps = [];
  const open = [];
  let at = 0;
  const text = (part) => {
    const cleaned = part.replace(/\s*\n\s*/g, "");
    if (cleaned) steps.push({ op: "text", parts: cleaned.split(HOLE) });
  };
  for (const match of source.matchAll(TAG)) {
    text(source.slice(at, match.index));
    at = match.index + match[0].length;
    const { close, name, attributes = "", self } = match.groups;
    if (match[0].startsWith("<!--")) continue;
    if (close) {
      const expected = open.pop();
      if (expected !== name) throw new SyntaxFault(`</${name}> closes <${expected}>`);
      steps.push({ op: "close" });
      continue;
    }
    const props = [...attributes.matchAll(ATTRIBUTE)].map(({ groups: { spread, key, quoted, bare } }) => (spread ? { spread: true } : { key, parts: (quoted ?? bare)?.split(HOLE) }));
    steps.push({ op: "open", name, props });
    if (self || VOID.has(name)) steps.push({ op: "close" });
    else open.push(name);
  }
  text(source.slice(at));
  if (open.length) throw new SyntaxFault(`<${open.at(-1)}> is not closed`);
  return steps;
}

export default function html(strings, ...values) {
  if (!compiled.has(strings)) compiled.set(strings, compile(strings.join(HOLE)));
  let hole = 0;
  const fill = (parts) => {
    if (parts === undefined) return true;
    if (parts.length === 2 && parts[0] === "" && parts[1] === "") return values[hole++];
    return parts.reduce((text, part) => text + String(values[hole++] ?? "") + part);
  };
  const stack = [{ children: [] }];
  for (const step of compiled.get(strings)) {
    const top = stack[stack.length - 1];
    if (step.op === "text") {
      step.parts.forEach((part, i) => {
        if (i > 0) top.children.push(values[hole++]);
        if (part) top.children.push(part);
      });
    } else if (step.op === "open") {
      const tag = step.name === HOLE ? values[hole++] : step.name;
      const props = {};
      for (const { spread, key, parts } of step.props) {
        if (spread) Object.assign(props, values[hole++]);
        else props[key] = fill(parts);
      }
      stack.push({ tag, props, children: [] });
    } else {
      const { tag, props, children } = stack.pop();
      stack.at(-1).children.push(h(tag, props, ...children));
    }
  }
  return stack[0].children.length === 1 ? stack[0].children[0] : fragment(...stack[0].children);
}
