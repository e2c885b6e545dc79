// formats: esm cjs
const iconv = require("iconv-lite");
for (const name of ["latin1", "win1251", "shift_jis", "gbk", "utf16le", "utf7", "big5", "euc-kr"]) {
  const bytes = iconv.encode("aé€жあ中한", name);
  console.log(name, bytes.toString("hex"), iconv.decode(bytes, name));
}
console.log(iconv.encodingExists("none"));
