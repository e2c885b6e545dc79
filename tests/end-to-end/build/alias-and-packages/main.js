import { red } from "colour";
import { sep } from "path";
import { mine } from "./src/mine.js";
console.log(red, sep, mine);
