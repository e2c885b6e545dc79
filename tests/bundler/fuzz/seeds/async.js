async function f() { await a; await (await b).c; (await x) ** 2; for await (const y of z) ; await -1; -(await q); }
async function* g() { yield* a; yield await b; yield; const x = yield y; }
await top; for await (x of y) ; const { a = await b } = c; export default await d;
