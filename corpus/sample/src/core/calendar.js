// Days and instants without the machine's clock or time zone: the proleptic Gregorian calendar by arithmetic.
import { mod } from "./math.js";
import { RangeFault, SyntaxFault } from "./errors.js";

export const SECOND = 1e3, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const PATTERN = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d))?Z?)?$/;

/** Days from 1970-01-01 to a civil date: years counted from March, so that the leap day comes last. */
export function daysFromCivil(year, month, day) {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function civilFromDays(days) {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2), month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

const two = (value) => String(value).padStart(2, "0");

const tokens = {
  YYYY: (i) => i.year,
  MMMM: (i) => MONTHS[i.month - 1],
  MMM: (i) => MONTHS[i.month - 1].slice(0, 3),
  MM: (i) => two(i.month),
  DD: (i) => two(i.day),
  D: (i) => i.day,
  dddd: (i) => WEEKDAYS[i.weekday - 1],
  ddd: (i) => WEEKDAYS[i.weekday - 1].slice(0, 3),
  HH: (i) => two(i.hour),
  mm: (i) => two(i.minute),
  ss: (i) => two(i.second),
};
const TOKEN = new RegExp(`\\[([^\\]]*)\\]|${Object.keys(tokens).join("|")}`, "g");

export class Instant {
  #ms;
  #fields;

  constructor(ms) {
    if (!Number.isFinite(ms)) throw new RangeFault(`no instant: ${ms}`, { ms });
    this.#ms = ms;
  }

  static at(year, month = 1, day = 1, hour = 0, minute = 0, second = 0) {
    return new this(daysFromCivil(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND);
  }

  static parse(text) {
    const match = PATTERN.exec(text);
    if (match === null) throw new SyntaxFault(`not an instant: “${text}”`, { column: 0 });
    const { year, month, day, hour = 0, minute = 0, second = 0 } = match.groups;
    return Instant.at(...[year, month, day, hour, minute, second].map(Number));
  }

  static isInstant(value) {
    return typeof value === "object" && value !== null && #ms in value;
  }

  #split() {
    if (this.#fields) return this.#fields;
    const days = Math.floor(this.#ms / DAY);
    const rest = mod(this.#ms, DAY);
    return (this.#fields = Object.freeze({
      ...civilFromDays(days),
      weekday: mod(days + 3, 7) + 1,
      hour: Math.floor(rest / HOUR),
      minute: Math.floor((rest % HOUR) / MINUTE),
      second: Math.floor((rest % MINUTE) / SECOND),
    }));
  }

  get ms() { return this.#ms; }
  get year() { return this.#split().year; }
  get month() { return this.#split().month; }
  get day() { return this.#split().day; }
  get hour() { return this.#split().hour; }
  get minute() { return this.#split().minute; }
  get second() { return this.#split().second; }
  get weekday() { return this.#split().weekday; }

  plus(amount, unit = 1) {
    return new Instant(this.#ms + amount * unit);
  }

  minus(other) {
    return Instant.isInstant(other) ? this.#ms - other.#ms : this.plus(-other);
  }

  floor(unit) {
    return new Instant(Math.floor(this.#ms / unit) * unit);
  }

  round(unit) {
    return new Instant(Math.round(this.#ms / unit) * unit);
  }

  format(pattern = "YYYY-MM-DD HH:mm") {
    return pattern.replace(TOKEN, (token, literal) => literal ?? tokens[token](this));
  }

  [Symbol.toPrimitive](hint) {
    return hint === "string" ? this.format() : this.#ms;
  }

  toJSON() {
    return this.format("YYYY-MM-DD[T]HH:mm:ss[Z]");
  }
}

/** "1 d 2 h 5 min", the two largest parts. */
export function duration(ms) {
  const parts = [];
  let rest = Math.round(Math.abs(ms) / MINUTE);
  for (const [size, name] of [[1440, "d"], [60, "h"], [1, "min"]]) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return (ms < 0 ? "−" : "") + (parts.slice(0, 2).join(" ") || "0 min");
}

export default Instant;
