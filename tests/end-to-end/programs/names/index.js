// Exports under any string, and names that are words of the language elsewhere.
import { default as def, "two words" as words, "" as nothing, "a-b" as dashed, "if" as condition } from "./exports.js";
import * as all from "./exports.js";
import { "…" as dots } from "./pass.js";
import { async, of, get, set, static as fixed, from, as } from "./contextual.js";

console.log(condition, def, words, nothing, dashed, dots, Object.keys(all));
console.log(all.if, all["two words"], all.class.new, async(of, get), set, fixed, from, as);
const \u0061bc = 1, ünïcödé = 2, 变量 = 3, $ = 4, _ = 5, 𝒳 = 6;
console.log(abc + ünïcödé + 变量 + $ + _ + 𝒳, { ünïcödé, "a b": 1, 1e3: 2, 0x10: 3, [`k${$}`]: 4, "__proto__": null, get: 5, async: 6 });
