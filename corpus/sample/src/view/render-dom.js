// Virtual nodes into a document, by patches.
import { diff } from "./diff.js";
import { Fragment, isNode } from "./h.js";

const SVG = "http://www.w3.org/2000/svg";
const mounted = new WeakMap();

function create(node, svg = false) {
  if (!isNode(node)) return document.createTextNode(node);
  if (node.tag === Fragment) {
    const fragment = document.createDocumentFragment();
    fragment.append(...node.children.map((child) => create(child, svg)));
    return fragment;
  }
  svg ||= node.tag === "svg";
  const element = svg ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
  for (const [key, value] of Object.entries(node.props)) setProp(element, key, value);
  element.append(...node.children.map((child) => create(child, svg)));
  return element;
}

function setProp(element, key, value) {
  if (key === "key") return;
  if (key.startsWith("on") && (typeof value === "function" || value == null)) element[key.toLowerCase()] = value ?? null;
  else if (key === "style" && value && typeof value === "object") Object.assign(element.style, value);
  else if (value == null || value === false) element.removeAttribute(key);
  else element.setAttribute(key, Array.isArray(value) ? value.filter(Boolean).join(" ") : value === true ? "" : value);
}

const apply = {
  replace: (target, { node }) => target.replaceWith(create(node)),
  text: (target, { text }) => (target.data = text),
  props(target, { props }) {
    for (const key of Object.keys(props)) setProp(target, key, props[key]);
  },
  insert: (target, { index, node }) => target.insertBefore(create(node, target.namespaceURI === SVG), target.childNodes[index] ?? null),
  remove: (target, { index }) => target.childNodes[index].remove(),
  move: (target, { from, to }) => target.insertBefore(target.childNodes[from], target.childNodes[to]),
};

export default function mount(node, container) {
  const before = mounted.get(container);
  mounted.set(container, node);
  if (!before) {
    container.replaceChildren(create(node));
    return 0;
  }
  let count = 0;
  for (const { op, path, ...details } of diff(before, node)) {
    const target = path.reduce((element, index) => element.childNodes[index], container.firstChild);
    apply[op](target, details);
    count++;
  }
  return count;
}
