import "./leaf.js";
import note from "./order.js";
note("effects");
export const effects = "effects";
