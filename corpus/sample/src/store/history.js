// Undo and redo around any reducer.
import { undo, redo } from "./actions.js";

export default function undoable(reduce, { limit = 50 } = {}) {
  return function (state = { past: [], present: reduce(undefined, {}), future: [] }, action) {
    const { past, present, future } = state;
    switch (true) {
      case undo.matches(action): {
        if (past.length === 0) return state;
        return { past: past.slice(0, -1), present: past.at(-1), future: [present, ...future] };
      }
      case redo.matches(action): {
        if (!future.length) return state;
        const [next, ...rest] = future;
        return { past: [...past, present], present: next, future: rest };
      }
      default: {
        const next = reduce(present, action);
        return next === present ? state : { past: [...past, present].slice(-limit), present: next, future: [] };
      }
    }
  };
}
