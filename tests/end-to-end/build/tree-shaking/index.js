import { used, Sub } from "./lib.js";
import * as whole from "./whole.js";
import { one } from "free";
import "free/lib/effects.js";
import { picked } from "some";
import unused, { also } from "unused-external";
import { kept } from "kept-external";
import data from "./data.json" with { type: "json" };
import { wanted } from "./data.json";

const deadHere = () => unused(also, data);
const lazy = () => import("./late.js");
console.log(used(), new Sub().name, whole.a, one, picked, kept, wanted);
lazy().then((late) => console.log(Object.keys(late), late.b()));
