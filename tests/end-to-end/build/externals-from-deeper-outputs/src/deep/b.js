import { ext } from "../ext.js";
console.log("b", ext);
