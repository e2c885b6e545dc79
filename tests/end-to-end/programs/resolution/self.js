export const name = "itself by name";
