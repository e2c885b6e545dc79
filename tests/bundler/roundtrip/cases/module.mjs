// checked only
import "side-effect";
import a from "a";
import * as b from "b";
import c, { d, e as f, default as g, "string name" as h } from "c";
import i, * as j from "d";
import {} from "e";
import json from "./x.json" with { type: "json" };
export * from "f";
export * as k from "g";
export * as "string star" from "g";
export { l, m as n, default as o } from "h";
export {};
export { a as default2, d as "string export" };
export const p = 1, [q] = r;
export function s() {}
export async function* t() {}
export class U {}
export default (function () {});
const v = import("w");
const w = import("w", { with: { type: "json" } });
import.meta.url;
await v;
