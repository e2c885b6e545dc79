// Quantities with units: m`12.5 ft` is a length in metres, and so on. The factories are made from one table.
import { SyntaxFault, LookupFault } from "./errors.js";
import { nearest } from "./text.js";

const table = {
  length: { m: 1, cm: 0.01, ft: 0.3048, fathom: 1.8288, nmi: 1852, km: 1000 },
  speed: { "m/s": 1, kn: 1852 / 3600, "km/h": 1 / 3.6 },
  mass: { kg: 1, t: 1000 },
};

export const dimensions = Object.keys(table);

const lookup = (unit) => {
  for (const [dimension, units] of Object.entries(table)) if (Object.hasOwn(units, unit)) return { dimension, factor: units[unit] };
  const known = dimensions.flatMap((dimension) => Object.keys(table[dimension]));
  const guess = nearest(unit, known, 2);
  throw new LookupFault(`unknown unit “${unit}”${guess ? `, did you mean “${guess}”?` : ""}`, { unit });
};

export class Quantity {
  constructor(value, unit) {
    const { dimension, factor } = lookup(unit);
    this.value = value * factor;
    this.dimension = dimension;
    Object.freeze(this);
  }

  in(unit) {
    const { dimension, factor } = lookup(unit);
    if (dimension !== this.dimension) throw new LookupFault(`${unit} is no unit of ${this.dimension}`);
    return this.value / factor;
  }

  valueOf() {
    return this.value;
  }
}

export function parse(text) {
  const match = /^\s*(?<value>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)\s*(?<unit>[a-z/]+)\s*$/i.exec(text);
  if (!match) throw new SyntaxFault(`not a quantity: “${text}”`);
  return new Quantity(+match.groups.value, match.groups.unit);
}

const factory = (dimension) => (strings, ...values) => {
  const quantity = parse(String.raw({ raw: strings }, ...values));
  if (quantity.dimension !== dimension) throw new LookupFault(`expected a ${dimension}, got a ${quantity.dimension}`);
  return quantity;
};

export const [length, speed, mass] = dimensions.map(factory);
