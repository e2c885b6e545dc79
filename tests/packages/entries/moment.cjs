// formats: esm cjs iife
const moment = require("moment");
require("moment/locale/de");
moment.locale("en");
const day = moment.utc("2024-02-29 10:11:12");
console.log(day.format("dddd, MMMM Do YYYY, h:mm:ss a"), day.clone().add(1, "year").format(), day.from(moment.utc("2020-01-01")), moment.duration(12345678).humanize());
console.log(day.clone().locale("de").format("LLLL"), moment.utc("31.12.2021", "DD.MM.YYYY", true).isValid(), moment.locales(), moment.version);
