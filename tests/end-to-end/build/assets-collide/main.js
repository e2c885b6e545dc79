import a from "./a/a.png";
import b from "./b/a.png";
console.log(a, b);
