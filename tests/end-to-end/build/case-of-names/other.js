import "./Button.js";
import "./INDEX.js";
