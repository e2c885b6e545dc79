import { ext } from "./ext.js";
console.log("a", ext);
