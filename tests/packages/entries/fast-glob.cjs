// formats: esm cjs
const glob = require("fast-glob");
const path = require("node:path");
const folder = path.join(process.env.NEAP_PACKAGES, "node_modules", "esprima");
glob(["**/*.{js,json}", "!**/dist/**"], { cwd: folder }).then((files) => console.log(files.sort(), glob.isDynamicPattern("a/*"), glob.escapePath("(a)")));
