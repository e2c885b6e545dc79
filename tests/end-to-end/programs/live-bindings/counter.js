export let count = 0;
export let list = [];
export let last;
export var reset = () => {
  count = -1;
  reset = null;
};
export function increase(by = 1) {
  count += by;
  return count++;
}
export function loop(items) {
  for (last of items) list = [...list, last];
  for (count in { 5: true }) list.push(typeof count);
  count = +count;
}
export const spread = (object) => {
  ({ x: count, ...list } = object);
  [last = "none"] = [];
  return --count, (count **= 2), (count ||= 3), (last &&= `${last}!`), last;
};
