// Where specifiers lead, by Node's rules: exports and imports maps, conditions, patterns, the package itself, links, folders above.
import plain from "plain";
import { a as fromPattern } from "mapped/features/a.js";
import { where, mode } from "mapped";
import * as deep from "mapped/deep";
import scoped from "@scope/name";
import sub from "@scope/name/lib/sub.js";
import { name as own } from "resolution-test";
import internal from "#internal";
import { util } from "#utils/one.js";
import nested from "./lib/nested/index.js";
import linked, { path } from "linked";

console.log(plain, fromPattern, where, mode, deep.default, scoped, sub, own, internal, util, nested, linked, path);
