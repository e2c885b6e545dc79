// formats: esm cjs iife
const qs = require("qs");
console.log(qs.parse("a[b][c]=d&e[]=1&e[]=2&f=%C3%A9&g.h=i", { allowDots: true }), qs.stringify({ a: { b: [1, 2, { c: null }] }, d: new Date(0), e: undefined }, { arrayFormat: "indices", encode: false }), qs.formats.default);
