// formats: esm cjs
const jwt = require("jsonwebtoken");
const token = jwt.sign({ user: "a", iat: 1e9 }, "secret", { algorithm: "HS512", issuer: "neap" });
console.log(token, jwt.verify(token, "secret", { issuer: "neap" }), jwt.decode(token, { complete: true }).header);
for (const [secret, options] of [["wrong", {}], ["secret", { issuer: "x" }]]) try { jwt.verify(token, secret, options); } catch (error) { console.log(error.name, error.message, error instanceof jwt.JsonWebTokenError); }
