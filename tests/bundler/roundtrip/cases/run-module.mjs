// A module that imports itself and what Node has.
import def, * as fs from "node:fs";
import { join as j, default as path, "sep" as s } from "node:path";
import {} from "node:os";
import "node:url";
import * as self from "./run-module.mjs";
export { j as join, path as default, s as "a b", s as if };
export * from "node:querystring";
export * as qs from "node:querystring";
export * as "q s" from "node:querystring";
export { default as twice, parse as "p q" } from "node:url";
export let { live, list: [first, , third = 3] } = { live: 1, list: [1, 2] }, arrow = () => ({});
export async function* gen() { yield await 1; }
export class Exported { static made = new Exported(); }
live++;
console.log(Object.keys(self).join(), self.live, self["a b"] === s, self.if === s, first, third);
console.log(def === fs.default, j("a", "b"), typeof import.meta.url, this === undefined, typeof (await import("node:fs")).readFileSync, await (0, 2));
console.log((await import("data:application/json,%7B%22json%22:1%7D", { with: { type: "json" } })).default, Exported.made instanceof Exported, arrow());
for await (const x of gen()) console.log(x);
