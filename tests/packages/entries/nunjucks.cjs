// formats: esm cjs
const nunjucks = require("nunjucks");
const env = new nunjucks.Environment(null, { autoescape: true });
env.addFilter("twice", (value) => value + value);
console.log(env.renderString("{% macro m(a) %}[{{ a }}]{% endmacro %}{% for x in list %}{{ loop.index }}:{{ m(x) }}{{ x | twice }} {% else %}none{% endfor %}{% set y = list | length %}{{ y if y > 1 else 'few' }} {{ '<' }}", { list: ["a", "<b>"] }));
