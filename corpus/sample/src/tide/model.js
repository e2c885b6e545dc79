// A harbour's tide as a sum of cosines.
import { constituents } from "./constituents.js";
import * as astronomy from "./astronomy.js";
import { HOUR, DAY, radians, sum, memo, LookupFault, text } from "#core";

// The factors change slowly: once a day is often enough.
const dayFactors = memo(
  (day, names) => {
    const noon = new astronomyInstant(day * DAY + 12 * HOUR);
    const at = astronomy.longitudes(new astronomyInstant(day * DAY));
    return names.split(",").map((name) => {
      const [f, u] = astronomy.nodal(name, noon);
      return { f, argument: constituents.get(name).argument(at) + u, speed: constituents.get(name).speed };
    });
  },
  { capacity: 512 },
);

import { Instant as astronomyInstant } from "#core";

export class TideModel {
  #terms;
  #key;

  /** `terms`: [name, amplitude in metres, phase lag in degrees] each; `level`: metres above chart datum. */
  constructor({ level, terms, name = "unnamed" }) {
    for (const [constituent] of terms) {
      if (constituents.has(constituent)) continue;
      const guess = text.nearest(constituent, constituents.keys());
      throw new LookupFault(text.words(`no constituent ${constituent} (harbour ${name})`, guess && `- is it ${guess}?`));
    }
    this.name = name;
    this.level = level;
    this.#terms = terms.map(([constituent, amplitude, lag]) => ({ constituent, amplitude, lag }));
    this.#key = this.#terms.map((term) => term.constituent).join();
  }

  get terms() {
    return this.#terms.map((term) => ({ ...term }));
  }

  /** Metres above chart datum. */
  height(instant) {
    const ms = +instant;
    const day = Math.floor(ms / DAY);
    const hours = (ms - day * DAY) / HOUR;
    const factors = dayFactors(day, this.#key);
    return this.level + sum(this.#terms.map(({ amplitude, lag }, i) => {
      const { f, argument, speed } = factors[i];
      return f * amplitude * Math.cos(radians(argument + speed * hours - lag));
    }));
  }

  /** Metres an hour, by a central difference. */
  rate = (instant) => (this.height(+instant + 3e5) - this.height(+instant - 3e5)) * 6;

  amplitude(constituent) {
    return this.#terms.find((term) => term.constituent === constituent)?.amplitude ?? 0;
  }

  /** How much of the tide is diurnal: below 0.25 there are two of everything a day. */
  get formNumber() {
    const a = (...names) => names.reduce((total, name) => total + this.amplitude(name), 0);
    return a("K1", "O1") / (a("M2", "S2") || Number.MIN_VALUE);
  }

  get form() {
    const f = this.formNumber;
    return f < 0.25 ? "semidiurnal" : f < 1.5 ? "mixed, mainly semidiurnal" : f < 3 ? "mixed, mainly diurnal" : "diurnal";
  }
}
