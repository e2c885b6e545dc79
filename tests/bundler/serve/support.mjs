// Starts `neap serve` on a fresh project folder; for the tests of this folder.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { once } from "node:events";

// A folder with `files` (name → text), taken away with `after`.
export function project(files, after) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "neap-serve-")));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name, text) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { folder, write };
}

// The server, once it says where it serves.
export async function serve(folder, options, after) {
  const child = spawn(process.env.NEAP, ["serve", "--json", "--log-level=info", "--port=0", ...options], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  after(() => child.kill("SIGKILL"));
  let told = "";
  const url = await new Promise((resolve, reject) => {
    child.stderr.on("data", (data) => {
      told += data;
      const found = /"kind":"serve","url":"([^"]+)"/.exec(told);
      if (found) resolve(found[1]);
    });
    child.on("exit", (status) => reject(new Error(`neap serve ended with ${status}: ${told}`)));
  });
  return {
    child,
    url,
    port: Number(new URL(url).port),
    told: () => told,
    // Its exit status, 0 when all is well (a sanitizer's report makes another).
    async end(signal = "SIGTERM") {
      const exit = once(child, "exit");
      child.kill(signal);
      const [status, by] = await exit;
      return by ?? status;
    },
  };
}
