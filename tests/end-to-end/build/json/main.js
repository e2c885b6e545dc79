import { gone } from "./b.js";
import "./nowhere.js";
