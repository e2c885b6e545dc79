import * as two from "./out/two.js";
two.bump();
console.log(two.x);
setTimeout(() => console.log(two.x), 20);
