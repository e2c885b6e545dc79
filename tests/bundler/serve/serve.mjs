// `neap serve` as its clients see it: good ones, slow ones, hostile ones and many.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, gzipSync, brotliCompressSync } from "node:zlib";
import { project, serve } from "./support.mjs";

const page = '<!doctype html><title>page</title><body><script src="main.js"></script>';
const files = {
  "main.js": 'import { text } from "./text.js"; globalThis.said = text;',
  "text.js": 'export const text = "one";',
  "public/index.html": page,
  "public/data.txt": "0123456789",
  "public/style.css": "body { color: red }",
  "secret.txt": "secret",
};

async function started(t, options = ["main.js", "--servedir=public"], more = {}) {
  const after = (action) => t.after(action);
  const { folder, write } = project({ ...files, ...more }, after);
  const server = await serve(folder, options, after);
  return { folder, write, ...server };
}

// One request with Node's client, which neither follows redirects nor mends paths.
function get(port, path, { method = "GET", headers = {}, agent } = {}) {
  return new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, path, method, headers, agent }, (res) => {
      const chunks = [];
      res.on("data", (chunk) => chunks.push(chunk));
      res.on("error", reject);
      res.on("end", () => {
        const body = Buffer.concat(chunks);
        resolve({ status: res.statusCode, headers: res.headers, body, text: body.toString() });
      });
    });
    req.on("error", reject);
    req.end();
  });
}

// Bytes as they are; what comes back until the server closes.
function raw(port, text) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(text));
    let answer = "";
    socket.on("data", (data) => (answer += data));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

// The events of a page: next() waits for the next state.
function events(port) {
  const queue = [];
  const waiting = [];
  let buffered = "";
  const state = { ended: false, next: () => (queue.length ? Promise.resolve(queue.shift()) : new Promise((resolve) => waiting.push(resolve))) };
  const req = request({ host: "127.0.0.1", port, path: "/_neap/events", agent: false }, (res) => {
    assert.equal(res.headers["content-type"], "text/event-stream");
    res.on("data", (data) => {
      buffered += data;
      const messages = buffered.split("\n\n");
      buffered = messages.pop();
      for (const message of messages.filter((text) => text.startsWith("data: "))) {
        const value = JSON.parse(message.slice(6));
        if (waiting.length) waiting.shift()(value);
        else queue.push(value);
      }
    });
    res.on("end", () => (state.ended = true));
    res.on("error", () => (state.ended = true));
  });
  req.on("error", () => (state.ended = true));
  req.end();
  state.close = () => req.destroy();
  return state;
}

test("pages, bundles and files", async (t) => {
  const { port, end, folder } = await started(t, undefined, { "public/sub/index.html": "sub", "public/empty.txt": "" });
  const index = await get(port, "/");
  assert.equal(index.status, 200);
  assert.equal(index.headers["content-type"], "text/html; charset=utf-8");
  assert.ok(index.text.startsWith(page));
  assert.match(index.text, /<script src="\/_neap\/client\.js" data-version="\d+"><\/script>/);
  const bundle = await get(port, "/main.js?v=1");
  assert.equal(bundle.headers["content-type"], "text/javascript; charset=utf-8");
  assert.equal(bundle.headers["cache-control"], "no-cache");
  assert.equal(bundle.headers["access-control-allow-origin"], undefined);
  assert.equal(new Function(`${bundle.text}; return globalThis.said`)(), "one");
  assert.equal((await get(port, "/_neap/client.js")).headers["content-type"], "text/javascript; charset=utf-8");
  assert.equal((await get(port, "/empty.txt")).text, "");
  const folderAnswer = await get(port, "/sub");
  assert.deepEqual([folderAnswer.status, folderAnswer.headers.location], [301, "/sub/"]);
  assert.ok((await get(port, "/sub/")).text.startsWith("sub"));
  assert.equal((await get(port, "/none.js")).status, 404);
  assert.equal((await get(port, "/data.txt/")).status, 404);
  const head = await get(port, "/data.txt", { method: "HEAD" });
  assert.deepEqual([head.status, head.headers["content-length"], head.text], [200, "10", ""]);
  const post = await get(port, "/data.txt", { method: "POST" });
  assert.deepEqual([post.status, post.headers.allow], [405, "GET, HEAD"]);
  assert.deepEqual(readdirSync(folder + "/public").sort(), ["data.txt", "empty.txt", "index.html", "style.css", "sub"]);
  assert.equal(await end(), 0);
});

