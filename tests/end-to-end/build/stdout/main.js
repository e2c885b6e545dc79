import { b } from "./b.js"; console.log("a", b);
