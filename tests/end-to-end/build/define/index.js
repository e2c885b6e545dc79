globalThis.other = { x: 1 };
console.log(DEBUG, VERSION, VERSION.length, typeof VERSION, process.env.NODE_ENV, process.env["NODE_ENV"]);
console.log(CONFIG, CONFIG.a[1], GLOBAL.x, { DEBUG, GLOBAL }, import.meta.env.MODE, typeof process.env.PATH);
console.log(((DEBUG, process) => [DEBUG, process.env.NODE_ENV])(1, { env: { NODE_ENV: 2 } }));
{
  const VERSION = 3;
  console.log(VERSION, { VERSION });
}
globalThis.DEBUG = 4;
console.log(globalThis.DEBUG, { DEBUG: 5 }.DEBUG, process.env?.NODE_ENV);
process.env.NODE_ENV = "assigned";
[process.env.NODE_ENV] = ["destructured"];
delete process.env.NODE_ENV;
const { DEBUG: name = DEBUG } = {};
console.log(name, process.env?.NODE_ENV);
