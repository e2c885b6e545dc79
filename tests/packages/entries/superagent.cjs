// formats: esm cjs
const request = require("superagent");
const server = require("node:http").createServer((incoming, response) => {
  let body = "";
  incoming.on("data", (chunk) => (body += chunk)).on("end", () => response.writeHead(incoming.url === "/bad" ? 400 : 200, { "content-type": "application/json" }).end(JSON.stringify({ url: incoming.url, type: incoming.headers["content-type"], body })));
}).listen(0, "127.0.0.1", async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  console.log((await request.get(`${base}/a`).query({ b: "c d" })).body, (await request.post(base).type("form").send({ e: [1, 2] })).body);
  await request.get(`${base}/bad`).catch((error) => console.log(error.status, error.message));
  server.close();
});
