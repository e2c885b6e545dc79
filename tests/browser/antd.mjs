// A page of antd in Chromium, from neap's bundle and from esbuild's: the same DOM at each step of using it, and no errors.
//
//   node antd.mjs NEAP FOLDER     (FOLDER: where bundles go)
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [neap, folder] = process.argv.slice(2).map((path) => resolve(path));
const root = resolve(import.meta.dirname, "../..");
const page = join(root, "corpus/packages/entries/antd-page.jsx");
const { buildSync } = createRequire(join(root, "bench/package.json"))("esbuild");
mkdirSync(folder, { recursive: true });

const bundlers = {
  neap: (outfile) => execFileSync(neap, ["build", page, "-o", outfile, "--log-level=warning"], { stdio: "inherit" }),
  esbuild: (outfile) => buildSync({ entryPoints: [page], bundle: true, format: "iife", jsx: "automatic", outfile, logLevel: "error" }),
};

// Each step changes the page; what it then is must be the same.
const steps = {
  loaded: (tab) => tab.waitForSelector(".ant-table-row"),
  refused: async (tab) => {
    await tab.click("#send");
    await tab.waitForSelector(".ant-form-item-explain-error");
  },
  chosen: async (tab) => {
    await tab.fill("#name", "libneap");
    await tab.click(".ant-select-selector");
    await tab.click('.ant-select-item-option[title="private"]');
    await tab.click(".ant-checkbox-input");
    await tab.click("#send");
    await tab.waitForFunction(() => document.querySelector("#sent").textContent.includes("libneap"));
  },
  sorted: async (tab) => {
    await tab.click(".ant-table-column-has-sorters");
    await tab.click(".ant-pagination-item-2");
    await tab.waitForFunction(() => document.querySelectorAll(".ant-table-row").length === 2);
  },
  tree: async (tab) => {
    await tab.click("text=Tree");
    await tab.waitForSelector(".ant-tree-treenode >> nth=2");
  },
  dialog: async (tab) => {
    await tab.click("#open");
    await tab.waitForSelector("text=Inside of the dialog");
  },
};

// The page as it is, without what is drawn by chance or by time.
const state = (tab) => tab.evaluate(async () => {
  await new Promise((done) => setTimeout(done, 300));
  const styles = [...document.querySelectorAll("style")].map((style) => style.textContent).join("\n");
  const copy = document.documentElement.cloneNode(true);
  for (const element of copy.querySelectorAll("script, style")) element.remove();
  return { dom: copy.outerHTML.replace(/style="[^"]*"/g, "").replace(/rc_unique_\d+|_r_\w+_|test-id/g, "ID"), styles, sent: document.querySelector("#sent").textContent };
});

async function use(browser, name) {
  const outfile = join(folder, `${name}.js`);
  bundlers[name](outfile);
  const html = join(folder, `${name}.html`);
  writeFileSync(html, `<!doctype html><meta charset="utf-8"><title>antd</title><body><script src="${name}.js"></script></body>`);
  const tab = await browser.newPage();
  const errors = [];
  const messages = []; // of antd and React themselves, which may be right
  tab.on("pageerror", (error) => errors.push(String(error)));
  tab.on("console", (message) => messages.push(message.text().replaceAll(`${name}.`, "BUNDLE.").split("\n")[0]));
  await tab.goto(pathToFileURL(html).href);
  const states = {};
  for (const [step, go] of Object.entries(steps)) {
    await go(tab);
    states[step] = await state(tab);
  }
  await tab.close();
  console.log(`${name}: ${statSync(outfile).size} bytes, ${states.loaded.dom.length} bytes of DOM at first, sent ${states.chosen.sent}`);
  for (const error of errors) console.log(`${name}: ${error}`);
  return { states, errors, messages };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const [own, other] = [await use(browser, "neap"), await use(browser, "esbuild")];
await browser.close();

let failed = 0;
const compare = (what, a, b) => {
  const same = a === b;
  console.log(`${same ? "same" : "DIFFERENT"}: ${what}`);
  if (same) return;
  failed++;
  const at = [...a].findIndex((char, i) => char !== b[i]);
  console.log(`  neap:    …${a.slice(Math.max(0, at - 60), at + 120)}\n  esbuild: …${b.slice(Math.max(0, at - 60), at + 120)}`);
};
for (const step of Object.keys(steps)) {
  compare(`DOM, ${step}`, own.states[step].dom, other.states[step].dom);
  compare(`styles, ${step}`, own.states[step].styles, other.states[step].styles);
}
compare("messages", own.messages.join("\n"), other.messages.join("\n"));
process.exit(failed === 0 && own.errors.length === 0 ? 0 : 1);
