import a from "./img/a.png";
console.log(a);
