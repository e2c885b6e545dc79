import "./leaf.js";
import note from "./order.js";
note("second");
export const second = "second";
