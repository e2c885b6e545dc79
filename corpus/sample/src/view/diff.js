// What must change to make one tree of virtual nodes into another: a stream of patches, in the order to apply them.
import { isNode } from "./h.js";

export function* diff(before, after, path = []) {
  if (before === after) return;
  if (!isNode(before) && !isNode(after)) {
    yield { op: "text", path, text: after };
    return;
  }
  if (!isNode(before) || !isNode(after) || before.tag !== after.tag || before.key !== after.key) {
    yield { op: "replace", path, node: after };
    return;
  }
  const props = changed(before.props, after.props);
  if (props) yield { op: "props", path, props };
  yield* after.children.some((child) => child.key !== undefined) ? keyed(before.children, after.children, path) : plain(before.children, after.children, path);
}

function changed(before, after) {
  let props;
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const same = typeof after[key] === "object" ? JSON.stringify(before[key]) === JSON.stringify(after[key]) : Object.is(before[key], after[key]);
    if (!same) (props ??= {})[key] = after[key];
  }
  return props;
}

function* plain(before, after, path) {
  const common = Math.min(before.length, after.length);
  for (let i = 0; i < common; i++) yield* diff(before[i], after[i], [...path, i]);
  for (let i = before.length; i-- > common; ) yield { op: "remove", path, index: i };
  for (let i = common; i < after.length; i++) yield { op: "insert", path, index: i, node: after[i] };
}

function* keyed(before, after, path) {
  const wanted = new Set(after.map(({ key }) => key));
  const now = before.slice();
  for (let i = now.length - 1; i >= 0; i--) {
    if (wanted.has(now[i].key)) continue;
    now.splice(i, 1);
    yield { op: "remove", path, index: i };
  }
  for (const [i, child] of after.entries()) {
    const from = now.findIndex((old, at) => at >= i && old.key === child.key);
    if (from < 0) {
      now.splice(i, 0, child);
      yield { op: "insert", path, index: i, node: child };
      continue;
    }
    if (from !== i) {
      now.splice(i, 0, ...now.splice(from, 1));
      yield { op: "move", path, from, to: i };
    }
    yield* diff(now[i], child, [...path, i]);
  }
}
