// Virtual nodes to HTML text.
import { Fragment, isNode } from "./h.js";

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escape = (text) => String(text).replace(/[&<>"']/g, (c) => entities[c]);

const isVoid = Set.prototype.has.bind(new Set(["br", "hr", "img", "input", "meta", "link"]));
const css = (style) =>
  Object.entries(style)
    .filter(([, value]) => value != null && value !== false)
    .map(([key, value]) => `${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}:${value}`)
    .join(";");

export function attributes(props) {
  let text = "";
  for (const key in props) {
    let value = props[key];
    if (key === "key" || key.startsWith("on") || value == null || value === false) continue;
    if (key === "class" && Array.isArray(value)) value = value.filter(Boolean).join(" ");
    if (key === "style" && typeof value === "object") value = css(value);
    text += value === true ? ` ${key}` : ` ${key}="${escape(value)}"`;
  }
  return text;
}

export default function* render(node) {
  if (!isNode(node)) {
    yield escape(node);
    return;
  }
  const { tag, props, children } = node;
  if (tag !== Fragment) yield `<${tag}${attributes(props)}>`;
  for (const child of children) yield* render(child);
  if (tag !== Fragment && !isVoid(tag)) yield `</${tag}>`;
}

export const toString = (node) => [...render(node)].join("");
