// formats: esm cjs iife
const BN = require("bn.js");
const a = new BN("123456789012345678901234567890");
console.log(a.pow(new BN(5)).toString(), a.toString(16), a.mod(new BN(97)).toNumber(), a.invm(new BN("1000000007")).toString());
console.log(BN.red("k256").prime.p.toString(16), a.toRed(BN.mont(new BN(10007))).redSqr().fromRed().toString());
