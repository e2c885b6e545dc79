export const util = "pattern in imports";
