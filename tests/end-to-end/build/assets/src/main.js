import url, { default as same } from "./img/dot.png";
import twin from "./img/deep/dot.png";
import style from "../look.css";
import * as data from "./table.dat";
import again from "./table.dat";
console.log(url === same, url, twin, style, data, again);
