const of = 1, get = 2, set = 3, from = 4, as = 5, target = 6, meta = 7;
const async = (of, get) => [of, get, target, meta];
const fixed = "static";
export { of, get, set, from, as, async, fixed as static };
