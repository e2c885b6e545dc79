export const red = "plain";
