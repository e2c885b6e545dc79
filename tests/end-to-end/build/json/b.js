export const there = 1;
let x = ;
