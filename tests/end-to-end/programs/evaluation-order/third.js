import "./second.js";
import note from "./order.js";
note("third");
export const third = "third";
