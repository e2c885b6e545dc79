import a from "data:image/png;base64,AAAA";
import b from "data:text/javascript";
import c from "data:text/javascript,import './c.js'";
console.log(a, b, c);
