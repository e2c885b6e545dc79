// The breadth of the language, in forms where a printer can go wrong. Every file prints what it computes.
import "./precedence.js";
import "./statements.js";
import "./literals.js";
import "./functions.js";
import "./classes.js";
import "./patterns.js";
import "./async.js";
