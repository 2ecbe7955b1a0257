// Numbers in many languages: a path is a locale, or one of the snippets.
const n = (locale, o, ...xs) => xs.map((x) => run(() => new Intl.NumberFormat(locale, o).format(x)));
const money = (currency, o) => ({ style: "currency", currency, ...o });
const unit = (unit, unitDisplay = "short") => ({ style: "unit", unit, unitDisplay });

const forLocale = (l) => [
  n(l, {}, 0, 1234.5678, -1234567.891, 1234, 12345, 0.1, -0, NaN, Infinity, 12345678901234567890n),
  n(l, { style: "percent", maximumFractionDigits: 1 }, 0.256, -1.5),
  n(l, money("EUR"), 1234.5, -1234.5, 0),
  n(l, money("USD"), 1234.5, -0.4),
  n(l, money("JPY"), 1234.5),
  n(l, money("EUR", { currencyDisplay: "code" }), -5),
  n(l, money("USD", { currencyDisplay: "name" }), 1, 2, 5.5),
  n(l, money("USD", { currencyDisplay: "narrowSymbol", currencySign: "accounting" }), -1234.5),
  n(l, { notation: "compact" }, 999, 1234, 15500, 1234567, 9.87e9, 1e12),
  n(l, { notation: "compact", compactDisplay: "long" }, 1234, 1234567, 2e9),
  n(l, money("EUR", { notation: "compact" }), 1234567),
  n(l, unit("kilometer-per-hour"), 1, 50),
  n(l, unit("kilobyte", "narrow"), 2),
  n(l, unit("day", "long"), 1, 2, 5),
  n(l, unit("celsius"), -3),
  n(l, { signDisplay: "exceptZero", maximumFractionDigits: 1 }, 5, -5, 0),
  n(l, { notation: "scientific" }, 123456, 0.00012),
  (() => {
    const p = new Intl.PluralRules(l);
    const o = new Intl.PluralRules(l, { type: "ordinal" });
    return [0, 1, 2, 3, 5, 11, 21, 1.5, 100, 1000000].map((x) => `${p.select(x)} ${o.select(x)}`).concat(p.resolvedOptions().pluralCategories);
  })(),
  ["year", "month", "day", "hour", "second"].flatMap((u) => [-2, 1].map((v) => new Intl.RelativeTimeFormat(l, { numeric: "auto" }).format(v, u))),
  new Intl.RelativeTimeFormat(l, { style: "short" }).format(-3, "month"),
  new Intl.RelativeTimeFormat(l, { style: "narrow" }).format(5, "minute"),
  new Intl.NumberFormat(l).resolvedOptions().locale,
];

const snippets = {
  parts: () => new Intl.NumberFormat("de-DE", money("EUR")).formatToParts(-1234567.891),
  "parts-compact": () => new Intl.NumberFormat("en", { notation: "compact", compactDisplay: "long" }).formatToParts(1234567),
  "parts-unit": () => new Intl.NumberFormat("en", unit("liter", "long")).formatToParts(16),
  "parts-percent": () => new Intl.NumberFormat("fr", { style: "percent" }).formatToParts(0.5),
  "parts-scientific": () => new Intl.NumberFormat("en", { notation: "engineering" }).formatToParts(-123456),
  rounding: () =>
    ["ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven"].map((roundingMode) =>
      n("en", { roundingMode, maximumFractionDigits: 0 }, 1.5, 2.5, -1.5, -2.5, 1.1, -1.9),
    ),
  increments: () => n("en", { roundingIncrement: 5, maximumFractionDigits: 2, minimumFractionDigits: 2 }, 1.27, 1.225, 3, 0.01),
  priority: () => [
    n("en", { maximumFractionDigits: 2, maximumSignificantDigits: 2, roundingPriority: "morePrecision" }, 123.456, 0.001234),
    n("en", { maximumFractionDigits: 2, maximumSignificantDigits: 2, roundingPriority: "lessPrecision" }, 123.456, 0.001234),
  ],
  "trailing-zeros": () => n("en", { minimumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger" }, 1, 1.5),
  significant: () => n("en", { maximumSignificantDigits: 3 }, 123456, 0.0012345, 99999, 1),
  "minimum-integers": () => n("en", { minimumIntegerDigits: 3 }, 5, 0.5, 1234),
  grouping: () => [true, false, "always", "auto", "min2", undefined, "true"].map((useGrouping) => n("es", { useGrouping }, 1234, 12345)),
  signs: () => ["auto", "never", "always", "exceptZero", "negative"].map((signDisplay) => n("en", { signDisplay }, 5, -5, 0, -0)),
  strings: () => n("en", { maximumFractionDigits: 20 }, "1234567890.12345678901", "-5", "0x10", "1e3", ""),
  "range-number": () => new Intl.NumberFormat("en").formatRange(3, 5),
  "range-money": () => new Intl.NumberFormat("en", money("USD")).formatRange(3, 5),
  "range-same": () => new Intl.NumberFormat("en", money("USD", { maximumFractionDigits: 0 })).formatRange(2.9, 3.1),
  "range-de": () => new Intl.NumberFormat("de", money("EUR")).formatRange(3, 5),
  "options-decimal": () => new Intl.NumberFormat().resolvedOptions(),
  "options-currency": () => new Intl.NumberFormat("ar-EG", money("KWD")).resolvedOptions(),
  "options-compact": () => new Intl.NumberFormat("en", { notation: "compact" }).resolvedOptions(),
  "options-unit": () => new Intl.NumberFormat("ja-JP-u-nu-fullwide", unit("mile")).resolvedOptions(),
  numbering: () => [n("en-u-nu-deva", {}, 1234.5), n("en", { numberingSystem: "arab" }, 1234.5), n("hi", {}, 12345678), n("ar-EG", {}, -1234.5), n("bn", {}, 1234567)],
  "error-currency": () => new Intl.NumberFormat("en", { style: "currency" }),
  "error-currency-code": () => new Intl.NumberFormat("en", money("EURO")),
  "error-unit": () => new Intl.NumberFormat("en", { style: "unit", unit: "parsec" }),
  "error-digits": () => new Intl.NumberFormat("en", { maximumFractionDigits: 101 }),
  "error-style": () => new Intl.NumberFormat("en", { style: "x" }),
  "error-locale": () => new Intl.NumberFormat("e"),
  "error-null": () => new Intl.NumberFormat("en", null),
  "to-locale-string": () => [(1234.5).toLocaleString("de-DE"), (12345678901234567890n).toLocaleString("fr"), (0.5).toLocaleString("en", { style: "percent" }), [1234.5, 2].toLocaleString("de")],
  unknown: () => [n("xx", {}, 1234.5), new Intl.NumberFormat("xx-YY").resolvedOptions().locale, new Intl.NumberFormat(["xx", "de-DE"]).resolvedOptions().locale],
  supported: () => Intl.NumberFormat.supportedLocalesOf(["de", "de-AT", "en-XX", "sr-Latn-RS", "zh-TW"]),
  "plural-range": () => [new Intl.PluralRules("en").selectRange(1, 2), new Intl.PluralRules("fr").selectRange(0, 1)],
  "relative-parts": () => new Intl.RelativeTimeFormat("pl").formatToParts(-1234.5, "day"),
  "relative-error": () => new Intl.RelativeTimeFormat("en").format(1, "decade"),
  "relative-options": () => new Intl.RelativeTimeFormat("de", { numeric: "auto" }).resolvedOptions(),
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
