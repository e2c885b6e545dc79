import "./leaf.js";
import note from "./order.js";
note("first");
export const first = "first";
