// formats: esm cjs
const React = require("react");
const { renderToPipeableStream, renderToStaticMarkup, renderToString } = require("react-dom/server");
const { Writable } = require("node:stream");
const Theme = React.createContext("light");
function Item({ name, children }) { const id = React.useId(); const theme = React.useContext(Theme); return React.createElement("li", { id, className: theme, style: { fontSize: 3 } }, name, children); }
const tree = React.createElement(Theme.Provider, { value: "dark" }, React.createElement("ul", { onClick() {} }, ["a", "<b>"].map((name) => React.createElement(Item, { key: name, name }, React.createElement("i")))));
console.log(renderToString(tree), renderToStaticMarkup(tree), React.version);
let html = "";
const Late = React.lazy(async () => ({ default: () => React.createElement("b", null, "late") }));
const stream = renderToPipeableStream(React.createElement(React.Suspense, { fallback: "wait" }, React.createElement(Late)), { onAllReady: () => stream.pipe(new Writable({ write(chunk, encoding, done) { html += chunk; done(); }, final(done) { console.log(html); done(); } })) });
