export const Fragment = "Fragment";
export const jsxDEV = (type, props, key, isStatic, source, self) =>
  ({ jsxDEV: type, type, props, key: key === undefined ? "undefined" : key, isStatic, source, self: self?.constructor?.name ?? typeof self });
