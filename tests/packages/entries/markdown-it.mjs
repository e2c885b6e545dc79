// formats: esm cjs iife
import MarkdownIt from "markdown-it";
const md = new MarkdownIt({ html: false, linkify: true, typographer: true });
console.log(md.render("# a *b* **c**\n\n| d | e |\n|:--|--:|\n| `f` | ~~g~~ |\n\n> h \"i\" -- (c)\n\n1. j\n   - k\n\nhttp://example.com/?l=m&n\n\n```js\nlet o = '<p>'\n```\n<q>\n"));
console.log(md.parseInline("a_b_ _c_", {})[0].children.map((token) => token.type));
