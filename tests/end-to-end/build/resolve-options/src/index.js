import { name } from "~/name";
import main from "p";
console.log(name, main);
