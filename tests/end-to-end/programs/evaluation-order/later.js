import note from "./order.js";
note("later");
export let later = "const";
later = "changed";
