// Everything that can go wrong, as classes with a code; the base class counts what was raised.

let raised = 0;
export { raised };

export class AlmanacError extends Error {
  static code = "ALMANAC";
  static #byCode = new Map();

  static {
    this.register(this);
  }

  static register(type) {
    AlmanacError.#byCode.set(type.code, type);
  }

  static codes() {
    return [...AlmanacError.#byCode.keys()].sort();
  }

  constructor(message, { cause, ...details } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    raised++;
    this.name = new.target.name;
    Object.assign(this, details);
  }

  get code() {
    return this.constructor.code;
  }

  /** The whole chain of causes in one line. */
  explain() {
    const lines = [];
    for (let error = this; error; error = error.cause) lines.push(`${error.code ?? error.name}: ${error.message}`);
    return lines.join(" <- ");
  }
}

const define = (code, extra = {}) => {
  const type = class extends AlmanacError {
    static code = code;
  };
  Object.defineProperties(type.prototype, Object.getOwnPropertyDescriptors(extra));
  Object.defineProperty(type, "name", { value: code[0] + code.slice(1).toLowerCase() + "Error" });
  AlmanacError.register(type);
  return type;
};

export const SyntaxFault = define("SYNTAX", {
  get place() {
    return `${this.line ?? 1}:${(this.column ?? 0) + 1}`;
  },
});
export const LookupFault = define("LOOKUP");
export const CycleFault = define("CYCLE", {
  describe() {
    return this.path.join(" → ");
  },
});
export const RangeFault = define("RANGE");

/** Calls `f`; an error of neap's sample becomes `fallback(error)`, any other goes on. */
export function attempt(f, fallback = () => undefined) {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof AlmanacError)) throw error;
    return fallback(error);
  }
}
