import a from "./a.png";
console.log(a);
