export const a = "LIVE_LATE";
export function b() { return "late b"; }
