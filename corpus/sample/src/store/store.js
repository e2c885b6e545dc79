// A store with middleware, selectors that remember, and a read-only view of the state.
import { Emitter } from "../core/index.js";

export class Store {
  #state;
  #reduce;
  #events = new Emitter();
  #dispatch;

  constructor(reduce, ...middleware) {
    this.#reduce = reduce;
    this.#state = reduce(undefined, { type: "@@init" });
    const core = (action) => {
      const before = this.#state;
      this.#state = this.#reduce(before, action);
      if (this.#state !== before) this.#events.emit("change", this.#state, before);
      return action;
    };
    this.#dispatch = middleware.reduceRight((next, make) => make({ dispatch: this.dispatch, read: () => this.#state })(next), core);
  }

  dispatch = (action) => this.#dispatch(action);

  get state() {
    return readOnly(this.#state);
  }

  subscribe(listener) {
    return this.#events.on("change", listener);
  }
}

const views = new WeakMap();

function readOnly(target) {
  if (typeof target !== "object" || target === null || Object.getPrototypeOf(target) !== Object.prototype) return target;
  if (!views.has(target)) {
    const deny = (_, key) => {
      throw new TypeError(`the state is read only (${String(key)})`);
    };
    views.set(target, new Proxy(target, { get: (object, key) => readOnly(Reflect.get(object, key)), set: deny, deleteProperty: deny, defineProperty: deny }));
  }
  return views.get(target);
}

/** A selector: recomputes only when one of its inputs gives another value. */
export const select = (...parts) => {
  const combine = parts.pop();
  let inputs, result;
  const selector = (state) => {
    const next = parts.map((part) => part(state));
    if (!inputs || next.some((value, i) => value !== inputs[i])) {
      [inputs, result] = [next, combine(...next)];
      selector.computed++;
    }
    return result;
  };
  selector.computed = 0;
  return selector;
};
