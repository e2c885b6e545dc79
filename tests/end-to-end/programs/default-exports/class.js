export default class {
  x = "field";
}