test("what the client has is not sent again, and parts are sent alone", async (t) => {
  const { port, write, end } = await started(t);
  for (const path of ["/main.js", "/data.txt", "/"]) {
    const { headers: { etag } } = await get(port, path);
    const again = await get(port, path, { headers: { "If-None-Match": `"x", ${etag}` } });
    assert.deepEqual([again.status, again.text, again.headers.etag], [304, "", etag], path);
    assert.equal((await get(port, path, { headers: { "If-None-Match": '"x"' } })).status, 200);
  }
  const { headers: { etag } } = await get(port, "/data.txt");
  const part = async (range, more) => {
    const answer = await get(port, "/data.txt", { headers: { Range: range, ...more } });
    return [answer.status, answer.headers["content-range"], answer.text];
  };
  assert.deepEqual(await part("bytes=2-4"), [206, "bytes 2-4/10", "234"]);
  assert.deepEqual(await part("bytes=-2"), [206, "bytes 8-9/10", "89"]);
  assert.deepEqual(await part("bytes=7-"), [206, "bytes 7-9/10", "789"]);
  assert.deepEqual((await part("bytes=10-")).slice(0, 2), [416, "bytes */10"]);
  assert.deepEqual(await part("bytes=0-1,4-5"), [200, undefined, "0123456789"]);
  assert.deepEqual(await part("bytes=2-4", { "If-Range": etag }), [206, "bytes 2-4/10", "234"]);
  assert.deepEqual(await part("bytes=2-4", { "If-Range": '"old"' }), [200, undefined, "0123456789"]);
  const whole = await get(port, "/main.js");
  const tail = await get(port, "/main.js", { headers: { Range: "bytes=5-" } });
  assert.deepEqual([tail.status, tail.text], [206, whole.text.slice(5)]);
  write("public/data.txt", "other");
  assert.equal((await get(port, "/data.txt", { headers: { "If-None-Match": etag } })).text, "other");
  assert.equal(await end(), 0);
});

test("compressed neighbours", async (t) => {
  const { port, folder, write, end } = await started(t, undefined, { "public/big.css": "a{}".repeat(1000) });
  write("public/big.css.gz", gzipSync("a{}".repeat(1000)));
  const ask = (accepted) => get(port, "/big.css", { headers: { "Accept-Encoding": accepted } });
  const zipped = await ask("gzip, br");
  assert.deepEqual([zipped.headers["content-encoding"], zipped.headers["content-type"]], ["gzip", "text/css; charset=utf-8"]);
  assert.equal(gunzipSync(zipped.body).toString(), "a{}".repeat(1000));
  write("public/big.css.br", brotliCompressSync("a{}"));
  assert.equal((await ask("gzip, br")).headers["content-encoding"], "br");
  const plain = await ask("identity");
  assert.deepEqual([plain.headers["content-encoding"], plain.headers.vary, plain.text.length], [undefined, "Accept-Encoding", 3000]);
  assert.notEqual(plain.headers.etag, zipped.headers.etag);
  utimesSync(`${folder}/public/big.css.gz`, 1, 1);
  assert.equal((await ask("gzip")).headers["content-encoding"], undefined, "an old neighbour");
  assert.equal(await end(), 0);
});

