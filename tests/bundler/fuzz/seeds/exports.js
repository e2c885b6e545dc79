export const a = 1, { b, c: [d] } = e; export let f; export var g; export function h() {} export async function* i() {} export class J {}
export { a as default, f as 'string name', g as g2 }; export * from 'x'; export * as ns from "y"; export * as 'str ns' from 'y'; export { default as z } from 'z'; export { default as q, r as default2, 's' as t } from 'w'; export {};
