// What `export *` passes on, what it hides, and what is ambiguous.
import * as all from "./all.js";
import { one, two, shared, local, chained, twice } from "./all.js";
import ownDefault from "./with-default.js";

console.log(Object.keys(all).join());
console.log(one, two, shared, local, chained, twice, ownDefault);
console.log("clash" in all, all.clash, "default" in all);
