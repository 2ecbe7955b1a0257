import { DateTime, Duration, Info, Interval } from "luxon";

export default function run() {
  const d = DateTime.fromISO("2024-03-10T01:30:00", { zone: "America/New_York" });
  return [
    d.plus({ hours: 1 }).toISO(),
    d.setZone("Asia/Tokyo").toFormat("yyyy LLL dd HH:mm ZZ"),
    d.setZone("Europe/Berlin").offsetNameShort,
    d.toUTC().toRFC2822(),
    d.diff(DateTime.fromISO("2023-12-25", { zone: "utc" }), ["months", "days", "hours"]).toObject(),
    Duration.fromObject({ hours: 49, minutes: 90 }).shiftTo("days", "hours", "minutes").toISO(),
    Interval.fromDateTimes(d, d.plus({ weeks: 2 })).splitBy({ days: 5 }).map((i) => i.toISODate()),
    d.setLocale("en-US").toLocaleString(DateTime.DATE_FULL),
    Info.months("short", { locale: "en" }),
    d.weekNumber,
    DateTime.fromFormat("12 Feb 2020", "d MMM yyyy", { zone: "utc" }).toISO(),
    DateTime.fromISO("nope").invalidReason,
  ];
}
