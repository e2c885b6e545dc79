const a = require('a'); module.exports = { b }; exports.c = 1; try { require('d') } catch { } require.resolve('e'); typeof module; __dirname; if (x) require(y); module.exports.default = exports;
