// Three large packages at once, for what a bundler keeps in memory.
import * as antd from "antd";
import * as three from "three";
import ts from "typescript";

console.log(Object.keys(antd).length, three.REVISION, ts.version);
