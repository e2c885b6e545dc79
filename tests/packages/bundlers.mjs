// Each bundler: (entry, output, format) → what it says against the entry, or null when the bundle is there. Formats as neap names them; iife is for
// browsers, the others are for Node.
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../bench/package.json", import.meta.url));

const platform = (format) => (format === "iife" ? "browser" : "node");
const production = { "process.env.NODE_ENV": '"production"' };

const neap = (program) => (entry, output, format) => {
  const args = ["build", entry, `--outfile=${output}`, `--format=${format}`, `--platform=${platform(format)}`, "--log-level=error"];
  if (format === "iife") args.push(`--define:process.env.NODE_ENV=${production["process.env.NODE_ENV"]}`);
  return new Promise((finish) => {
    execFile(program, args, { timeout: 120_000 }, (error, stdout, stderr) => finish(error ? `ended with ${error.signal ?? error.code}: ${stderr}` : null));
  });
};

// For a bundler that throws what it has to say.
const thrown = (bundle) => async (entry, output, format) => {
  rmSync(output, { force: true });
  try {
    await bundle(entry, output, format);
    return null;
  } catch (error) {
    return String(error?.message ?? error);
  }
};

async function bundleWithEsbuild(entry, outfile, format) {
  const { build } = require("esbuild");
  const define = format === "iife" ? production : {};
  await build({ entryPoints: [entry], bundle: true, outfile, format, platform: platform(format), define, logLevel: "silent" });
}

async function bundleWithRolldown(input, file, format) {
  const { rolldown } = await import(require.resolve("rolldown"));
  const transform = format === "iife" ? { define: production } : {};
  const bundle = await rolldown({ input, platform: platform(format), transform, logLevel: "silent" });
  await bundle.write({ file, format, codeSplitting: false });
  await bundle.close();
}

async function bundleWithRollup(input, file, format) {
  const { rollup } = require("rollup");
  const plugin = (name) => require(`@rollup/plugin-${name}`);
  const isBrowser = format === "iife";
  const plugins = [
    plugin("node-resolve").nodeResolve({ browser: isBrowser, preferBuiltins: !isBrowser, exportConditions: isBrowser ? ["production"] : ["node"] }),
    plugin("commonjs")({ ignoreDynamicRequires: true }),
    plugin("json")(),
  ];
  const bundle = await rollup({ input, plugins, logLevel: "silent" });
  await bundle.write({ file, format, inlineDynamicImports: true, intro: isBrowser ? `var process = { env: { NODE_ENV: "production" } };` : "" });
  await bundle.close();
}

export const bundlers = (program) => ({
  neap: neap(program),
  esbuild: thrown(bundleWithEsbuild),
  rolldown: thrown(bundleWithRolldown),
  rollup: thrown(bundleWithRollup),
});
