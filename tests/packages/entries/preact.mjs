// formats: esm cjs iife
import { Component, Fragment, createContext, h } from "preact";
import { useContext, useMemo, useState } from "preact/hooks";
import { render } from "preact-render-to-string";
import { jsx } from "preact/jsx-runtime";
const Theme = createContext("light");
function Counter({ start }) { const [count] = useState(start); const twice = useMemo(() => count * 2, [count]); return h("p", { class: useContext(Theme), style: { color: "red", top: 3 } }, count, "/", twice); }
class Old extends Component { state = { a: 1 }; render(props, state) { return h(Fragment, null, props.children, state.a, "<&>"); } }
console.log(render(h(Theme.Provider, { value: "dark" }, h(Counter, { start: 4 }), h(Old, null, jsx("b", { children: "x" })))));
