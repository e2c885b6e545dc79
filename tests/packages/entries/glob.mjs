// formats: esm
import { glob, globSync, hasMagic } from "glob";
import { join } from "node:path";
const cwd = join(process.env.NEAP_PACKAGES, "node_modules", "uuid");
console.log((await glob("*.{md,json}", { cwd })).sort(), globSync("dist/v[1-4].js", { cwd, posix: true }).sort(), hasMagic("a*"));
