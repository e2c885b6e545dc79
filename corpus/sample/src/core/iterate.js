// Lazy sequences, synchronous and asynchronous.

export function* range(from, to, step = 1) {
  for (let i = from; step > 0 ? i < to : i > to; i += step) yield i;
}

export function* map(source, f) {
  let index = 0;
  for (const item of source) yield f(item, index++);
}

export function* filter(source, keep) {
  for (const item of source) if (keep(item)) yield item;
}

export function* take(source, count) {
  if (count <= 0) return;
  for (const item of source) {
    yield item;
    if (--count === 0) return;
  }
}

export function* pairwise(source) {
  let first = true;
  let before;
  for (const item of source) {
    if (!first) yield [before, item];
    [before, first] = [item, false];
  }
}

export function* chunk(source, size) {
  let part = [];
  for (const item of source) {
    part.push(item);
    if (part.length === size) {
      yield part;
      part = [];
    }
  }
  if (part.length) yield part;
}

export function* zip(...sources) {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  try {
    for (;;) {
      const steps = iterators.map((iterator) => iterator.next());
      if (steps.some(({ done }) => done)) return;
      yield steps.map(({ value }) => value);
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}

/** Merges sorted sequences into one, by `before(a, b)`. */
export function* mergeSorted(before, ...sources) {
  const heads = [];
  const advance = (iterator) => {
    const { value, done } = iterator.next();
    if (!done) heads.push({ value, iterator });
  };
  for (const source of sources) advance(source[Symbol.iterator]());
  while (heads.length > 0) {
    let best = 0;
    for (let i = 1; i < heads.length; i++) if (before(heads[i].value, heads[best].value)) best = i;
    const [{ value, iterator }] = heads.splice(best, 1);
    yield value;
    advance(iterator);
  }
}

/** A tree in preorder, by yield*. */
export function* walk(node, children = (n) => n.children ?? []) {
  yield node;
  for (const child of children(node)) yield* walk(child, children);
}

export const groupBy = (source, key) => {
  const groups = new Map();
  for (const item of source) {
    const name = key(item);
    const group = groups.get(name) ?? groups.set(name, []).get(name);
    group.push(item);
  }
  return groups;
};

export const sortBy = (source, ...keys) =>
  [...source].sort((a, b) => {
    for (const key of keys) {
      const [x, y] = [key(a), key(b)];
      if (x < y) return -1;
      if (x > y) return 1;
    }
    return 0;
  });

export async function* mapAsync(source, f) {
  for await (const item of source) yield await f(item);
}

/** Runs `f` on every item, at most `width` at a time; results come in the order of the items. */
export async function* concurrent(source, width, f) {
  const running = [];
  for await (const item of source) {
    running.push(f(item));
    if (running.length >= width) yield await running.shift();
  }
  yield* running;
}

export async function collect(source) {
  const items = [];
  for await (const item of source) items.push(item);
  return items;
}
