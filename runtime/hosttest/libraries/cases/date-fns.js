import { addBusinessDays, differenceInCalendarDays, eachWeekOfInterval, format, formatDistance, intervalToDuration, parse, parseISO } from "date-fns";
import { de, ja } from "date-fns/locale";

export default function run() {
  const d = new Date(2024, 1, 28, 13, 5, 9);
  return [
    format(d, "yyyy-MM-dd'T'HH:mm:ss EEEE do MMMM QQQ wo aaa"),
    format(d, "PPPP", { locale: de }),
    format(d, "PPPP", { locale: ja }),
    formatDistance(d, new Date(2024, 6, 1), { addSuffix: true, locale: de }),
    format(addBusinessDays(d, 5), "P"),
    differenceInCalendarDays(parseISO("2024-03-01"), d),
    format(parse("3 Mar 2021", "d MMM yyyy", d), "yyyy-MM-dd"),
    intervalToDuration({ start: d, end: new Date(2025, 4, 1) }),
    eachWeekOfInterval({ start: d, end: new Date(2024, 2, 20) }).map((w) => format(w, "MM-dd")),
  ];
}
