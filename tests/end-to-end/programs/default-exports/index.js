// The forms of default exports and how they are called.
import anonymousFunction from "./function.js";
import AnonymousClass from "./class.js";
import arrow from "./arrow.js";
import named, { named as sameNamed } from "./named.js";
import value, { setValue } from "./value.js";
import { default as renamed, default as again } from "./value.js";
import Extended, * as ns from "./extended.js";
import { aliased, fromDefault } from "./passing.js";

console.log(typeof anonymousFunction, typeof AnonymousClass, ns.default === Extended);
console.log(anonymousFunction(), new AnonymousClass().x, arrow(2), named(), sameNamed === named);
setValue(5);
console.log(value, renamed === again, new Extended().x, Extended.y, aliased(1), fromDefault());
