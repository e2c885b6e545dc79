export const one = 1, clash = "a";
export { shared } from "./shared.js";
export const local = "hidden";
export default "never passed";
