import "./gone1.js";
import "./gone2.js";
import "./gone3.js";
import "./gone4.js";
import "./gone5.js";
