// Dates in many languages: a path is a locale, or one of the snippets.
const when = Date.UTC(2026, 10, 5, 15, 4, 9, 78);
const d = (locale, o, date = when) => run(() => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...o }).format(date));

const forLocale = (l) => [
  d(l, {}),
  ...["full", "long", "medium", "short"].flatMap((s) => [d(l, { dateStyle: s }), d(l, { timeStyle: s, timeZone: "Europe/Berlin" }), d(l, { dateStyle: s, timeStyle: "short" })]),
  d(l, { year: "numeric", month: "long", day: "numeric" }),
  d(l, { year: "numeric", month: "long", day: "numeric", weekday: "long" }),
  d(l, { month: "short", day: "numeric" }),
  d(l, { month: "long", year: "numeric" }),
  d(l, { month: "2-digit", day: "2-digit", year: "numeric" }),
  d(l, { month: "2-digit", day: "2-digit" }),
  d(l, { year: "2-digit", month: "numeric", day: "numeric" }),
  d(l, { weekday: "short" }),
  d(l, { month: "long" }),
  d(l, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" }),
  d(l, { hour: "numeric" }),
  d(l, { hour: "numeric", minute: "2-digit" }),
  d(l, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  d(l, { hour: "numeric", minute: "2-digit", hour12: true }),
  d(l, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }),
  d(l, { hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone: "America/New_York" }),
  d(l, { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", timeZoneName: "long", timeZone: "Asia/Tokyo" }),
  d(l, { year: "numeric", era: "short" }),
  run(() => new Intl.DateTimeFormat(l, { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" }).formatRange(when, when + 3 * 86400000)),
  run(() => new Intl.DateTimeFormat(l, { timeZone: "UTC", hour: "numeric", minute: "numeric" }).formatRange(when, when + 3600000)),
  new Date(when).toLocaleString(l, { timeZone: "UTC" }),
  new Date(when).toLocaleDateString(l, { timeZone: "UTC" }),
  new Date(when).toLocaleTimeString(l, { timeZone: "UTC" }),
  new Intl.DateTimeFormat(l, { hour: "numeric" }).resolvedOptions().hourCycle,
];

const zones = ["America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Sydney", "Asia/Kathmandu", "UTC", "+05:30", "Africa/Johannesburg"];
const snippets = {
  parts: () => new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeStyle: "long", timeZone: "America/New_York" }).formatToParts(when),
  "parts-de": () => new Intl.DateTimeFormat("de", { year: "numeric", month: "long", day: "2-digit", hour: "numeric", minute: "numeric", timeZone: "UTC" }).formatToParts(when),
  "parts-fraction": () => new Intl.DateTimeFormat("en", { minute: "numeric", second: "numeric", fractionalSecondDigits: 3 }).formatToParts(when),
  fractions: () => [1, 2, 3].map((fractionalSecondDigits) => d("de", { second: "numeric", fractionalSecondDigits })),
  "zone-names": () => zones.map((timeZone) => ["short", "long", "shortOffset", "longOffset"].map((timeZoneName) => d("en-US", { timeZone, timeZoneName, hour: "numeric" }))),
  "zone-names-summer": () => zones.map((timeZone) => ["short", "long"].map((timeZoneName) => d("en-US", { timeZone, timeZoneName, hour: "numeric" }, Date.UTC(2026, 6, 1)))),
  "zone-generic": () => ["America/Los_Angeles", "Europe/Berlin"].map((timeZone) => ["shortGeneric", "longGeneric"].map((timeZoneName) => d("en-US", { timeZone, timeZoneName, hour: "numeric" }))),
  "zone-names-de": () => zones.map((timeZone) => ["short", "long"].map((timeZoneName) => d("de", { timeZone, timeZoneName, hour: "numeric" }))),
  "zone-names-gb": () => ["Europe/London", "Europe/Paris"].map((timeZone) => d("en-GB", { timeZone, timeZoneName: "short", hour: "numeric" }, Date.UTC(2026, 6, 1))),
  "zone-canonical": () => ["utc", "GMT", "Etc/UTC", "asia/kolkata", "US/Pacific", "europe/berlin", "+0530", "-08"].map((timeZone) => run(() => new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone)),
  "zone-error": () => new Intl.DateTimeFormat("en", { timeZone: "Mars/Base" }),
  "options-default": () => new Intl.DateTimeFormat().resolvedOptions(),
  "options-styles": () => new Intl.DateTimeFormat("de", { dateStyle: "short", timeStyle: "short", timeZone: "Europe/Berlin" }).resolvedOptions(),
  "options-fields": () => new Intl.DateTimeFormat("en-GB", { weekday: "long", month: "short", hour: "numeric", minute: "2-digit", hour12: true, timeZoneName: "short" }).resolvedOptions(),
  "options-extension": () => new Intl.DateTimeFormat("en-u-hc-h23-nu-deva", { hour: "numeric" }).resolvedOptions(),
  "hour-cycles": () => ["h11", "h12", "h23", "h24"].map((hourCycle) => [0, 12].map((h) => d("en", { hour: "numeric", minute: "numeric", hourCycle }, Date.UTC(2026, 0, 1, h)))),
  hour12: () => ["en", "de", "ja", "hi"].map((l) => [true, false].map((hour12) => d(l, { hour: "numeric", hour12 }, Date.UTC(2026, 0, 1, 0)))),
  midnight: () => [d("en-US", { hour: "2-digit", minute: "2-digit", hour12: false }, 0), d("en-US", { timeStyle: "short", hour12: false }, 0), d("de", { timeStyle: "full", hour12: true, timeZone: "UTC" }, 0)],
  eras: () => [d("en", { year: "numeric", era: "long" }, -1e14), d("en", { dateStyle: "long" }, -6.3e13), d("en", { year: "numeric", month: "short", day: "numeric", era: "narrow" }, -7e13)],
  ranges: () =>
    [
      [{ dateStyle: "medium" }, 86400000 * 40],
      [{ dateStyle: "medium" }, 86400000 * 400],
      [{ dateStyle: "short", timeStyle: "short" }, 3600000],
      [{ month: "long", day: "numeric" }, 86400000],
      [{ hour: "numeric", minute: "numeric" }, 60000],
      [{ year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "numeric" }, 7200000],
      [{}, 0],
    ].map(([o, ms]) => run(() => new Intl.DateTimeFormat("en", { timeZone: "UTC", ...o }).formatRange(when, when + ms))),
  "range-parts": () => new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" }).formatRangeToParts(when, when + 86400000),
  luxon: () => {
    const f = new Intl.DateTimeFormat("en-US", { hour12: false, timeZone: "America/New_York", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", era: "short" });
    return [f.format(when), f.formatToParts(when)];
  },
  "style-conflict": () => new Intl.DateTimeFormat("en", { dateStyle: "short", year: "numeric" }),
  "bad-date": () => new Intl.DateTimeFormat("en").format(NaN),
  "date-with-time-style": () => new Date(0).toLocaleDateString("en", { timeStyle: "short" }),
  "invalid-date": () => [new Date(NaN).toLocaleString(), new Date(NaN).toLocaleDateString("de")],
  bound: () => [0, 1e12].map(new Intl.DateTimeFormat("en").format),
  "called-without-new": () => Intl.DateTimeFormat("de").format(0),
  history: () => ["1970-01-01", "1985-07-01", "2005-11-01"].map((t) => d("en", { timeZone: "America/New_York", timeStyle: "long" }, Date.parse(t))),
};

const run = (f, ...args) => {
  try {
    return f(...args);
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};

export default {
  fetch(request) {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const snippet = Object.hasOwn(snippets, name) ? snippets[name] : undefined;
    return new Response(JSON.stringify(run(snippet ?? forLocale, snippet ? undefined : name), null, 1));
  },
};
