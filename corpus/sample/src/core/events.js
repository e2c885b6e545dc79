// Events: listeners, once, and an asynchronous iterator over what happens.

export default class Emitter {
  #listeners = new Map();

  on(name, listener, { once = false } = {}) {
    const list = this.#listeners.get(name) ?? [];
    this.#listeners.set(name, [...list, { listener, once }]);
    return () => this.off(name, listener);
  }

  once(name, listener) {
    return this.on(name, listener, { once: true });
  }

  off(name, listener) {
    const left = (this.#listeners.get(name) ?? []).filter((entry) => entry.listener !== listener);
    if (left.length) this.#listeners.set(name, left);
    else this.#listeners.delete(name);
  }

  emit(name, ...details) {
    const list = [...(this.#listeners.get(name) ?? []), ...(this.#listeners.get("*") ?? []).map((entry) => ({ ...entry, listener: entry.listener.bind(null, name) }))];
    for (const { listener, once } of list) {
      if (once) this.off(name, listener);
      listener(...details);
    }
    return list.length;
  }

  /** All events of that name until `end` is emitted. */
  stream(name) {
    const queue = [];
    let wake;
    let ended = false;
    const stops = [
      this.on(name, (value) => {
        queue.push(value);
        wake?.();
      }),
      this.once("end", () => {
        ended = true;
        wake?.();
      }),
    ];
    return {
      async next() {
        while (!queue.length && !ended) await new Promise((resolve) => (wake = resolve));
        if (queue.length) return { value: queue.shift(), done: false };
        return this.return();
      },
      async return(value) {
        stops.forEach((stop) => stop());
        return { value, done: true };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
