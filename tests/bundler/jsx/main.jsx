import { elements } from "./elements.jsx";
import { cr, crlf } from "./lines.jsx";
import { classic } from "./classic.jsx";
import { otherSource } from "./other-source.jsx";
import { runtimeClassic } from "./runtime-classic.jsx";

for (const [name, make] of Object.entries({ ...elements, cr, crlf, classic, otherSource, runtimeClassic })) {
  let made;
  try {
    made = make();
  } catch (error) {
    made = `${error}`;
  }
  console.log(name, JSON.stringify(made, (key, value) => (typeof value === "function" ? "function" : value), 1));
}
