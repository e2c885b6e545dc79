// What each expression gives, where a pair of parentheses more or less would give something else.
const say = (...values) => console.log(...values);
let a = 7, b = 3, c = 2, i = 1, g = 1;
say((-a) ** c, -(a ** c), (a ** b) ** c, a ** b ** c, 2 ** -1, (a++) ** 2, (++a) ** 2, (typeof a).length ** 2);
say(a - (b - c), a - b - c, a / (b / c), a / b / c, a % (b * c), a * (b % c), a - -b, a - - -b, a + +b, - -a, + +a, - --a, + ++a, -+-a);
say(a < (b < c), a < b < c, a == (b == c), a & (b | c), a & b | c, (a ^ b) & c, a << (b >> c), a >>> b << c);
say((0 ?? a) || b, 0 ?? (a || b), (0 && a) ?? b, null ?? null ?? c, (a && 0) || b, a && (0 || b), (0, a), [(0, b), c].length);
say(a-->b, a, a< !--b, a);
x = a
--> an HTML-like comment at the start of a line
var x; say(x);
say(a /i/ g, a / /9/.exec("9")[0], /[/]\/</.test("//<"), a++ / 2, `${a}` / 2);
say((a = 4) ? b : c, a = b ? c : 9, a ? (b, c) : 0, (a ? 0 : 1) ? 2 : 3, a ? 0 ? 1 : 2 : 3);
say(typeof (a + "x"), typeof a + "x", void 0 === undefined, !("x" in {}), !"x" in {}, !(a instanceof Object), delete { y: 1 }.y);
say((() => {})(), (() => ({}))(), (() => ({}).x)(), (() => ({ a } = { a: 5 }))().a, (() => [{}])().length, (() => (1, 2))());
say((function () { return this; }).call(5) == 5, (class { static z = 1; }).z, ({}).x, !function () {}(), [function () { return 6; }][0]());
function N() { return new.target ? { made: this instanceof N, N } : { plain: N, N }; }
N.N = N;
say(new N().made, (new N).made, new N.N().made, new (N().plain)().made, (new N().N)().plain === N, new (N.bind(null))().made, new new N().N().made);
let o = { f() { return this === o; }, n: null, p: { q: () => ({ r: 8 }) } };
say(o?.f(), (o?.f)(), (0, o.f)(), o.n?.x.y.z, o?.p?.["q"]?.().r, (() => { try { return (o.n?.x).y; } catch { return "thrown"; } })(), delete o?.n, o.missing?.[a++], a);
const tag = (s, ...v) => s.raw.join("|") + v.join("-");
say(tag`a${1}b${2}c`, tag`\u{41}\x`, tag`${tag`in${3}`}`, (0, tag)`x`, (() => tag)()`y`, new (class { t = tag })().t`z`, `a${`b${"}"}`}\``);
say(1..toString(), 1.0.toFixed(1), (1).toString(), 1.5.toString(), 1e3.toString(), 0x10.toString(), 10n.toString(), 1 .toString(), 1[0], .5, 5., 1_000);
say("it's \"so\"\n\t\0\x07\u2028\u{1F600}</script>".length, '\
', "\ud83d\ude00" === "😀", "\ud83d".length, "'", '"', '\'"`', "\01" === "\x01");
say([, ,].length, [1, , 2, , ].length, [...[1, 2], ...""].length, Math.max(...[1, 5], (9, 3)));
let __proto__ = { from: "shorthand" };
say({ __proto__ }.from, Object.keys({ __proto__ }), { __proto__: { from: "set" } }.from, Object.keys({ ["__proto__"]: 1 }), Object.keys({ __proto__() {} }));
const all = { a, "b-c": 1, 2: 3, 4n: 5, [`k${1}`]: 6, if: 7, get get() { return 8; }, set set(v) {}, async async() {}, *gen() {}, async *[Symbol.iterator]() {}, get: 1, set: 2, static: 3, async: 4, await: 5, "x y"() {}, 1.5() {} };
say(Object.keys(all).join(), all["b-c"], all.get);
let d, e, rest;
({ a, b: [c, , d = 4], ["e"]: e = 5, ...rest } = { a: 1, b: [2, 3], f: 6, g: 7 });
[a, , [b] = [8], ...rest.h] = [9, 10, undefined, 11, 12];
say(a, b, c, d, e, rest);
a ||= 1, b &&= 2, d ??= 3, c **= 3, e >>>= 1, e <<= 2;
say(a, b, c, d, e, a = b = c);
for (var k = ("x" in { x: 1 }) ? 1 : 2, l = [("y" in {})], m = () => ("z" in {}); k < 3; k++) say(k, l, m());
for (let p = { q: "q" in {} }, q = ((s = "s" in {}) => s)(); !q; q = true) say(p, q);
say((function* () { const got = yield; yield got + (yield 1) * 2; yield* [3, 4]; return (yield, 5); }).name, [...(function* () { yield* [1, (yield 2)]; yield (3, 4); (yield 5) ? 6 : yield 7; })()]);
(async () => { say((await 2) ** 2, await (1, 3), -await 4, (await { x: 5 }).x, await (async () => await 6)(), [await 7, ...await [8]], `${await 9}`); })();
