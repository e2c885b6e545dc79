// formats: esm cjs iife
import { addBusinessDays, differenceInCalendarWeeks, eachDayOfInterval, format, formatDistance, intervalToDuration, parse } from "date-fns";
import { de, ja } from "date-fns/locale";
const day = new Date(2024, 1, 28, 13, 5);
console.log(format(day, "PPPPpp"), format(day, "EEEE do MMMM", { locale: de }), format(day, "PPPP", { locale: ja }));
console.log(formatDistance(day, new Date(2024, 5, 1), { locale: de, addSuffix: true }), differenceInCalendarWeeks(new Date(2025, 0, 1), day));
console.log(format(addBusinessDays(day, 7), "yyyy-MM-dd"), eachDayOfInterval({ start: day, end: addBusinessDays(day, 2) }).length);
console.log(format(parse("03.04.2021", "dd.MM.yyyy", day), "R-'W'II-i"), intervalToDuration({ start: 0, end: 1e11 }));
