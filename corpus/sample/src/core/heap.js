// A binary heap: the smallest by `before` comes out first; equals come out in the order they went in.

export default class Heap {
  #items = [];
  #serial = 0;
  #before;

  constructor(before = (a, b) => a < b, initial = []) {
    this.#before = before;
    for (const value of initial) this.push(value);
  }

  get size() {
    return this.#items.length;
  }

  peek() {
    return this.#items[0]?.value;
  }

  push(value) {
    const items = this.#items;
    let at = items.push({ value, serial: this.#serial++ }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#less(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
    return this;
  }

  pop() {
    const items = this.#items;
    if (items.length === 0) return undefined;
    this.#swap(0, items.length - 1);
    const { value } = items.pop();
    let at = 0;
    sift: for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < items.length && this.#less(child, least)) least = child;
      if (least === at) break sift;
      this.#swap(at, least);
      at = least;
    }
    return value;
  }

  *drain() {
    while (this.size) yield this.pop();
  }

  #less(i, j) {
    const [a, b] = [this.#items[i], this.#items[j]];
    if (this.#before(a.value, b.value)) return true;
    return !this.#before(b.value, a.value) && a.serial < b.serial;
  }

  #swap(i, j) {
    const items = this.#items;
    [items[i], items[j]] = [items[j], items[i]];
  }
}
