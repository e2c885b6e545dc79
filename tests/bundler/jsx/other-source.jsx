// @jsxRuntime automatic
/* @jsxImportSource other */
export const otherSource = () => [<a key="k">b</a>, <></>];
