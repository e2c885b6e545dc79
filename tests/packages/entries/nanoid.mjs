// formats: esm cjs
import { customAlphabet, nanoid, urlAlphabet } from "nanoid";
console.log(nanoid().length, nanoid(5).length, /^[ab]{12}$/.test(customAlphabet("ab", 12)()), urlAlphabet.length);
