let value = "before";
export default value;
export { value as live };
export function change() {
  value = "after";
}
