// formats: esm cjs
const { compile, createSSRApp } = require("vue");
const { renderToString } = require("@vue/server-renderer");
const template = '<ul><li v-for="(x, i) in list" :key="i" :class="{ odd: i % 2 }" v-show="x">{{ i }}{{ x.toUpperCase() }}</li><p v-if="list.length > 5">a</p><p v-else v-html="raw"></p></ul>';
renderToString(createSSRApp({ template, data: () => ({ list: ["a", "b"], raw: "<b>c</b>" }) })).then((html) => console.log(html, typeof compile(template)));
