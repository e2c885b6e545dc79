import { join } from "path";
const path = "a name of its own";
export const shared = (other) => [join === other, path];
