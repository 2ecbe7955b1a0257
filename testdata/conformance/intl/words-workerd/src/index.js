// Lists, collation, segments, names and locales: a path is a locale or a snippet.
const forLocale = (l) => [
  ...["conjunction", "disjunction", "unit"].flatMap((type) => ["long", "short", "narrow"].map((style) => [["a"], ["a", "b"], ["a", "b", "c", "d"]].map((x) => new Intl.ListFormat(l, { type, style }).format(x)))),
  ["en", "de", "pt-BR", "zh-Hant", "sr-Latn", "fil", "de-AT", "en-AU", "xx"].map((c) => run(() => new Intl.DisplayNames(l, { type: "language" }).of(c))),
  ["US", "DE", "UN", "419", "GB", "ZZ"].map((c) => new Intl.DisplayNames(l, { type: "region" }).of(c)),
  ["Latn", "Arab", "Hans"].map((c) => new Intl.DisplayNames(l, { type: "script" }).of(c)),
  ["USD", "EUR", "JPY"].map((c) => new Intl.DisplayNames(l, { type: "currency" }).of(c)),
  ["day", "month", "weekday"].map((c) => new Intl.DisplayNames(l, { type: "dateTimeField" }).of(c)),
  ["z", "ä", "a", "Z", "é", "e", "Ö", "o", "ß", "ss", "1", "10", "2", " ", "_"].sort(new Intl.Collator(l).compare),
];

const segments = (text, granularity, l = "en") => [...new Intl.Segmenter(l, { granularity }).segment(text)].map((s) => (granularity === "word" ? [s.segment, s.isWordLike] : s.segment));
const snippets = {
  graphemes: () => segments("a\u0301b👨‍👩‍👧👍🏽🇩🇪🇫🇷\r\nक्षि각한", "grapheme"),
  words: () => segments("Hello, world! Don't 3.14 e-mail a_b foo.bar 1,000", "word"),
  "words-de": () => segments("Die Straße – schön, nicht?", "word", "de"),
  containing: () => {
    const s = new Intl.Segmenter("en", { granularity: "word" }).segment("ab cd");
    return [s.containing(0), s.containing(2), s.containing(4), s.containing(5)];
  },
  "segmenter-options": () => new Intl.Segmenter("de").resolvedOptions(),
  "list-parts": () => new Intl.ListFormat("es").formatToParts(["A", "B", "Isabel"]),
  "list-error": () => new Intl.ListFormat("en").format(["a", 1]),
  "list-spanish": () => [new Intl.ListFormat("es").format(["x", "hielo"]), new Intl.ListFormat("es").format(["x", "iglesia"]), new Intl.ListFormat("es", { type: "disjunction" }).format(["siete", "ocho"])],
  "collator-numeric": () => ["a10", "a2", "a1"].sort(new Intl.Collator("en", { numeric: true }).compare),
  "collator-sensitivity": () => ["base", "accent", "case", "variant"].map((sensitivity) => [["a", "A"], ["a", "á"], ["a", "b"]].map(([x, y]) => new Intl.Collator("en", { sensitivity }).compare(x, y))),
  "collator-swedish": () => ["z", "ö", "a", "ä", "å"].sort(new Intl.Collator("sv").compare),
  "collator-options": () => new Intl.Collator("de-u-kn-true", { sensitivity: "base" }).resolvedOptions(),
  "locale-compare": () => ["a".localeCompare("b"), "ä".localeCompare("z", "sv"), "ä".localeCompare("z", "de"), "a".localeCompare("A", undefined, { sensitivity: "base" })],
  canonical: () => Intl.getCanonicalLocales(["EN-us", "zh-hans-cn", "iw", "de-u-co-phonebk-ca-gregory", "en-x-foo", "sl-rozaj-biske"]),
  "canonical-error": () => Intl.getCanonicalLocales("en_US"),
  "supported-error": () => Intl.supportedValuesOf("planet"),
  "supported-units": () => Intl.supportedValuesOf("unit"),
  "supported-zones": () => ["Europe/Berlin", "America/New_York", "Asia/Calcutta"].map((z) => Intl.supportedValuesOf("timeZone").includes(z)),
  locale: () => {
    const l = new Intl.Locale("de-Latn-DE-u-ca-gregory-hc-h23-kn-nu-latn");
    return [l.toString(), l.baseName, l.language, l.script, l.region, l.calendar, l.hourCycle, l.numeric, l.numberingSystem, l.caseFirst ?? null];
  },
  "locale-options": () => new Intl.Locale("en", { region: "GB", hourCycle: "h12", calendar: "buddhist" }).toString(),
  "locale-maximize": () => ["en", "zh", "zh-TW", "sr", "pt", "de-AT", "und"].map((t) => new Intl.Locale(t).maximize().toString()),
  "locale-minimize": () => ["en-Latn-US", "zh-Hant-TW", "zh-Hans-CN", "sr-Cyrl-RS", "de-Latn-AT"].map((t) => new Intl.Locale(t).minimize().toString()),
  "locale-info": () => ["en-US", "de-DE", "ar-EG", "he"].map((t) => { const l = new Intl.Locale(t); return [l.getHourCycles(), l.getTextInfo(), l.getWeekInfo()]; }),
  "locale-error": () => new Intl.Locale(""),
  "names-options": () => new Intl.DisplayNames("fr", { type: "region" }).resolvedOptions(),
  "names-error": () => new Intl.DisplayNames("fr", { type: "region" }).of("FRANCE"),
  "names-type": () => new Intl.DisplayNames("fr", {}),
  "names-none": () => [new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of("QQ") === undefined, new Intl.DisplayNames("en", { type: "region", style: "short" }).of("US"), new Intl.DisplayNames("en", { type: "language", languageDisplay: "standard" }).of("en-GB")],
  tags: () => [Intl.NumberFormat, Intl.Collator, Intl.ListFormat, Intl.Locale, Intl.Segmenter].map((C) => `${C.name} ${C.length} ${C.prototype[Symbol.toStringTag]}`).concat(Object.prototype.toString.call(Intl)),
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
