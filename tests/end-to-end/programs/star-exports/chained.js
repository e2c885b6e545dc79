export const chained = "through a cycle of stars";
