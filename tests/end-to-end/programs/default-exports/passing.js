export { default as aliased } from "./arrow.js";
import it from "./function.js";
export { it as fromDefault };
export default it;
