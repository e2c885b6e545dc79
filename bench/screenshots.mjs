#!/usr/bin/env node
// The report's page in headless Chromium: at three widths the verdicts must be in sight, nothing may stick out, and no error be told; what it looks
// like is saved. The pictures in README.md are made so, from a run of the two policies.
//
//   tools/setup --browser && node bench/screenshots.mjs [REPORT.html] [FOLDER]     [a run of its own; bench/report/pictures]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname, "..");
const { chromium } = createRequire(join(root, "tests/browser/package.json"))("playwright-core");
const scratch = mkdtempSync(join(tmpdir(), "neap-screenshots-"));
process.on("exit", () => rmSync(scratch, { recursive: true }));
const [given, folder = join(root, "bench/report/pictures")] = process.argv.slice(2);
const report = given || join(scratch, "ab.html");
mkdirSync(folder, { recursive: true });

// What the README tells of: an uneven load, where the policies differ.
if (!given) {
  execFileSync(join(root, "build/release/neap"), ["ab", "-a", "private=private,NEAP_TIDE=0", "-a", "shared=shared,NEAP_TIDE=0", "-w", "cold,uneven:4,idle:1", "-n", "6",
    "-p", join(root, "corpus/packages/entries/three.js"), "--html", report, "--", "--platform=node"], { stdio: "inherit" });
  // Where this machine keeps the repository is nobody's business.
  writeFileSync(report, readFileSync(report, "utf8").replaceAll(`${root}/`, ""));
}

const pages = [
  { name: "narrow", width: 400, height: 640, colorScheme: "light" },
  { name: "middle", width: 900, height: 480, colorScheme: "light" },
  { name: "wide", width: 1400, height: 480, colorScheme: "dark" },
];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
let bad = 0;
const wrong = (name, what) => { bad++; console.error(`${name}: ${what}`); };
for (const { name, width, height, colorScheme } of pages) {
  const tab = await browser.newPage({ viewport: { width, height }, colorScheme });
  tab.on("pageerror", (error) => wrong(name, error.message));
  tab.on("console", (message) => { if (message.type() === "error") wrong(name, message.text()); });
  await tab.goto(pathToFileURL(resolve(report)).href);
  await tab.waitForSelector(".uplot canvas");
  await tab.waitForTimeout(300);
  const seen = await tab.evaluate(() => {
    const words = /^(fine|better|regression|inconclusive)/;
    const cells = [...document.querySelectorAll("td")].filter((cell) => words.test(cell.textContent));
    return { page: document.documentElement.scrollWidth, verdict: document.querySelector(".verdict").getBoundingClientRect().right,
      cells: cells.length, out: cells.filter((cell) => cell.getBoundingClientRect().left + 40 > innerWidth).length };
  });
  if (seen.page > width) wrong(name, `the page is ${seen.page} pixels wide in a window of ${width}`);
  if (seen.verdict > width) wrong(name, "the verdict sticks out");
  if (seen.cells === 0 || seen.out !== 0) wrong(name, `${seen.out} of ${seen.cells} verdicts in tables are out of sight`);
  await tab.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`${name}: ${width} pixels, ${seen.cells} verdicts in sight`);
}
await browser.close();
process.exitCode = bad ? 1 : 0;
