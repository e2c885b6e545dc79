import note from "./order.js";
note("leaf");
