// formats: esm cjs
const express = require("express");
const http = require("node:http");
const app = express();
app.use(express.json(), express.urlencoded({ extended: true }));
app.get("/user/:id", (request, response) => response.json({ id: request.params.id, query: request.query }));
app.post("/echo", (request, response) => response.status(201).type("text").send(JSON.stringify(request.body)));
app.get("/fail", () => { throw new Error("failed"); });
app.get("/moved", (request, response) => response.redirect("/user/2"));
const router = express.Router();
router.use((request, response) => response.send(`router ${request.baseUrl}`));
app.use("/sub", router);
app.use((error, request, response, next) => response.status(500).send(error.message));
const server = app.listen(0, "127.0.0.1", async () => {
  const ask = (path, options = {}) => new Promise((done) => {
    const request = http.request({ host: "127.0.0.1", port: server.address().port, path, ...options }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk)).on("end", () => done([response.statusCode, response.headers["content-type"], response.headers.etag, body]));
    });
    request.end(options.body);
  });
  console.log(await ask("/user/7?a[b]=c"), await ask("/fail"), await ask("/moved"), await ask("/sub/x"), await ask("/none"));
  console.log(await ask("/echo", { method: "POST", body: "a[]=1&a[]=2", headers: { "content-type": "application/x-www-form-urlencoded" } }));
  server.close();
});
