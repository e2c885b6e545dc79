/** @jsx h
 *  @jsxFrag frag.ment */
const h = (...args) => ["h", args], frag = { ment: "frag" };
const text = "@jsx notThis"; // a text is no comment
export const classic = () => [<a b="c">d{text}</a>, <><e /></>];
