// Virtual nodes.

export const Fragment = Symbol("fragment");

class VNode {
  constructor(tag, props, children) {
    this.tag = tag;
    this.props = props;
    this.children = children;
    this.key = props.key;
  }
}

export const isNode = (value) => value instanceof VNode;

/** Children: nodes, text, numbers, lists of them; null, undefined and booleans are nothing. */
export function normalise(children, into = []) {
  for (const child of children) {
    if (child === null || child === undefined || typeof child === "boolean") continue;
    if (Array.isArray(child) || (typeof child === "object" && !isNode(child) && Symbol.iterator in child)) normalise(child, into);
    else if (isNode(child) && child.tag === Fragment) into.push(...child.children);
    else if (isNode(child)) into.push(child);
    else if (typeof into[into.length - 1] === "string") into[into.length - 1] += child;
    else into.push(String(child));
  }
  return into;
}

export function h(tag, props, ...children) {
  if (typeof tag === "function") return tag({ ...props, children: normalise(children) });
  return new VNode(tag, props || {}, normalise(children));
}

export const fragment = (...children) => h(Fragment, null, ...children);
export default h;
