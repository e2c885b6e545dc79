// The whole of antd with React, as a page would have it that uses every component.
import * as antd from "antd/es/index.js";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

console.log(antd.version, Object.keys(antd).length);
console.log(renderToString(createElement(antd.Button, { type: "primary" }, "text")));
