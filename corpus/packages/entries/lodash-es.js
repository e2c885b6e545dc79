// The whole of lodash-es through its namespace, and some of it by name.
import * as all from "lodash-es";
import _, { chain, chunk, cloneDeep, debounce, groupBy, isEqual, memoize, merge, template } from "lodash-es";
import kebabCase from "lodash-es/kebabCase.js";

const show = (label, value) => console.log(`${label}:`, JSON.stringify(value));

show("functions", Object.keys(all).filter((name) => typeof all[name] === "function").sort());
show("version", _.VERSION);

const harbours = [
  { name: "Saint-Malo", country: "fr", range: 12.2, berths: [12, 40, 3] },
  { name: "Avonmouth", country: "gb", range: 12.3, berths: [8, 8] },
  { name: "Granville", country: "fr", range: 11.6, berths: [] },
  { name: "Cuxhaven", country: "de", range: 3.1, berths: [20, 1, 7, 9] },
  { name: "Vlissingen", country: "nl", range: 4.5, berths: [5] },
];

show("groupBy", groupBy(harbours, "country"));
show("orderBy", _.orderBy(harbours, ["country", "range"], ["asc", "desc"]).map((h) => h.name));
show("chunk", chunk(_.range(1, 12), 4));
show("partition", _.partition(harbours, (h) => h.range > 10).map((side) => _.map(side, "name")));
show("keyBy", _.mapValues(_.keyBy(harbours, "name"), (h) => _.sum(h.berths)));
show("flatten", [_.flatten([1, [2, [3, [4]]]]), _.flattenDeep([1, [2, [3, [4]]]]), _.flattenDepth([1, [2, [3, [4]]]], 2)]);
show("sets", [_.union([1, 2], [2, 3]), _.intersection([1, 2, 3], [2, 3, 4]), _.difference([1, 2, 3], [2]), _.xor([1, 2], [2, 3])]);
show("sorted", [_.sortedIndex([10, 20, 30], 25), _.sortedUniq([1, 1, 2, 3, 3]), _.sortedLastIndexOf([4, 5, 5, 5, 6], 5)]);
show("zip", [_.zip(["a", "b"], [1, 2]), _.zipObject(["a", "b"], [1, 2]), _.zipObjectDeep(["a.b[0].c", "a.b[1].d"], [1, 2]), _.unzip([["a", 1], ["b", 2]])]);
show("get and set", [_.get({ a: [{ b: { c: 3 } }] }, "a[0].b.c"), _.set({}, "x[0].y", 7), _.unset({ a: 1 }, "a"), _.has({ a: { b: 2 } }, "a.b")]);
show("strings", ["camelCase", "snakeCase", "startCase", "upperFirst", "deburr", "words", "trim", "escape", "capitalize", "lowerFirst"].map((f) => _[f]("  déjà Vu — <harbour-master>  ")));
show("kebab", kebabCase("LowWaterOfNeaps"));
show("pad", [_.pad("tide", 9, "~"), _.padStart("7", 3, "0"), _.repeat("=-", 4), _.truncate("a long description of a harbour", { length: 18, separator: " " })]);
show("numbers", [_.clamp(12, 0, 9), _.inRange(3, 2, 4), _.round(4.0067, 2), _.ceil(6040, -2), _.floor(0.046, 2), _.mean([4, 2, 8]), _.sumBy(harbours, "range").toFixed(2)]);
show("template", template("<% _.forEach(names, (n) => { %><li><%- n %></li><% }); %>${ names.length }")({ names: ["<a>", "b & c"] }));
show("chain", chain(harbours).filter((h) => h.berths.length).sortBy("range").map("name").reverse().value());
show("lazy", _(_.range(1000)).map((n) => n * n).filter((n) => n % 3 === 1).take(5).value());
show("curry", _.curry((a, b, c) => [a, b, c])(1)(_, 3)(2));
show("flow", _.flow([_.add, (n) => n * n])(1, 2));
show("partial", _.partialRight((greeting, name) => `${greeting} ${name}`, "Fred")("hi"));
show("over", _.over([Math.max, Math.min])(1, 2, 3, 4));
show("cond", _.cond([[_.matches({ a: 1 }), _.constant("one")], [_.stubTrue, _.constant("other")]])({ a: 2 }));

const deep = { list: [new Map([["k", new Set([1, 2])]]), /x/gi, new Date(0)], typed: new Uint8Array([1, 2, 3]) };
deep.self = deep;
const copy = cloneDeep(deep);
show("cloneDeep", [copy !== deep, copy.self === copy, isEqual(copy, deep), copy.list[0].get("k") !== deep.list[0].get("k"), copy.list[1].source]);
show("merge", merge({ a: [{ b: 2 }, { d: 4 }] }, { a: [{ c: 3 }, { e: 5 }] }));
show("mergeWith", _.mergeWith({ a: [1] }, { a: [2] }, (to, from) => (Array.isArray(to) ? to.concat(from) : undefined)));
show("transform", _.transform({ a: 1, b: 2, c: 1 }, (result, value, key) => (result[value] ||= []).push(key), {}));
show("is", ["isPlainObject", "isArrayLike", "isNil", "isFinite", "isInteger", "isRegExp", "isMap", "isTypedArray"].map((f) => [{}, [], null, 1, 1.5, /a/, new Map(), new Uint8Array()].map((v) => Number(all[f](v))).join("")));

const square = memoize((n) => n * n);
show("memoize", [square(12), square.cache.size]);
let calls = 0;
const limited = _.after(3, () => ++calls);
_.times(5, limited);
const once = _.once(() => ++calls);
once();
once();
show("counted", calls);
const late = debounce(() => show("debounced", "once"), 5);
late();
late();
late.flush();
try {
  _.attempt(() => {
    throw new Error("not seen");
  });
  _.chunk.missing();
} catch (error) {
  show("error", error.name);
}
