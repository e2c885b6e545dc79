export { default } from "q";
