const lower = "lower", $dollar = "$dollar";
export { lower, $dollar };
export default "small default";
