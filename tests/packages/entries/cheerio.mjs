// formats: esm cjs
import * as cheerio from "cheerio";
const $ = cheerio.load("<ul id=a><li class=b>1<li>2<li class=b>3 &amp; &eacute;</ul><script>x<y</script>");
$("li.b").each((i, node) => console.log(i, $(node).text()));
$("ul").append("<li data-n=4>4</li>").find("li").eq(1).attr("title", "q\"q");
console.log($.html(), $("[data-n]").data("n"), cheerio.contains($("ul")[0], $("li")[0]));
console.log(cheerio.load("<a><b/></a>", { xml: true }).xml());
