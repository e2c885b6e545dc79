// Remembering: the least recently used falls out.

const cache = Symbol("cache");
export const statistics = { hits: 0, misses: 0 };

export class Lru {
  #map = new Map();

  constructor(capacity = 64) {
    this.capacity = capacity;
  }

  get(key) {
    if (!this.#map.has(key)) return undefined;
    const value = this.#map.get(key);
    this.#map.delete(key);
    this.#map.set(key, value);
    return value;
  }

  set(key, value) {
    this.#map.delete(key);
    this.#map.set(key, value);
    if (this.#map.size > this.capacity) this.#map.delete(this.#map.keys().next().value);
    return value;
  }

  get size() {
    return this.#map.size;
  }
}

export function memo(f, { capacity, key = (...args) => args.join("|") } = {}) {
  const remembered = function () {
    const store = remembered[cache];
    const name = key.apply(this, arguments);
    const known = store.get(name);
    if (known !== undefined) {
      statistics.hits++;
      return known.value;
    }
    statistics.misses++;
    return store.set(name, { value: f.apply(this, arguments) }).value;
  };
  remembered[cache] = new Lru(capacity);
  return remembered;
}
