// formats: esm cjs iife
const Mustache = require("mustache");
console.log(Mustache.render("{{#list}}{{name}}{{^last}}, {{/last}}{{/list}} {{{raw}}}{{raw}} {{> part}} {{#f}}x{{/f}}", { list: [{ name: "a" }, { name: "b", last: true }], raw: "<&>", f: () => (text, render) => `[${render(text)}]` }, { part: "p{{raw}}" }));
try { Mustache.parse("{{#a}}"); } catch (error) { console.log(error.message); }
