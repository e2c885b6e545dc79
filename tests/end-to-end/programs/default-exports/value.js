let value = 1;
export default (value, value + 1);
export function setValue(next) {
  value = next;
}
