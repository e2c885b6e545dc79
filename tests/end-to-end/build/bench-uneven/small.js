export const small = "small";
