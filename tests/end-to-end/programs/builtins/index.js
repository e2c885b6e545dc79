#!/usr/bin/env node
// Node's own modules stay imports, in whatever way they are asked for.
import fs, { existsSync as exists, constants } from "node:fs";
import * as path from "path";
import { join, posix } from "node:path";
import def, { inspect } from "util";
import "node:events";
import { shared } from "./other.js";
export { format as formatted } from "util";
export * from "node:querystring";

console.log(exists("/nowhere"), fs.existsSync === exists, typeof constants.R_OK, path.join("a", "..", "b"), join === path.join, posix.sep);
console.log(inspect({ a: [1, { b: 2 }] }), def.inspect === inspect, shared(path.join), Object.keys(path).includes("basename"), path.default.sep);
