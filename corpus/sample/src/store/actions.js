// What can happen. Types are symbols' descriptions made unique by a running number that others can watch.
export let last = 0;

const action = (type) => {
  const create = (payload) => ({ type, payload, id: ++last });
  create.type = type;
  create.matches = (candidate) => candidate.type === type;
  return Object.freeze(create);
};

export const choose = action("harbour/choose");
export const setDay = action("day/set");
export const addNote = action("note/add");
export const removeNote = action("note/remove");
export const undo = action("history/undo");
export const redo = action("history/redo");
