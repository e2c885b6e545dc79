// Harbours of the Channel and further, invented in detail but of the right size.
import { records } from "../parse/records.js";
import { TideModel } from "../tide/model.js";
import { text } from "#core";

const source = String.raw`
# name | country | position | level | terms: constituent amplitude lag, …
Saint-Malo | fr | 48°38'N 2°02'W | 6.76 | M2 3.70 171, S2 1.46 222, N2 0.71 153, K2 0.42 219, M4 0.27 280, MS4 0.18 332, K1 0.09 98, O1 0.08 350
Granville  | fr | 48°50'N 1°36'W | 6.68 | M2 3.68 176, S2 1.43 227, N2 0.70 158, K2 0.41 225, M4 0.22 301, MS4 0.15 350, K1 0.10 100, O1 0.08 352
Avonmouth  | gb | 51°30'N 2°43'W | 6.95 | M2 4.27 201, S2 1.51 261, N2 0.75 186, K2 0.43 258, M4 0.29 340, MS4 0.22 29, M6 0.10 100, K1 0.07 140, O1 0.08 4
Dover      | gb | 51°07'N 1°19'E | 3.73 | M2 2.25 332, S2 0.71 23, N2 0.41 309, K2 0.20 21, M4 0.26 227, MS4 0.17 279, K1 0.05 48, O1 0.06 180
Vlissingen | nl | 51°27'N 3°36'E | 2.32 | M2 1.74 59, S2 0.48 116, N2 0.29 35, K2 0.14 114, M4 0.13 120, K1 0.07 1, O1 0.11 195
Cuxhaven   | de | 53°52'N 8°43'E | 1.66 | M2 1.34 337, S2 0.34 47, N2 0.21 312, K2 0.10 46, M4 0.10 250, K1 0.06 60, O1 0.09 266
`;

export class Harbour {
  static #count = 0;
  /** Filled on first use: most harbours are never asked. */
  #model;
  #definition;

  constructor(definition) {
    this.#definition = definition;
    ({ name: this.name, country: this.country } = definition);
    this.id = text.slug(this.name);
    this.number = ++Harbour.#count;
  }

  get model() {
    const { level, terms } = this.#definition;
    return (this.#model ??= new TideModel({ name: this.name, level, terms }));
  }

  get position() {
    const pattern = /(\d+)°(\d+)'([NSEW])/g;
    return Array.from(this.#definition.position.matchAll(pattern), ([, whole, minutes, side]) => (Number(whole) + minutes / 60) * (/[SW]/.test(side) ? -1 : 1));
  }

  static get count() {
    return this.#count;
  }
}

const readTerms = (cell) =>
  cell.split(",").map((term) => {
    const [name, amplitude, lag] = term.trim().split(" ");
    return [name, +amplitude, +lag];
  });

const harbours = records(source, { level: Number, terms: readTerms }).map((record) => new Harbour(record));

export default harbours;
export const find = (id) => harbours.find((harbour) => harbour.id === id || harbour.name === id);
