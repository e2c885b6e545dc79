// formats: esm cjs iife
import { current, enableMapSet, enablePatches, produce, produceWithPatches } from "immer";
enableMapSet();
enablePatches();
const base = { a: [1, { b: 2 }], m: new Map([["x", { y: 1 }]]) };
const next = produce(base, (draft) => { draft.a[1].b++; draft.m.get("x").y = 5; console.log(current(draft.a)); });
console.log(next, base, next.a[0] === base.a[0], Object.isFrozen(next));
console.log(JSON.stringify(produceWithPatches(base, (draft) => void draft.a.push(3)).slice(1)));
try { next.a.push(1); } catch (error) { console.log(error.name); }
