import { b } from "./b.js";
import fs from "node:fs";
export * as ns from "./b.js";
import "./script.js";
export default function f() {}
export let q = b + typeof fs;
export const later = () => import("node:os");
