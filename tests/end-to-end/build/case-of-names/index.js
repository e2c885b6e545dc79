import "./button.js";
import "./other.js";
