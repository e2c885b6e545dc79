// date-fns over fixed instants in UTC, in several languages, and its curried half.
import * as fns from "date-fns";
import { UTCDate } from "./utc-date.js";
import * as constants from "date-fns/constants";
import * as fp from "date-fns/fp";
import * as locales from "date-fns/locale";

const show = (label, value) => console.log(`${label}:`, JSON.stringify(value));
const at = (text) => new UTCDate(Date.parse(text));
const springTide = at("2024-03-11T19:42:07.125Z");
const neapTide = at("2024-03-18T05:08:59.999Z");

show("exports", [Object.keys(fns).sort(), Object.keys(fp).length, Object.keys(locales).length]);
show("constants", constants.minutesInMonth);
show("format", ["yyyy-MM-dd'T'HH:mm:ss.SSS", "PPPPpppp", "do MMM yy, h:mm aaaa", "QQQ 'of' GGGG", "RRRR-'W'II-i", "ww D t T", "BBBB", "EEEE EEEEE EEEEEE"].map((f) => fns.format(springTide, f, { useAdditionalDayOfYearTokens: true, useAdditionalWeekYearTokens: true })));
show("languages", Object.keys(locales).sort().map((key) => {
  const locale = locales[key];
  return [key, fns.format(neapTide, "PPPP", { locale }), fns.formatDistance(springTide, neapTide, { locale, addSuffix: true }), fns.formatRelative(springTide, neapTide, { locale })];
}));
show("differences", Object.keys(fns).filter((name) => /^differenceIn/.test(name)).map((name) => [name, fns[name](neapTide, springTide)]));
show("sums", Object.keys(fns).filter((name) => /^(add|sub)[A-Z]\w+s$/.test(name)).map((name) => [name, fns[name](springTide, 17).toISOString()]));
show("edges", Object.keys(fns).filter((name) => /^(startOf|endOf|lastDayOf)(?!Today|Tomorrow|Yesterday)/.test(name)).map((name) => [name, fns[name](neapTide).toISOString()]));
show("getters", Object.keys(fns).filter((name) => /^get(?!DefaultOptions|OverlappingDaysInIntervals)/.test(name)).map((name) => [name, fns[name](springTide)]));
show("questions", Object.keys(fns).filter((name) => /^is(First|Last|Saturday|Sunday|Leap|Valid|Weekend|Monday)/.test(name)).map((name) => [name, fns[name](springTide)]));
const week = { start: springTide, end: neapTide };
show("interval", [fns.eachDayOfInterval(week), fns.eachWeekendOfInterval(week), fns.intervalToDuration(week), fns.eachHourOfInterval(week, { step: 50 }).map((d) => fns.getHours(d))]);
show("overlap", [fns.areIntervalsOverlapping(week, { start: at("2024-03-18T00:00:00Z"), end: at("2024-03-20T00:00:00Z") }), fns.isWithinInterval(at("2024-03-12T00:00:00Z"), week), fns.clamp(at("2024-04-01T00:00:00Z"), week)]);
show("duration", [fns.formatDuration({ weeks: 1, days: 2, minutes: 5 }), fns.formatISODuration({ years: 1, hours: 3 }), fns.milliseconds({ hours: 2 })]);
show("parse", ["11 March 2024, 7:42 PM|d MMMM yyyy, h:mm a", "2024-071|yyyy-DDD", "week 12 of 2024|'week' I 'of' R", "not a date|yyyy"].map((pair) => {
  const [text, pattern] = pair.split("|");
  const date = fns.parse(text, pattern, at("2000-01-01T00:00:00Z"), { useAdditionalDayOfYearTokens: true });
  return fns.isValid(date) ? date.toISOString() : "invalid";
}));
show("parseISO", ["2024-03-11T19:42:07+02:00", "20240311T1942Z", "2024-W11-1T00:00Z", "2024-13-01"].map((text) => {
  const date = fns.parseISO(text);
  return fns.isValid(date) ? date.toISOString() : "invalid";
}));
show("format others", [fns.formatISO9075(springTide), fns.formatRFC7231(springTide), fns.lightFormat(springTide, "dd.MM.yy"), fns.formatDistanceStrict(springTide, neapTide, { unit: "hour" })]);
show("order", [fns.closestTo(springTide, [neapTide, at("2023-01-01T00:00:00Z")]), fns.compareDesc(springTide, neapTide), fns.max([springTide, neapTide]), fns.roundToNearestMinutes(springTide, { nearestTo: 15 })]);
show("fp", [fp.addDays(3)(springTide), fp.format("yyyy")(neapTide), fp.differenceInHours(springTide)(neapTide), [neapTide, springTide].sort(fp.compareAsc).map(fp.getDate)]);
try {
  fns.format(springTide, "YYYY");
} catch (error) {
  show("error", [error.name, error.message.slice(0, 48)]);
}
