await null; export const b = 2;
