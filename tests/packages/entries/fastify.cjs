// formats: esm cjs
const fastify = require("fastify");
const app = fastify();
app.decorate("answer", 42);
app.addHook("onSend", async (request, reply, payload) => payload.replace("old", "new"));
app.get("/a/:id", { schema: { querystring: { type: "object", properties: { n: { type: "integer" } } }, response: { 200: { type: "object", properties: { id: { type: "string" }, n: { type: "integer" }, old: { type: "string" } } } } } },
  async (request) => ({ id: request.params.id, n: request.query.n, old: "old", hidden: true }));
app.register(async (scope) => scope.get("/b", async () => ({ answer: scope.answer })), { prefix: "/sub" });
(async () => {
  for (const url of ["/a/1?n=2", "/a/1?n=x", "/sub/b", "/none"]) {
    const reply = await app.inject(url);
    console.log(reply.statusCode, reply.headers["content-type"], reply.body);
  }
  await app.close();
})();
