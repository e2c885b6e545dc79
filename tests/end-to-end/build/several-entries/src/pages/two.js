import { shared } from "../shared.js"; console.log("two", shared);
