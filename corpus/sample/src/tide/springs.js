// Springs and neaps: where the range is greatest and smallest.
import { ranges } from "./extremes.js";
import { mean, Instant, DAY } from "#core";

/** The mean range of each day. */
export function daily(model, from, to) {
  const days = new Map();
  for (const { at, range } of ranges(model, from, to)) {
    const day = Math.floor(at.ms / DAY);
    (days.get(day) ?? (days.set(day, []), days.get(day))).push(range);
  }
  return Array.from(days, ([day, list]) => ({ day: new Instant(day * DAY), range: mean(list) }));
}

export default function springsAndNeaps(model, from, to) {
  const days = daily(model, from, to);
  const found = [];
  for (let i = 1; i < days.length - 1; i++) {
    const [before, here, after] = days.slice(i - 1, i + 2).map((day) => day.range);
    if (here >= before && here > after) found.push({ ...days[i], kind: "springs" });
    else if (here <= before && here < after) found.push({ ...days[i], kind: "neaps" });
  }
  return found;
}

springsAndNeaps.ratio = (events) => {
  const of = (kind) => mean(events.filter((event) => event.kind === kind).map((event) => event.range));
  return of("springs") / of("neaps");
};
