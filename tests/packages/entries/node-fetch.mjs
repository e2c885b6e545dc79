// formats: esm cjs
import fetch, { FetchError, Headers, Request, Response } from "node-fetch";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
const server = createServer((request, response) => {
  if (request.url === "/moved") return response.writeHead(302, { location: "/a" }).end();
  if (request.url === "/drop") return request.socket.destroy();
  response.writeHead(200, { "content-encoding": "gzip", "x-method": request.method }).end(gzipSync('{"a":1}'));
}).listen(0, "127.0.0.1", async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const response = await fetch(`${base}/moved`);
  console.log(response.status, response.redirected, await response.json(), (await fetch(new Request(base, { method: "PUT", body: "x" }))).headers.get("x-method"));
  const error = await fetch(`${base}/drop`).catch((reason) => reason);
  console.log(error instanceof FetchError, error.code, [...new Headers({ B: "1", a: "2" })], await new Response("t").text());
  server.close();
});
