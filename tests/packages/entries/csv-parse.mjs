// formats: esm cjs
import { parse } from "csv-parse";
import { parse as parseSync } from "csv-parse/sync";
const text = 'a,b,"c d"\n1,"x ""y""",\n2,"multi\nline",é\n';
console.log(parseSync(text, { columns: true, cast: true }));
const parser = parse({ delimiter: ";", from_line: 2 });
parser.on("data", (row) => console.log(row)).on("end", () => console.log("end")).on("error", (error) => console.log(error.code));
parser.write("a;b\nc;d\n");
parser.end("e;f;g\n");
