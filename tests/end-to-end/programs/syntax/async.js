const log = (...values) => console.log("async", ...values);
const sleep = async (n) => { for (let i = 0; i < n; i++) await null; return n; };
async function* ticks(n) { for (let i = 0; i < n; i++) { await sleep(1); const sent = yield i; if (sent) log("sent", sent); } }
const run = async function () {
  for await (const t of ticks(2)) log(t);
  for await (const v of [sleep(2), 5, Promise.resolve(6)]) log(v);
  const g = ticks(3);
  await g.next();
  log((await g.next("hello")).value, await g.return(9));
  log(await sleep(1) + await sleep(2), await (await sleep)(3), -await sleep(4), (await sleep(1)) ** 2, [await 1, await 2], `${await 3}`, await (async () => 4)());
  try { await Promise.reject(new Error("no")); } catch ({ message }) { log(message); } finally { await log("finally"); }
  const o = { async method() { return await this.value; }, value: 7, async *[Symbol.asyncIterator]() { yield* [1, 2]; yield await 3; } };
  log(await o.method());
  for await (const v of o) log(v);
  const arrow = async x => await x, two = async (x, { y } = { y: await_ }) => x + y;
  log(await arrow(1), await two(1), await Promise.all([1, sleep(2)].map(async (n) => (await n) * 2)));
  class Lazy { static async load() { return new this(); } async #inner() { return 8; } async value() { return this.#inner(); } }
  log(await (await Lazy.load()).value());
  label: for await (const x of [1, 2]) { for (const y of [1]) { if (x === 1) continue label; log(x, y); } }
  return "done";
}, await_ = 10;
run().then(log, log).finally(() => log("end"));
