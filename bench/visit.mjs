// Loads a page of `neap serve` in Chromium, waits until nothing is loading any more, and leaves: for the workload dev-server of neap ab.
//
//   node visit.mjs URL
import { createRequire } from "node:module";
import { join } from "node:path";

const { chromium } = createRequire(join(import.meta.dirname, "../tests/browser/package.json"))("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const wrong = [];
try {
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => wrong.push(String(error)));
  tab.on("response", (response) => response.status() >= 400 && !response.url().endsWith("/favicon.ico") && wrong.push(`${response.status()} ${response.url()}`));
  await tab.goto(process.argv[2], { waitUntil: "load" }); // the reload channel stays open: the network is never idle
  await tab.waitForTimeout(500);
  const overlay = await tab.evaluate(() => document.querySelector("neap-overlay")?.shadowRoot.textContent ?? null);
  if (overlay) wrong.push(overlay.trim());
} finally {
  await browser.close();
}
if (wrong.length) {
  console.error(`error: the page says: ${wrong[0].split("\n")[0]}`);
  process.exit(1);
}
