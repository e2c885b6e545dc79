// formats: esm cjs
const { Server } = require("socket.io");
const { io } = require("socket.io-client");
const http = require("node:http").createServer();
const server = new Server(http);
server.of("/chat").on("connection", (socket) => {
  socket.on("ask", (value, answer) => answer({ twice: value * 2, bytes: Buffer.from([1, 2]) }));
  socket.join("room");
  server.of("/chat").to("room").emit("hello", "room");
});
http.listen(0, "127.0.0.1", () => {
  const client = io(`http://127.0.0.1:${http.address().port}/chat`, { transports: ["websocket"] });
  client.on("hello", (value) => {
    console.log("hello", value);
    client.emit("ask", 21, (reply) => { console.log(reply.twice, [...reply.bytes]); client.close(); server.close(); });
  });
});
