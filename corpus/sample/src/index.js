// Slack Water, a harbour almanac. In a browser it fills the page; anywhere else it prints its report.
import { report } from "./report.js";
import { hash } from "./core/math.js";
import start from "./browser.js";

async function print(write) {
  const lines = [];
  for await (const line of report()) {
    lines.push(line);
    write(line);
  }
  write(`\n${lines.length} entries, checksum ${hash(lines.join("\n"))}`);
}

const container = typeof document === "undefined" ? undefined : document.getElementById("almanac");
const done = container ? start(container) : print((line) => console.log(line));
done.catch((error) => {
  console.error(error);
  if (typeof process !== "undefined") process.exitCode = 1;
});
