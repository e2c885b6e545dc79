// formats: esm cjs
const Handlebars = require("handlebars");
Handlebars.registerHelper("loud", (options) => options.fn({ name: "inner" }).toUpperCase());
Handlebars.registerPartial("item", "<{{name}}>");
console.log(Handlebars.compile("{{#each list}}{{@index}}{{> item}}{{else}}none{{/each}} {{#loud}}{{name}}{{/loud}} {{{raw}}} {{raw}} {{#with a.b}}{{c}}{{/with}}")({ list: [{ name: "x" }, { name: "y" }], raw: "<b>", a: { b: { c: 1 } } }));
console.log(Handlebars.precompile("{{a}}").length > 100, Handlebars.VERSION);
