// Pages of `neap serve` in Chromium: an edit reloads them, an error is shown over them with its code frame, its repair takes that away.
//
//   node serve.mjs NEAP
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { chromium } from "playwright-core";
import { project, serve } from "../bundler/serve/support.mjs";

process.env.NEAP = resolve(process.argv[2]);
const ends = [];
const after = (action) => ends.unshift(action);
const { folder, write } = project({
  "src/main.js": 'import { text } from "./text.js";\ndocument.querySelector("h1").textContent = text;\n',
  "src/text.js": 'export const text = "one";\n',
  "public/index.html": '<!doctype html><meta charset="utf-8"><title>page</title><link rel="stylesheet" href="style.css"><body><h1></h1><script src="main.js"></script></body>',
  "public/style.css": "h1 { color: rgb(1, 2, 3) }",
}, after);

const until = (tab, what, value) => tab.waitForFunction(what, value, { timeout: 5000 });
const heading = (tab, text) => until(tab, (wanted) => document.querySelector("h1")?.textContent === wanted, text);
const overlay = (tab) => tab.evaluate(() => document.querySelector("neap-overlay")?.shadowRoot.querySelector("pre").textContent ?? null);
const shown = (tab) => tab.waitForSelector("neap-overlay", { state: "visible", timeout: 5000 });
const hidden = (tab) => tab.waitForSelector("neap-overlay", { state: "detached", timeout: 5000 });

async function use(browser, server) {
  const tab = await browser.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(String(error)));
  await tab.goto(server.url);
  await heading(tab, "one");
  assert.equal(await overlay(tab), null);

  let begin = performance.now();
  write("src/text.js", 'export const text = "two";\n');
  await heading(tab, "two");
  console.log(`edit: reloaded with the new text after ${Math.round(performance.now() - begin)} ms`);

  write("src/text.js", 'export const text = "<b>" "three";\n');
  await shown(tab);
  const text = await overlay(tab);
  assert.match(text, /error\[NEAP1001\]/);
  assert.match(text, /src\/text\.js:1:\d+/);
  assert.match(text, /1 │ export const text = "<b>" "three";/, "the code frame, read as text");
  assert.match(text, /\^/);
  const look = await tab.evaluate(() => {
    const root = document.querySelector("neap-overlay").shadowRoot;
    const box = document.querySelector("neap-overlay").getBoundingClientRect();
    return { bold: getComputedStyle(root.querySelector(".s31")).color, covers: box.width === innerWidth && box.height === innerHeight, html: root.querySelector("b") !== null };
  });
  assert.deepEqual(look, { bold: "rgb(255, 123, 114)", covers: true, html: false });
  assert.equal(await tab.textContent("h1"), "two", "the page below stays");
  console.log("error: overlay with the code frame");

  await tab.reload();
  await shown(tab);
  await tab.keyboard.press("Escape");
  await hidden(tab);
  write("src/text.js", "export const text = ;\n");
  await shown(tab);
  begin = performance.now();
  write("src/text.js", 'export const text = "three";\n');
  await hidden(tab);
  await heading(tab, "three");
  console.log(`repair: overlay gone and new text after ${Math.round(performance.now() - begin)} ms`);

  write("src/text.js", "export const text = ;\n");
  await shown(tab);
  write("src/text.js", 'export const text = "three";\n');
  await hidden(tab);
  console.log("repair to what was before: overlay gone");

  write("public/style.css", "h1 { color: rgb(3, 2, 1) }");
  await until(tab, () => getComputedStyle(document.querySelector("h1")).color === "rgb(3, 2, 1)");
  console.log("style sheet: taken");

  assert.equal(await server.end(), 0);
  const again = await serve(folder, ["src/main.js", "--servedir=public", `--port=${server.port}`], after);
  write("src/text.js", 'export const text = "four";\n');
  await tab.waitForFunction(() => document.querySelector("h1")?.textContent === "four", null, { timeout: 20000 });
  console.log("server started again: page reloaded");
  assert.deepEqual(errors, []);
  await tab.close();
  assert.equal(await again.end(), 0);
}

try {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  after(() => browser.close());
  await use(browser, await serve(folder, ["src/main.js", "--servedir=public"], after));
} finally {
  for (const end of ends) await end();
}
