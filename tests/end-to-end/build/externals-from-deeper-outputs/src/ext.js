export const ext = 1;
