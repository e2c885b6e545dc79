export const area = (side) => side * side;
export function perimeter(side) {
  return 4 * side;
}
export default "square";
export let unit = "m";
export function whoAmI() {
  return this;
}
export function tagged({ raw }, ...values) {
  return [raw.join("|"), values.length, this === undefined].join();
}
export { area as zArea, area as Area, unit as $unit, unit as _unit };
