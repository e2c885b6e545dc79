export const Fragment = "Fragment";
export const jsx = (type, props, ...rest) => ({ jsx: type, props, rest });
export const jsxs = (type, props, ...rest) => ({ jsxs: type, props, rest });
