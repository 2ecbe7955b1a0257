import dayjs from "dayjs";
import customParseFormat from "dayjs/plugin/customParseFormat.js";
import duration from "dayjs/plugin/duration.js";
import relativeTime from "dayjs/plugin/relativeTime.js";
import utc from "dayjs/plugin/utc.js";
import "dayjs/locale/de.js";

for (const p of [customParseFormat, duration, relativeTime, utc]) dayjs.extend(p);

export default function run() {
  const d = dayjs.utc("2024-02-29T12:34:56Z");
  return [d.format("dddd, MMMM D, YYYY h:mm A"), d.locale("de").format("dddd D. MMMM"), d.add(1, "year").toISOString(), d.startOf("week").format(), dayjs.utc("05/02/69", "DD/MM/YY").format(), d.from(dayjs.utc("2025-01-01")), dayjs.duration(90061, "s").format("D HH:mm:ss"), d.diff(dayjs.utc("2000-01-01"), "month", true).toFixed(4)];
}
