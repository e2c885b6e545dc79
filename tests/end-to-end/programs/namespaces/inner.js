import * as shapes from "./shapes.js";
import * as deep from "./deep.js";
export { shapes, deep };
