// formats: esm cjs
import ora, { oraPromise, spinners } from "ora";
import { PassThrough } from "node:stream";
async function main() {
  const stream = new PassThrough();
  stream.isTTY = false;
  const spinner = ora({ text: "working", stream, color: false, isEnabled: false }).start();
  spinner.text = "more";
  spinner.succeed("done");
  await oraPromise(Promise.resolve(1), { text: "p", stream, isEnabled: false });
  console.log(JSON.stringify(String(stream.read()).replace(/[^\x20-\x7e\n]+/g, "*")), Object.keys(spinners).length > 50);
}
main();
