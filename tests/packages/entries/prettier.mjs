// formats: esm cjs iife
import * as prettier from "prettier/standalone";
import babel from "prettier/plugins/babel";
import estree from "prettier/plugins/estree";
import css from "prettier/plugins/postcss";
import markdown from "prettier/plugins/markdown";
async function main() {
  const plugins = [babel, estree, css, markdown];
  console.log(await prettier.format("const {a,b:{c}}=d;if(a)b();else{c(function(){return `x${ y }`})}", { parser: "babel", plugins, semi: false }));
  console.log(await prettier.format("a{b:c;d:e}@media(x){f{g:h}}", { parser: "css", plugins }), await prettier.format("*  a\n*  b\n\n```js\nlet  x\n```", { parser: "markdown", plugins }));
}
main();
