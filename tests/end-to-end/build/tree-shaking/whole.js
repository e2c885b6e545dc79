export const a = "member";
export const b = "DEAD_MEMBER";
