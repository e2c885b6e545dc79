const log = (...values) => console.log("patterns", ...values);
const source = { a: 1, b: { c: [2, 3, { d: 4 }] }, "e f": 5, 6: 7, g: null };
const { a, b: { c: [, second, { d: deep = 0, missing = "m" }] }, "e f": ef, 6: six, g = "not used", h: { i = 8 } = {}, ...rest } = source;
log(a, second, deep, missing, ef, six, g, i, rest);
let x, y, z, o = {}, list = [];
[x, y = x, ...z] = [1, undefined, 3, 4];
[x, y] = [y, x];
({ x, y: o.y, z: o["z" + 1] = "def", ...o.rest } = { x: 9, y: 10, w: 11 });
[o.a, [o.b = 2, ...list] = [], ...[o.c, o.d = "l2"]] = [1, undefined, 5];
log(x, y, z, o, list);
for (const [key, { value: [v] = ["none"] }] of new Map([["k", { value: [1] }], ["l", {}]])) log(key, v);
for ({ x, y = 2 } of [{ x: 1 }]) log(x, y);
for ([o.p, o["q"]] of ["pq"]) log(o.p, o.q);
for (var { length } in { abc: 1 }) log(length);
const f = ({ x, y: { z = 1 } = {} } = {}, [w] = ["w"]) => [x, z, w];
log(f(), f({ x: 0, y: { z: 2 } }, "q"), (({ [`${"a"}b`]: computed }) => computed)({ ab: 3 }));
const order = [];
const note = (n) => (order.push(n), n);
({ [note("k1")]: o[note("t1")] = note("d1"), [note("k2")]: o[note("t2")] = note("d2") } = { k1: undefined, k2: 2 });
log(order.join());
export const { m, n: [p, q = "export default"] } = { m: 1, n: [2] };
export let [{ r }, ...s] = [{ r: 3 }, 4, 5];
log(m, p, q, r, s, ((a, b) => a + b)(...[1, 2]), Math.max(...[1, 5], ...[3]), { ...{ a: 1 }, a: 2, ...null, ..."hi" });
try { const { nope: { deeper } } = {}; } catch (e) { log(e instanceof TypeError); }
try { const [u] = {}; } catch (e) { log(e instanceof TypeError); }
