// formats: esm cjs
const ejs = require("ejs");
console.log(ejs.render("<% for (const a of list) { %><li><%= a %>|<%- a %></li>\n<% } -%><%# none %>", { list: ["<x>", "y"] }));
console.log(ejs.compile("<?= name ?>", { delimiter: "?" })({ name: "z" }));
try {
  ejs.render("a\n<%= missing.thing %>", {}, { filename: "t.ejs" });
} catch (error) {
  console.log(error.message);
}
