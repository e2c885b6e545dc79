// formats: esm cjs iife
import EventEmitter, { EventEmitter as Named } from "eventemitter3";
const emitter = new EventEmitter();
emitter.on("a", function (...values) { console.log(this === emitter, values); }).once("a", () => console.log("once"));
console.log(emitter.emit("a", 1, 2), emitter.emit("a"), emitter.emit("b"), emitter.eventNames(), EventEmitter === Named);
