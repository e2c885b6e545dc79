let state = "still";
export { state as default };
export const turn = () => (state = "turned");
