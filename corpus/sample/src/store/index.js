import undoable from "./history.js";
import { reduce } from "./reducers.js";
import { Store, select } from "./store.js";
import { find } from "../data/harbours.js";

export * as actions from "./actions.js";
export { Store, select };

/** Writes every action down. */
export const journal = (lines) => () => (next) => (action) => {
  lines.push(`${action.id} ${action.type}`);
  return next(action);
};

/** Lets a function as an action dispatch others, now or later. */
export const thunk = ({ dispatch, read }) => (next) => (action) => typeof action === "function" ? action(dispatch, read) : next(action);

export const harbour = select(({ present }) => present.harbour, find);

export default (...middleware) => new Store(undoable(reduce), thunk, ...middleware);
