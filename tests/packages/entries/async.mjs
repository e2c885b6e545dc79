// formats: esm cjs iife
import async, { mapLimit, queue } from "async";
async function main() {
  const twice = (value, done) => setTimeout(done, 1, null, value * 2);
  console.log(await mapLimit([1, 2, 3], 2, twice));
  console.log(await async.auto({ a: async () => 1, b: ["a", async ({ a }) => a + 1] }));
  const seen = [];
  const work = queue((task, done) => { seen.push(task); done(); }, 2);
  work.push([1, 2, 3]);
  await work.drain();
  console.log(seen);
}
main();
