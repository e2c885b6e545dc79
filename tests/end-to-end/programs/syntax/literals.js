const log = (...values) => console.log("literals", ...values.map((v) => (typeof v === "bigint" ? `${v}n` : typeof v === "string" ? JSON.stringify(v) : v)));
log(0, -0, 1_000, 0b101, 0o17, 0xFf, 1e3, 1E-3, .5, 5., 0.1 + 0.2, 1e21, 123456789012345680000, 5e-324, 1.7976931348623157e308, 1e400, 0.000001, 1e-7);
log(10n, 0xFFn, 1_0n ** 20n, -5n, 0n);
log("a'b", 'a"b', "a\"b'c", "\x41\u0041\u{1F600}", "tab\tnl\ncr\rvt\vff\fnul\0end", "back\\slash", "line\
continued", "\u2028\u2029", " ", "\ud800", "é😀", "</script>", "<!-- -->", "${not}", `\`\${x}`, "\a\c", "\0");
log(`multi
line ${"x"} \u{41} \\ \
joined`, `</script>`, ``, `\r\n`.length, `
`.length);
log(/a\/b[/\]]+/giu.source, /(?<year>\d{4})-\k<year>/.test("2024-2024"), /(?<=\$)\d+(?!\.)/y.flags, /\u{1F600}/u.test("😀"), /[\\]]/.source, /^(?:a|b)*?$/ms.flags, new RegExp("/").source);
log([, 1, , 2, ,].length, [...[, 1]], [[], [[]]].length, { }, { a: { b: {} } }.a.b, [, ].length, 0 in [,]);
log(null, true, undefined, NaN, Infinity, -Infinity, this, typeof this);
log({ a: 1, "a": 2, ["a"]: 3 }.a, { "constructor": 1 }.constructor, { __proto__: null }.__proto__ === undefined, { "__proto__": Array.prototype } instanceof Array, { ["__proto__"]: 1 }.__proto__, Object.keys({ __proto__() {} }));
