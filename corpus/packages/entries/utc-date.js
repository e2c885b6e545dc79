// A Date whose local time is UTC, so that the machine's time zone does not show in what is printed.
const parts = ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"];

export class UTCDate extends Date {
  constructor(...args) {
    super(...(args.length > 1 ? [Date.UTC(...args)] : args));
  }
  getTimezoneOffset() {
    return 0;
  }
  [Symbol.for("constructDateFrom")](value) {
    return new UTCDate(+new Date(value));
  }
}

for (const part of parts) {
  UTCDate.prototype[`get${part}`] = Date.prototype[`getUTC${part}`];
  if (part !== "Day") UTCDate.prototype[`set${part}`] = Date.prototype[`setUTC${part}`];
}
