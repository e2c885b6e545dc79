// formats: esm cjs
import axios, { AxiosError, isAxiosError } from "axios";
import { createServer } from "node:http";
const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
    response.statusCode = request.url === "/missing" ? 404 : 200;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ method: request.method, url: request.url, body: String(Buffer.concat(chunks)) }));
  });
}).listen(0, "127.0.0.1", async () => {
  const client = axios.create({ baseURL: `http://127.0.0.1:${server.address().port}`, proxy: false });
  client.interceptors.response.use((response) => ({ ...response, seen: true }));
  const got = await client.get("/a", { params: { b: [1, 2], c: "d e" } });
  console.log(got.status, got.data, got.seen);
  console.log((await client.post("/post", { x: 1 })).data);
  const error = await client.get("/missing").catch((reason) => reason);
  console.log(isAxiosError(error), error instanceof AxiosError, error.code, error.response.status);
  server.close();
});
