import * as base from "./base.js";
import { log } from "./log.js";
let made;
export const Derived = new Proxy(function () {}, {
  construct() {
    made ??= class extends base.Base {
      kind = "derived";
    };
    return new made();
  },
});
try {
  base.Base;
} catch ({ name }) {
  log.push(`derived: ${name}`);
}
