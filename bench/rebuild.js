// One of the bundlers of Node's world, keeping a project built: what bench/watch starts beside neap watch, over a channel of messages.
//   rebuild.js esbuild|rolldown|rspack ENTRY OUTPUT
// Tells { built: NANOSECONDS } on the monotonic clock after each build, when its output is written, or { failed: TEXT }. esbuild's own watch polls, so that it
// is asked to rebuild instead: its time has no part in finding out that something changed.
'use strict';
const path = require('node:path');

const [name, entry, output] = process.argv.slice(2);
const built = () => process.send({ built: String(process.hrtime.bigint()) });
const failed = (error) => process.send({ failed: String(error?.message ?? error) });

const bundlers = {
  async esbuild() {
    const context = await require('esbuild').context({
      entryPoints: [entry], outfile: output, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent',
    });
    const rebuild = () => context.rebuild().then(built, failed);
    process.on('message', rebuild);
    await rebuild();
  },

  async rolldown() {
    const { watch } = await import('rolldown');
    const watcher = watch({ input: entry, platform: 'node', logLevel: 'silent', output: { file: output, format: 'esm' } });
    watcher.on('event', (event) => {
      if (event.code === 'BUNDLE_END') event.result.close().then(built, failed);
      if (event.code === 'ERROR') failed(event.error);
    });
  },

  // As for development, without source maps. Packages are watched as everything else.
  async rspack() {
    const { rspack } = require('@rspack/core');
    const compiler = rspack({
      mode: 'development', devtool: false, target: 'node', entry, context: path.dirname(entry), node: false,
      output: { path: path.dirname(output), filename: path.basename(output) },
    });
    compiler.watch({ ignored: /^$/ }, (error, stats) => {
      if (error || stats.hasErrors()) failed(error ?? stats.toString('errors-only'));
      else built();
    });
  },
};

process.on('disconnect', () => process.exit());
bundlers[name]().catch(failed);
