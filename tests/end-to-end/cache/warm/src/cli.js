#!/usr/bin/env node
"use client";
import fs from "fs";
import { part } from "./part.js";
const old = require("./old.cjs");
if (DEBUG) console.log("debugging");
console.log(part, old.value, typeof fs.readFileSync, typeof import.meta.url);
