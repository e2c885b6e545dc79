import Parent from "./class.js";
export default class Extended extends Parent {
  static y = [typeof Extended, typeof super.constructor];
}
