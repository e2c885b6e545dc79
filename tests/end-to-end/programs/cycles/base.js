import { Derived } from "./derived.js";
export class Base {
  kind = "base";
}
export const make = () => new Derived();
