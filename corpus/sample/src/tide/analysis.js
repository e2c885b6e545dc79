// The way back: from observed heights to constituents, by least squares.
import { constituents } from "./constituents.js";
import { longitudes, nodal } from "./astronomy.js";
import { TideModel } from "./model.js";
import { LeastSquares } from "../core/matrix.js";
import Instant, { HOUR } from "../core/calendar.js";
import { mod, degrees, radians, mean, range } from "#core";

/** Observations each `step` from a model, with an error drawn from `noise`. */
export function* observe(model, { from, count, step = HOUR, noise = () => 0 }) {
  for (const i of range(0, count)) {
    const at = from.plus(i, step);
    yield { at, height: model.height(at) + noise() };
  }
}

export function analyse(observations, names) {
  const list = Array.isArray(observations) ? observations : [...observations];
  const origin = list[0].at;
  const middle = new Instant(mean([list[0].at.ms, list.at(-1).at.ms]));
  const fit = new LeastSquares(1 + 2 * names.length);
  const speeds = names.map((name) => radians(constituents.get(name).speed));
  for (const { at, height } of list) {
    const hours = at.minus(origin) / HOUR;
    fit.add([1, ...speeds.flatMap((speed) => [Math.cos(speed * hours), Math.sin(speed * hours)])], height);
  }
  const [level, ...pairs] = fit.solve();
  const start = longitudes(origin);
  const terms = names.map((name, i) => {
    const [a, b] = [pairs[2 * i], pairs[2 * i + 1]];
    const [f, u] = nodal(name, middle);
    const lag = constituents.get(name).argument(start) + u + degrees(Math.atan2(b, a));
    return [name, Math.hypot(a, b) / f, mod(lag, 360)];
  });
  return new TideModel({ name: `fitted to ${list.length}`, level, terms });
}

/** The root of the mean square of what the model leaves unexplained. */
export const residual = (model, observations) => {
  const squares = [];
  for (const { at, height } of observations) squares.push((height - model.height(at)) ** 2);
  return Math.sqrt(mean(squares));
};
