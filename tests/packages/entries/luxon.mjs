// formats: esm cjs iife
import { DateTime, Duration, Interval, Settings, VERSION } from "luxon";
Settings.defaultZone = "utc";
const day = DateTime.fromISO("2024-02-29T12:00:00");
console.log(VERSION, day.plus({ years: 1, months: 1 }).toISO(), day.setZone("America/New_York").toFormat("yyyy LLL dd HH:mm ZZZZ"), day.setLocale("de").toLocaleString(DateTime.DATE_HUGE));
console.log(Duration.fromObject({ hours: 49, minutes: 30 }).shiftTo("days", "hours", "minutes").toHuman(), Interval.after(day, { days: 3 }).splitBy({ days: 1 }).map(String), DateTime.fromISO("bad").invalidReason);
