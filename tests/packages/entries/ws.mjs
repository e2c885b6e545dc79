// formats: esm cjs
import WebSocket, { WebSocketServer, createWebSocketStream } from "ws";
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: true }, () => {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}/path?q`);
  client.on("open", () => { client.send("text"); client.send(Buffer.from([1, 2, 3])); client.ping("p"); });
  client.on("message", (data, isBinary) => { console.log("client", isBinary, isBinary ? [...data] : String(data)); if (isBinary) client.close(4000, "bye"); });
  client.on("close", (code, reason) => { console.log(code, String(reason)); server.close(); });
});
server.on("connection", (socket, request) => { console.log(request.url); socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })); });
console.log(typeof createWebSocketStream, WebSocket.OPEN, WebSocket.Server === WebSocketServer);