test("nothing leads out of the folder", async (t) => {
  const { port, folder, end } = await started(t, undefined, { "public/.env": "secret", "public/dir/x.txt": "x" });
  symlinkSync("../secret.txt", `${folder}/public/out.txt`);
  symlinkSync("..", `${folder}/public/up`);
  symlinkSync("data.txt", `${folder}/public/in.txt`);
  symlinkSync("loop.txt", `${folder}/public/loop.txt`);
  execFileSync("mkfifo", [`${folder}/public/pipe.txt`]);
  const paths = ["/../secret.txt", "/..%2fsecret.txt", "/..%2Fsecret.txt", "/%2e%2e/secret.txt", "/..%5csecret.txt", "/..\\secret.txt", "/dir/../../secret.txt",
    "/%252e%252e/secret.txt", "//secret.txt", "//etc/passwd", "/%00", "/data.txt%00.html", "/.env", "/%2eenv", "/out.txt", "/up/secret.txt", "/loop.txt", "/pipe.txt",
    "/dir/..", "/./secret.txt", "/%c0%ae%c0%ae/secret.txt", "/etc/passwd", "http://example.com/data.txt", "*"];
  for (const path of paths) {
    const answer = await raw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 (400|403|404) /, path);
    assert.doesNotMatch(answer.replace(path, ""), /secret|root:/, path);
  }
  assert.equal((await get(port, "/in.txt")).text, "0123456789", "a link that stays inside");
  assert.match(await raw(port, "CONNECT example.com:80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), /^HTTP\/1\.1 4/);
  assert.equal(await end(), 0);
});

test("only under names of this machine", async (t) => {
  const { port, end } = await started(t);
  for (const host of ["evil.example", `evil.example:${port}`, "localhost.evil.example", "127.0.0.1.nip.io"]) {
    for (const path of ["/", "/main.js", "/_neap/events"]) {
      assert.equal((await get(port, path, { headers: { Host: host } })).status, 403, `${host} ${path}`);
    }
  }
  for (const host of ["localhost", `localhost:${port}`, `127.0.0.1:${port}`, "[::1]:1", "app.localhost"]) {
    assert.equal((await get(port, "/", { headers: { Host: host } })).status, 200, host);
  }
  for (const line of ["", "Host:\r\n", "Host: \r\n"]) {
    assert.match(await raw(port, `GET / HTTP/1.1\r\n${line}Connection: close\r\n\r\n`), /^HTTP\/1\.[01] 4/, line);
  }
  assert.equal(await end(), 0);
});

test("unknown pages with --spa, and a page when there is none", async (t) => {
  const { port, end } = await started(t, ["main.js", "--servedir=public", "--spa"]);
  const ask = (path, accept) => get(port, path, { headers: { Accept: accept } });
  assert.ok((await ask("/some/where", "text/html,*/*")).text.startsWith(page));
  assert.equal((await ask("/some/where.js", "*/*")).status, 404);
  assert.equal(await end(), 0);
  const bare = await started(t, ["main.js"]);
  const index = await get(bare.port, "/");
  assert.match(index.text, /<script type="module" src="\/main\.js">/);
  assert.equal((await get(bare.port, "/data.txt")).status, 404);
  assert.equal(await bare.end("SIGINT"), 0);
  const folderOnly = await started(t, ["--servedir=public"]);
  assert.equal((await get(folderOnly.port, "/data.txt")).text, "0123456789");
  assert.equal(await folderOnly.end(), 0);
});

test("a request after a save gets what was saved", async (t) => {
  const { port, write, end } = await started(t);
  for (let i = 0; i < 40; i++) {
    write("text.js", `export const text = "text ${i}";`);
    assert.match((await get(port, "/main.js")).text, new RegExp(`"text ${i}"`));
  }
  assert.equal(await end(), 0);
});

test("who saves all the time keeps nobody waiting", async (t) => {
  const { port, write, end } = await started(t);
  let running = true;
  const saving = (async () => {
    for (let i = 0; running; i++) {
      write("text.js", `export const text = "text ${i}";`);
      await sleep(0);
    }
  })();
  for (let i = 0; i < 5; i++) {
    const begin = performance.now();
    assert.equal((await get(port, "/main.js")).status, 200);
    assert.ok(performance.now() - begin < 5000);
  }
  running = false;
  await saving;
  assert.equal(await end(), 0);
});

test("pages are told of news and of errors", async (t) => {
  const { port, write, folder, end } = await started(t);
  const client = events(port);
  const first = await client.next();
  assert.equal(first.error, null);
  assert.ok((await get(port, "/")).text.includes(`"${first.version}"`));
  write("text.js", 'export const text = "two";');
  const second = await client.next();
  assert.notEqual(second.version, first.version);
  write("text.js", "export const text = ;");
  const broken = await client.next();
  assert.match(broken.error, /NEAP1001[\s\S]*text\.js:1:\d+[\s\S]*export const text = ;[\s\S]*\^/);
  assert.match((await get(port, "/main.js")).text, /"two"/, "the last good one stays");
  const late = events(port);
  assert.deepEqual(await late.next(), broken, "who comes late is told too");
  await get(port, "/style.css");
  write("public/style.css", "body { color: blue }");
  let touched = await client.next();
  while (touched.version === broken.version) touched = await client.next();
  assert.equal(touched.error, broken.error, "a style sheet repairs no script");
  write("text.js", 'export const text = "three";');
  let repaired = await client.next();
  while (repaired.error !== null) repaired = await client.next();
  assert.notEqual(repaired.version, second.version);
  renameSync(`${folder}/text.js`, `${folder}/away.js`);
  let gone = await client.next();
  while (gone.error === null) gone = await client.next();
  assert.match(gone.error, /NEAP1201/);
  renameSync(`${folder}/away.js`, `${folder}/text.js`);
  let back = await client.next();
  while (back.error !== null) back = await client.next();
  client.close();
  late.close();
  assert.equal(await end(), 0);
});

test("errors from the start, and a source folder that goes and comes", async (t) => {
  const { port, write, folder, end } = await started(t, ["src/app.js"], { "src/app.js": "const a = ;" });
  const client = events(port);
  assert.match((await client.next()).error, /app\.js:1:/);
  assert.equal((await get(port, "/app.js")).status, 503);
  assert.equal((await get(port, "/")).status, 200);
  const until = async (good) => {
    let state = await client.next();
    while ((state.error === null) !== good) state = await client.next();
  };
  write("src/app.js", "console.log(1);");
  await until(true);
  rmSync(`${folder}/src`, { recursive: true });
  await until(false);
  mkdirSync(`${folder}/src`);
  await sleep(100);
  write("src/app.js", "console.log(2);");
  await until(true);
  assert.match((await get(port, "/app.js")).text, /console\.log\(2\)/);
  client.close();
  assert.equal(await end(), 0);
});

test("what resolution looked for comes", async (t) => {
  const { port, write, folder, end } = await started(t, ["main.js"], { "parts/readme.txt": "", "old/package.json": '{"main": "a.js"}', "old/a.js": 'module.exports = "a";', "old/b.js": 'module.exports = "b";' });
  const ask = async () => new Function(`${(await get(port, "/main.js")).text}; return globalThis.said`)();
  const client = events(port);
  const until = async (good) => {
    let state = await client.next();
    while ((state.error === null) !== good) state = await client.next();
  };
  await until(true);
  const comes = async (specifier, ...steps) => {
    write("main.js", `import { text } from "${specifier}"; globalThis.said = text;`);
    await until(false);
    for (const step of steps) {
      await sleep(20);
      step();
    }
    await until(true);
    assert.equal(await ask(), specifier);
  };
  await comes("./parts/there.js", () => write("parts/there.js", 'export const text = "./parts/there.js";'));
  await comes("./new/deep/one.js", () => mkdirSync(`${folder}/new`), () => mkdirSync(`${folder}/new/deep`), () => write("new/deep/one.js", 'export const text = "./new/deep/one.js";'));
  await comes("installed", () => {
    write("node_modules/installed/package.json", '{"main": "lib/main.js"}');
    write("node_modules/installed/lib/main.js", 'exports.text = "installed";');
  });
  write("main.js", 'import text from "./old"; globalThis.said = text;');
  assert.equal(await ask(), "a");
  write("old/package.json", '{"main": "b.js"}');
  assert.equal(await ask(), "b", "package.json is read again");
  client.close();
  assert.equal(await end(), 0);
});

test("a hundred clients while the code changes: each answer is whole", async (t) => {
  const marks = (n) => `export const text = [${Array.from({ length: 2000 }, () => `"mark ${n}"`).join(", ")}];`;
  const { port, write, end } = await started(t, undefined, { "text.js": marks(0) });
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  let running = true;
  const client = async () => {
    for (let i = 0; running || i < 3; i++) {
      const { status, text } = await get(port, "/main.js", { agent });
      const found = text.match(/mark \d+/g);
      assert.equal(status, 200);
      assert.equal(found.length, 2000);
      assert.equal(new Set(found).size, 1);
    }
  };
  const clients = Array.from({ length: 100 }, client);
  for (let i = 1; i <= 20; i++) {
    write("text.js", marks(i));
    await sleep(30);
  }
  running = false;
  await Promise.all(clients);
  agent.destroy();
  assert.equal(await end(), 0);
});

test("slow, silent and vanishing clients harm nobody", async (t) => {
  const { port, child, write, end } = await started(t, undefined, { "public/large.bin": "x".repeat(20_000_000) });
  const descriptors = () => readdirSync(`/proc/${child.pid}/fd`).length;
  await get(port, "/");
  const before = descriptors();
  const sockets = [];
  const open = (text) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("error", () => {});
    socket.pause();
    sockets.push(socket);
  };
  for (let i = 0; i < 1200; i++) open("GET"); // more than most systems let a program open unless it asks for more
  for (let i = 0; i < 50; i++) {
    open("GET /main.js HTTP/1.1\r\nHost: loc"); // half a request
    open("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"); // an answer that nobody reads
    open("GET /_neap/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    open("");
  }
  await sleep(100);
  for (let i = 0; i < 20; i++) {
    const begin = performance.now();
    write("text.js", `export const text = "among slow ones ${i}";`);
    assert.match((await get(port, "/main.js")).text, new RegExp(`slow ones ${i}"`));
    assert.ok(performance.now() - begin < 2000);
  }
  for (let i = 0; i < 200; i++) {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
      socket.resetAndDestroy();
    });
    socket.on("error", () => {});
  }
  for (const socket of sockets) socket.destroy();
  for (let i = 0; i < 200 && descriptors() > before + 1; i++) {
    write("text.js", `export const text = ${i};`); // news: streams whose pages went away are noticed
    await sleep(50);
  }
  assert.ok(descriptors() <= before + 1, `${descriptors()} descriptors, before ${before}`);
  assert.equal(await end(), 0);
});

test("more pages than it keeps: the oldest are let go", async (t) => {
  const { port, write, end } = await started(t);
  const clients = [];
  for (let i = 0; i < 300; i++) {
    const client = events(port);
    await client.next();
    clients.push(client);
  }
  write("text.js", 'export const text = "news";');
  await clients[299].next();
  await sleep(200);
  assert.equal(clients.filter((client) => client.ended).length, 44);
  assert.ok(clients[0].ended && !clients[44].ended);
  for (const client of clients) client.close();
  assert.equal(await end(), 0);
});

test("ends at once, whoever is connected; a taken port is passed over", async (t) => {
  const one = await started(t, undefined, { "public/large.bin": "x".repeat(20_000_000) });
  const two = await started(t, ["main.js", `--port=${one.port}`]);
  assert.ok(two.port > one.port);
  const client = events(one.port);
  await client.next();
  const slow = connect(one.port, "127.0.0.1", () => slow.write("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  slow.on("error", () => {});
  slow.pause();
  await sleep(50);
  const begin = performance.now();
  assert.equal(await one.end("SIGINT"), 0);
  assert.ok(performance.now() - begin < 2000);
  slow.destroy();
  assert.equal(await two.end("SIGTERM"), 0);
});
