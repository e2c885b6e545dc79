const log = (...values) => console.log("precedence", ...values);
let a = 5, b = 2, c = 3;
const f = (x) => ({ g: (y) => ({ h: x + (y ?? 0) }), x, toString: () => `f${x}` });
function F(x) {
  if (new.target) this.x = x;
  return undefined;
}
F.Inner = class { constructor(x = 1) { this.y = x; } static make() { return F; } };

log((-a) ** 2, -(a ** 2), a ** -b, 2 ** 3 ** 2, (2 ** 3) ** 2, (+a) ** b);
log(a - (b - c), a - b - c, a / (b / c), a * (b + c), a * b + c, a % (b * c), (a + b) + "x", a + (b + "x"));
log(- -a, -(-a), + +a, -+a, +-a, - --a, a-- - --b, a++ + ++b, a - -b, a + +b, !(!a), !~a, ~-a, typeof -a, void 0 ?? -a);
log(a < b === c > b, (a, b), [(a, b), c], (a, b) + c, a ? b : c ? a : b, (a ? b : c) ? a : b, a ? (b, c) : c);
log((a && b) || c, a && (b || c), (a ?? b) || c, a ?? (b || c), (a || b) && c, (a && b) ?? c, !(a && b), !(a in [1]), !a in [1]);
log((a = b), (a = b) + c, a = b = c, (a += 1, a), (a ||= 1) && (b &&= 0), b ?? (b = 1), (b ||= 4) ** 2);
log(a << (b >> c), (a << b) >>> c, a & (b | c) ^ a, (a & b) | (c ^ a), (a & b) == c, a & (b == c), a instanceof F || a in {});
log(new F(1).x, new (F)(2).x, new F.Inner(3).y, new (F.Inner.make())(4).x, new (F.bind(null, 1))().x, new F().x, (new F).x, new new Function("this.z = 1")().z);
log((() => {})(), (() => ({}))().x, (function () { return 7; })(), (class { static z = 8; }).z, ({ x: 9 }).x, [10][0], `${11}`.length, (12).toFixed(1), 13..toFixed(1), 1.5.toFixed(), 0x10.toString());
log(f(1)?.g?.(2).h, f?.(1)["g"]?.(2)?.h, (f?.(1)).g, (null)?.x.y.z, (null?.x)?.y, delete f?.x, f(1).nope?.[a++], (f(3)).g?.(...[4]).h);
log(((a) => a)(1), (a => b => a + b)(1)(2), (async () => 1)() instanceof Promise, ((a, b = a) => [a, b])(1), (a => ({ ...a }))({ q: 1 }).q, (a => (a, 2))(1), (a => a ? 1 : 2)(0));
log(a ? (x => x)(1) : x => x, (a ? x => 1 : x => 2)(0), a || (x => x), [x => x, 1].length, typeof (x => x), (x => x) instanceof Function);
log(typeof typeof 1, typeof (1 + 1), (typeof 1) + 1, void (0, 1), !void 0, -"3" + +"4", - -"3", delete [].x, delete (1, a));
log(a < !--b, a-- > 0, 1 / 2 / 4, 6 / (3 / 2), "a" in { a: 1 } === true, ("x" in { x: 1 }) in { true: 1 }, (1, [2])[0], (0, f)(6) + "");
var g = 1, i = 2;
log(8 / 2 /g/ i, a = /=/g.test("="), [/]/.source, /[/]/.source, /\//.source], 4 /i/ 2, `${/}/.source}`);
log(`a${1 + 1}b${`c${"d"}${`${{ e: 1 }.e}`}`}`, String.raw`\n${1}\u{41}`, ((s, ...v) => s.raw.concat(v))`x${1}\`y`, f`t`.x[0], (() => f)()`u`.x[0], new F.Inner(`v`).y);
for (var k = ("x" in { x: 1 }) ? 1 : 2, n = 0; n < 1; n++) log(k);
for (let q = (() => "y" in { y: 1 })(), r = ["z" in {}]; q; q = false) log(q, r);
for (const key in (a, { z: 1 })) log(key);
for (const item of (a, [1])) log(item);
let async = [1], of = [2], let_ = 3;
for (async = (of) => {}; false;);
for (of of [5]) log(of);
for ((async) of [6]) log(async);
