// formats: esm cjs iife
import { List, Map, OrderedSet, Record, Seq, fromJS, is } from "immutable";
const map = Map({ a: 1 }).set("b", List([1, 2, 3])).updateIn(["b", 1], (value) => value * 10);
console.log(map.toJS(), String(map), is(fromJS({ x: [1] }), fromJS({ x: [1] })), Seq([1, 2, 3, 4]).filter((value) => value % 2).map((value) => value * value).toArray());
console.log(new (Record({ p: 1, q: 2 }, "Pair"))({ p: 5 }).toString(), OrderedSet([3, 1, 3, 2]).toJS());
