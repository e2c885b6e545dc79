import { red } from "colour";
export const mine = red + " too";
