export const Fragment = "Fragment";
export const createElement = (type, props, ...children) => ({ createElement: type, props, children });
