import { numbers, sum } from "./big.js";
import { small } from "./small.js";
console.log(sum(numbers), small);
