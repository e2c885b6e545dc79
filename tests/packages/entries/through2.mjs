// formats: esm cjs
import * as through from "through2";
import { Readable } from "node:stream";
async function main() {
  const make = through.default ?? through.through2 ?? through.transform;
  console.log(Object.keys(through).sort(), typeof make);
  const stream = typeof make === "function" ? make(function (chunk, encoding, done) { this.push(String(chunk).toUpperCase()); done(); }) : null;
  if (stream) for await (const chunk of Readable.from(["a", "b"]).pipe(stream)) console.log(String(chunk));
}
main();
