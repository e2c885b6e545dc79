// Each bundler: (folder of sources, paths, folder for bundles, format "esm" or "cjs") → Map from path to what it says against it, or
// null when the bundle is there. One build a test, as names that collide with another entry's would be changed.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";

const require = createRequire(new URL("../../bench/package.json", import.meta.url));

// `build(entry, output, format)` gives what it says against the entry, or null.
const each = (build) => async (sources, paths, out, format) => {
  const verdicts = new Map();
  let next = 0;
  const worker = async () => {
    while (next < paths.length) {
      const path = paths[next++];
      const output = join(out, path);
      mkdirSync(dirname(output), { recursive: true });
      verdicts.set(path, await build(join(sources, path), output, format));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  return verdicts;
};

const neap = (program) => (entry, output, format) => {
  const args = ["build", entry, `--outfile=${output}`, `--format=${format}`, "--platform=node", "--json", "--threads=1"];
  return new Promise((finish) => {
    execFile(program, args, { cwd: dirname(entry), timeout: 60_000 }, (error, _, stderr) => {
      if (!error) return finish(null);
      const fault = /^\{"kind":"(?:error|failure)".*$/m.exec(stderr)?.[0];
      if (error.code !== 1 || !fault) return finish(`ended with ${error.signal ?? error.code}: ${stderr.slice(0, 200)}`);
      const { code, text } = JSON.parse(fault);
      finish(`${code}: ${text}`);
    });
  });
};

// For a bundler that gives the text or throws.
const written = (bundle) => async (entry, output, format) => {
  try {
    writeFileSync(output, await bundle(entry, format));
    return null;
  } catch (error) {
    return String(error?.message ?? error).slice(0, 300);
  }
};

async function bundleWithEsbuild(entry, format) {
  const { build } = require("esbuild");
  const options = { entryPoints: [entry], bundle: true, write: false, format, platform: "node", logLevel: "silent" };
  return (await build(options)).outputFiles[0].text;
}

async function bundleWithRolldown(entry, format) {
  const { rolldown } = await import(require.resolve("rolldown"));
  const bundle = await rolldown({ input: entry, platform: "node", logLevel: "silent" });
  try {
    const { output } = await bundle.generate({ format, codeSplitting: false });
    return output[0].code;
  } finally {
    await bundle.close();
  }
}

export const bundlers = (program) => ({
  neap: each(neap(resolve(program))),
  esbuild: each(written(bundleWithEsbuild)),
  rolldown: each(written(bundleWithRolldown)),
});
