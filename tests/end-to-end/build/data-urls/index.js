import one, { plus } from "data:text/javascript,export default 1%3Bexport const plus = (n) => n + 1;%0a//*/";
import { deep } from "data:text/javascript;charset=utf-8;base64,ZXhwb3J0IGNvbnN0IGRlZXAgPSAiYmFzZTY0IMOkIjs=";
import json, { a } from 'data:application/json,{"a":[1,"%E2%82%AC"]}';
import text from "data:text/plain,a%20b#gone";
import { sep } from "data:text/javascript,export { sep } from 'node:path'";
import again from "data:text/javascript,export { default } from 'data:text/javascript,export default 2'";
import same from "data:text/javascript,export default {}";
import * as twice from "data:text/javascript,export default {}";
console.log(one, plus(one), deep, json, a, text, sep, again, same === twice.default);
