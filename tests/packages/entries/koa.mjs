// formats: esm cjs
import Koa from "koa";
import http from "node:http";
const app = new Koa();
app.silent = true;
app.use(async (context, next) => { await next(); context.set("x-seen", "yes"); });
app.use((context) => { if (context.path === "/fail") context.throw(418, "tea"); context.body = { path: context.path, query: context.query, accepts: context.accepts("json", "html") }; });
const server = app.listen(0, "127.0.0.1", async () => {
  for (const path of ["/a?b=c", "/fail"]) {
    await new Promise((done) => http.get({ host: "127.0.0.1", port: server.address().port, path }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk)).on("end", () => done(console.log(response.statusCode, response.headers["x-seen"], body)));
    }));
  }
  server.close();
});
