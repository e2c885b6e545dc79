// State is frozen; every reducer gives back what it got when nothing changes.
import * as actions from "./actions.js";
import { Instant, DAY, RangeFault } from "#core";

const defaults = Object.freeze({ harbour: "saint-malo", day: Instant.at(2024, 3, 11), notes: Object.freeze([]) });

const handlers = {
  [actions.choose.type]: (state, id) => (state.harbour === id ? state : { ...state, harbour: id }),
  [actions.setDay.type](state, day) {
    const floor = day.floor(DAY);
    return +floor === +state.day ? state : { ...state, day: floor };
  },
  [actions.addNote.type]: ({ notes, ...rest }, text) => ({ ...rest, notes: Object.freeze([...notes, { text, number: notes.length + 1 }]) }),
  [actions.removeNote.type]: (state, number) => {
    const index = state.notes.findIndex((note) => note.number === number);
    if (index < 0) throw new RangeFault(`no note ${number}`);
    return { ...state, notes: Object.freeze(state.notes.filter((_, i) => i !== index)) };
  },
};

export function reduce(state = defaults, { type, payload } = {}) {
  const handler = handlers[type];
  return handler ? Object.freeze(handler(state, payload)) : state;
}

export { defaults as initial };
