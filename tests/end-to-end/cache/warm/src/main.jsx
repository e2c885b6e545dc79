import { part, outer } from "./part.js";
import data from "./data.json" with { type: "json" };
const h = (tag, props, ...children) => ({ tag, props, children });
export const page = <p title={part}>{data.a} {outer()}</p>;
