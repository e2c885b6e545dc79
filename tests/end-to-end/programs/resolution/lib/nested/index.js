import plain from "plain";
import mapped from "mapped/deep";
export default [plain, mapped];
