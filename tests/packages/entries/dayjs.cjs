// formats: esm cjs iife
const dayjs = require("dayjs");
const utc = require("dayjs/plugin/utc");
const relative = require("dayjs/plugin/relativeTime");
require("dayjs/locale/fr");
dayjs.extend(utc).extend(relative);
const day = dayjs.utc("2024-02-29T10:00:00Z");
console.log(day.add(1, "year").format(), day.locale("fr").format("dddd D MMMM YYYY"), day.from(dayjs.utc("2023-01-01")), day.endOf("month").toISOString());
