// formats: esm cjs
const xml2js = require("xml2js");
xml2js.parseStringPromise('<a b="1"><c>d &amp; e</c><c/><f:g xmlns:f="h">i</f:g></a>', { explicitArray: false, mergeAttrs: true }).then((value) => {
  console.log(JSON.stringify(value), new xml2js.Builder().buildObject(value));
  xml2js.parseString("<a><b></a>", (error) => console.log(error.message));
});
