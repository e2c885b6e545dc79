export * from "./a.js";
export default "own default";
