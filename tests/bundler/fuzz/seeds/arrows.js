x => y; (a, b = 1, ...c) => ({}); async x => await x; async ({ a }, [b]) => { return a }; () => ({}).x; () => {};
(() => {})(); (async () => {})(); x => y => z; a = () => {}; (a, b) => (c, d); () => function () {}; (x) => ({})[0]; async (x) => {}; async(x);
