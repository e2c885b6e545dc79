// formats: esm cjs iife
const validator = require("validator");
const isEmail = require("validator/lib/isEmail");
console.log(validator.isURL("https://a.b/c?d=e#f"), validator.isIBAN("GB82WEST12345698765432"), validator.normalizeEmail("A.B+c@GMAIL.com"), validator.escape("<a href='b'>"), validator.isMobilePhone("+4915123456789", "de-DE"), validator.isISO8601("2024-02-30", { strict: true }), (isEmail.default ?? isEmail)("a@b.cd"), Object.keys(validator).length);
