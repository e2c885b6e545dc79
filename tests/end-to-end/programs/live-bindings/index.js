// An import is a view of the exporter's variable, whatever way it came and whoever changes it.
import * as direct from "./counter.js";
import { count, increase, list, loop, last, spread, reset } from "./counter.js";
import { total, more, ns } from "./through.js";
import snapshot, { live, change } from "./default.js";
import liveDefault, { turn } from "./live-default.js";

const show = () => console.log(count, direct.count, total, more.count, ns.more.count, `${count}`, { count }, [count, ...Object.values(list)]);
show();
console.log(increase(), increase() + count);
show();
loop(["a", "b", "c"]);
console.log(last, list, direct.last);
console.log(spread({ x: 7, rest: 8 }), count, list);
reset?.();
show();
change();
console.log(snapshot, live, typeof direct.reset, reset);
turn();
console.log(liveDefault);
(() => {
  const count = "inner";
  console.log(count, direct.count, (({ count }) => count)({ count: "given" }));
})();
console.log([1, 2].map((n) => n + count), ((n = count) => n)(), count ? `${count > 0}` : "");
