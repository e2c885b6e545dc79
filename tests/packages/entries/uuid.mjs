// formats: esm cjs
import { NIL, parse, stringify, v3, v4, v5, v7, validate, version } from "uuid";
console.log(v5("a", v5.DNS), v3("b", v3.URL), validate(v4()), version(v7()), NIL, stringify(parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8")));
