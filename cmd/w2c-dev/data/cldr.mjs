// Writes what Intl on the goja server reads of CLDR: for each locale a few
// sections of JSON, each compressed with its language's as a dictionary, and one
// section of what belongs to no locale.
// usage: node cldr.mjs OUTPUT [NODE_MODULES]
import { createRequire } from "node:module";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const require = createRequire(import.meta.url);
const modules = path.resolve(process.argv[3] ?? new URL("node_modules/", import.meta.url).pathname);
const load = (name) => require(path.join(modules, name));

// The languages whose every region is carried. Their usual calendar is Gregorian.
const languages = (
  "en de fr es pt it nl sv nb no nn da fi is et lv lt pl cs sk hu ro bg hr sr sl mk sq el tr " +
  "ru uk be ja ko zh ar he hi bn ta te mr gu ur vi id ms fil sw af ca eu gl ga cy mt hy ka az kk lb"
).split(" ");

const available = load("cldr-core/availableLocales.json").availableLocales.full;
const supplemental = (name) => load(`cldr-core/supplemental/${name}.json`).supplemental;
const parents = supplemental("parentLocales").parentLocales.parentLocale;
const likely = supplemental("likelySubtags").likelySubtags;

const main = (pkg, locale, file) => {
  const at = path.join(modules, pkg, "main", locale, `${file}.json`);
  if (!existsSync(at)) return undefined;
  return require(at).main[locale];
};

// plurals gathers "x-count-one", "x-count-other" into { one, other }.
const counts = (o, prefix) => {
  const out = {};
  for (const [k, v] of Object.entries(o)) {
    if (k.startsWith(prefix) && !k.includes("-alt-")) out[k.slice(prefix.length)] = v;
  }
  return Object.keys(out).length ? out : undefined;
};
const compact = (o) => {
  if (!o) return undefined;
  const out = {};
  for (const [k, v] of Object.entries(o)) {
    const m = /^(10+)-count-(\w+)$/.exec(k);
    if (m) (out[m[1].length - 1] ??= {})[m[2]] = v;
  }
  return out;
};

const numbers = (locale) => {
  const n = main("cldr-numbers-full", locale, "numbers")?.numbers;
  if (!n) return undefined;
  const systems = new Set(["latn", n.defaultNumberingSystem]);
  const out = { ns: n.defaultNumberingSystem, min: +n.minimumGroupingDigits, s: {} };
  for (const ns of systems) {
    const s = n[`symbols-numberSystem-${ns}`];
    if (!s) continue;
    const c = n[`currencyFormats-numberSystem-${ns}`];
    const d = n[`decimalFormats-numberSystem-${ns}`];
    out.s[ns] = {
      y: [s.decimal, s.group, s.minusSign, s.plusSign, s.percentSign, s.exponential, s.infinity, s.nan, s.approximatelySign, s.currencyDecimal, s.currencyGroup],
      d: d.standard,
      p: n[`percentFormats-numberSystem-${ns}`].standard,
      c: [c.standard, c.accounting, c["standard-alphaNextToNumber"], c["accounting-alphaNextToNumber"]],
      s: compact(d.short.decimalFormat),
      l: compact(d.long.decimalFormat),
      m: compact(c.short?.standard),
      u: counts(c, "unitPattern-count-"),
      r: n[`miscPatterns-numberSystem-${ns}`]?.range,
    };
  }
  return out;
};

const named = new Set(
  ("USD EUR GBP JPY CNY CHF CAD AUD NZD INR KRW BRL MXN RUB TRY SEK NOK DKK PLN CZK HUF RON BGN ISK UAH ILS AED SAR EGP ZAR NGN KES " +
    "THB VND IDR MYR SGD PHP HKD TWD ARS CLP COP PEN UYU PKR BDT LKR KWD BHD QAR OMR JOD MAD TND DZD GHS XAF XOF KZT GEL AMD AZN RSD ALL MKD BTC XAU").split(" "),
);
const currencies = (locale) => {
  const c = main("cldr-numbers-full", locale, "currencies")?.numbers.currencies;
  if (!c) return undefined;
  const out = {};
  for (const [code, v] of Object.entries(c)) {
    const symbol = v.symbol === code ? undefined : v.symbol;
    const names = named.has(code) ? (counts(v, "displayName-count-") ?? {}) : undefined;
    if (names && names.other === undefined) names.other = v.displayName;
    const one = [symbol ?? 0, v["symbol-alt-narrow"] ?? 0];
    if (named.has(code)) one.push(v.displayName ?? 0, names);
    else if (v.displayName) one.push(v.displayName);
    while (one.length && one.at(-1) === 0) one.pop();
    if (one.length) out[code] = one;
  }
  return out;
};

const sanctioned = (
  "acre bit byte celsius centimeter day degree fahrenheit fluid-ounce foot gallon gigabit gigabyte gram hectare hour inch kilobit kilobyte kilogram " +
  "kilometer liter megabit megabyte meter microsecond mile mile-scandinavian milliliter millimeter millisecond minute month nanosecond ounce percent " +
  "petabyte pound second stone terabit terabyte week yard year"
).split(" ");
const units = (locale) => {
  const u = main("cldr-units-full", locale, "units")?.units;
  if (!u) return undefined;
  const out = {};
  for (const style of ["long", "short", "narrow"]) {
    const all = {};
    for (const [key, v] of Object.entries(u[style])) {
      const name = key.slice(key.indexOf("-") + 1);
      const pair = /^(kilometer|mile|meter)-per-(hour|second|gallon)$|^liter-per-kilometer$/.test(name);
      if (!sanctioned.includes(name) && !pair) continue;
      const forms = counts(v, "unitPattern-count-");
      if (!forms) continue;
      if (v.perUnitPattern) forms.per = v.perUnitPattern;
      all[name] = forms;
    }
    out[style] = { u: all, per: u[style].per.compoundUnitPattern };
  }
  return out;
};

const widths = (o) => ({ l: Object.values(o.wide ?? {}), s: Object.values(o.abbreviated ?? {}), n: Object.values(o.narrow ?? {}) });
const dates = (locale) => {
  const g = main("cldr-dates-full", locale, "ca-gregorian")?.dates.calendars.gregorian;
  if (!g) return undefined;
  const periods = (o) => Object.fromEntries(Object.entries(o).map(([w, v]) => [w[0], Object.fromEntries(Object.entries(v).filter(([k]) => !k.includes("-alt-")))]));
  const four = (o) => [o.full, o.long, o.medium, o.short];
  const plain = (o) => Object.fromEntries(Object.entries(o).filter(([k]) => !/-alt-|-count-|[QwW]/.test(k)));
  const intervals = {};
  for (const [k, v] of Object.entries(g.dateTimeFormats.intervalFormats)) {
    intervals[k] = typeof v === "string" ? v : Object.fromEntries(Object.entries(v).filter(([x]) => !x.includes("-alt-")));
  }
  return {
    m: widths(g.months.format),
    M: widths(g.months["stand-alone"]),
    e: widths(g.days.format),
    E: widths(g.days["stand-alone"]),
    p: periods(g.dayPeriods.format),
    P: periods(g.dayPeriods["stand-alone"]),
    G: [g.eras.eraNames, g.eras.eraAbbr, g.eras.eraNarrow].map((o) => [o["0"], o["1"]]),
    d: four(g.dateFormats),
    t: four(g.timeFormats).map((s) => s?._value ?? s),
    j: four(g.dateTimeFormats),
    a: four(g["dateTimeFormats-atTime"].standard),
    f: plain(g.dateTimeFormats.availableFormats),
    i: intervals,
    A: [g.dateTimeFormats.appendItems.Timezone, g.dateTimeFormats.appendItems.Era, g.dateTimeFormats.appendItems["Day-Of-Week"]],
  };
};

const zones = (locale) => {
  const t = main("cldr-dates-full", locale, "timeZoneNames")?.dates.timeZoneNames;
  if (!t) return undefined;
  const cities = {};
  const walk = (o, at) => {
    for (const [k, v] of Object.entries(o)) {
      if (typeof v !== "object") continue;
      const name = at ? `${at}/${k}` : k;
      if (v.exemplarCity || v.long || v.short) {
        const city = v.exemplarCity;
        if (city && city !== k.replaceAll("_", " ")) cities[name] = city;
        if (v.long || v.short) (cities["!" + name] = [names(v.long), names(v.short)]);
      } else walk(v, name);
    }
  };
  const names = (o) => (o ? [o.generic ?? 0, o.standard ?? 0, o.daylight ?? 0] : 0);
  walk(t.zone ?? {}, "");
  const meta = {};
  for (const [k, v] of Object.entries(t.metazone ?? {})) meta[k] = [names(v.long), names(v.short)];
  return { h: t.hourFormat, g: t.gmtFormat, z: t.gmtZeroFormat, r: t.regionFormat, f: t.fallbackFormat, c: cities, m: meta };
};

const fields = (locale) => {
  const f = main("cldr-dates-full", locale, "dateFields")?.dates.fields;
  if (!f) return undefined;
  const out = {};
  for (const unit of ["year", "quarter", "month", "week", "day", "hour", "minute", "second"]) {
    for (const [style, s] of [["", "l"], ["-short", "s"], ["-narrow", "n"]]) {
      const v = f[unit + style];
      out[unit + s] = [
        counts(v, "relative-type-") ?? {},
        counts(v["relativeTime-type-future"] ?? {}, "relativeTimePattern-count-"),
        counts(v["relativeTime-type-past"] ?? {}, "relativeTimePattern-count-"),
      ];
    }
  }
  for (const [k, v] of Object.entries(f)) {
    if (v.displayName && !k.includes("-narrow")) out["=" + k] = v.displayName;
    else if (v.displayName) out["=" + k] = v.displayName;
  }
  return out;
};

const lists = (locale) => {
  const l = main("cldr-misc-full", locale, "listPatterns")?.listPatterns;
  if (!l) return undefined;
  const out = {};
  for (const [type, t] of [["conjunction", "standard"], ["disjunction", "or"], ["unit", "unit"]]) {
    for (const [style, s] of [["long", ""], ["short", "-short"], ["narrow", "-narrow"]]) {
      const p = l[`listPattern-type-${t}${s}`];
      out[type + style] = [p["2"], p.start, p.middle, p.end];
    }
  }
  return out;
};

const display = (locale) => {
  const of = (file, key) => main("cldr-localenames-full", locale, file)?.localeDisplayNames[key];
  const l = of("languages", "languages");
  if (!l) return undefined;
  const keep = (o, test) => Object.fromEntries(Object.entries(o ?? {}).filter(([k, v]) => test.test(k) && v !== k));
  const p = of("localeDisplayNames", "localeDisplayPattern");
  return {
    l: keep(l, /^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$/),
    r: keep(of("territories", "territories"), /^([A-Z]{2}|\d{3})(-alt-short)?$/),
    s: keep(of("scripts", "scripts"), /^[A-Z][a-z]{3}$/),
    p: [p.localePattern, p.localeSeparator],
  };
};

const sections = { n: numbers, c: currencies, u: units, d: dates, t: zones, f: fields, l: lists, x: display };

// Blobs: each text once, compressed with the same section of the language, and
// that one with English's.
const blobs = [];
const known = new Map();
const add = (text, dictionary) => {
  if (known.has(text)) return known.get(text);
  const options = { level: 9 };
  if (dictionary !== undefined) options.dictionary = Buffer.from(blobs[dictionary].text);
  // Only the last 32 KB of a dictionary count.
  if (options.dictionary) options.dictionary = options.dictionary.subarray(-32768);
  blobs.push({ text, dictionary, data: zlib.deflateRawSync(text, options) });
  known.set(text, blobs.length - 1);
  return blobs.length - 1;
};

const index = {};
const carried = [];
for (const language of languages) {
  for (const locale of [language, ...available.filter((l) => l.startsWith(`${language}-`))]) {
    if (available.includes(locale) || locale === "no") carried.push(locale);
  }
}
const folder = (locale) => (locale === "no" ? "no" : locale);
for (const locale of carried) {
  const base = locale.split("-")[0];
  index[locale] = {};
  for (const [key, make] of Object.entries(sections)) {
    const data = make(folder(locale));
    if (data === undefined) continue;
    const dictionary = locale === "en" ? undefined : locale === base ? index.en[key] : index[base]?.[key];
    index[locale][key] = add(JSON.stringify(data), dictionary);
  }
}

// What belongs to no locale.
const plurals = (file, type) => {
  const out = {};
  for (const [l, rules] of Object.entries(supplemental(file)[`plurals-type-${type}`])) {
    if (!languages.includes(l) && l !== "pt-PT") continue;
    out[l] = Object.fromEntries(
      Object.entries(rules)
        .map(([k, v]) => [k.slice("pluralRule-count-".length), v.split("@")[0].trim()])
        .filter(([k]) => k !== "other"),
    );
  }
  return out;
};
const metazones = {};
const walkZones = (o, at) => {
  for (const [k, v] of Object.entries(o)) {
    const name = at ? `${at}/${k}` : k;
    if (Array.isArray(v)) {
      metazones[name] = v.map(({ usesMetazone: u }) => [u._mzone, u._to ? Date.parse(u._to.replace(" ", "T") + "Z") / 60000 : 0]);
    } else walkZones(v, name);
  }
};
walkZones(supplemental("metaZones").metaZones.metazoneInfo.timezone, "");
const golden = {};
for (const { mapZone } of supplemental("metaZones").metaZones.metazones) {
  if (mapZone._territory === "001") golden[mapZone._other] = mapZone._type;
}
// Zones: other names, and the country where a zone is the only or the main one.
const aliases = {};
const byCountry = {};
for (const [key, v] of Object.entries(load("cldr-bcp47/bcp47/timezone.json").keyword.u.tz)) {
  if (!v?._alias || v._deprecated) continue;
  const [name, ...others] = v._alias.split(" ");
  for (const other of others) aliases[other] = name;
  if (name.includes("/") && !name.startsWith("Etc/")) (byCountry[key.slice(0, 2).toUpperCase()] ??= []).push(name);
}
const countries = {};
const primary = supplemental("primaryZones").primaryZones;
for (const [country, list] of Object.entries(byCountry)) {
  if (list.length === 1) countries[list[0]] = country;
}
for (const [country, name] of Object.entries(primary)) if (typeof name === "string") countries[name] = country;
const ranges = {};
for (const [l, rules] of Object.entries(supplemental("pluralRanges").plurals)) {
  if (languages.includes(l)) ranges[l] = Object.fromEntries(Object.entries(rules).map(([k, v]) => [k.replace("pluralRange-start-", "").replace("-end-", " "), v]));
}
const digits = {};
for (const [code, v] of Object.entries(supplemental("currencyData").currencyData.fractions)) {
  if (v._digits !== "2") digits[code] = +v._digits;
}
const hours = {};
for (const [region, v] of Object.entries(supplemental("timeData").timeData)) hours[region] = [v._preferred, v._allowed];
const numberingSystems = {};
for (const [name, v] of Object.entries(supplemental("numberingSystems").numberingSystems)) {
  if (v._type === "numeric") numberingSystems[name] = v._digits;
}
const week = supplemental("weekData").weekData;
const common = {
  locales: available,
  parents,
  plurals: { cardinal: plurals("plurals", "cardinal"), ordinal: plurals("ordinals", "ordinal") },
  ranges,
  metazones,
  golden,
  aliases,
  countries,
  digits,
  hours,
  digitsOf: numberingSystems,
  likely: Object.fromEntries(Object.entries(likely).filter(([k]) => /^([a-z]{2}|und)(-[A-Z]\w+)?$/.test(k))),
  week: { first: week.firstDay, start: week.weekendStart, end: week.weekendEnd, min: week.minDays },
  currencies: Object.keys(main("cldr-numbers-full", "en", "currencies").numbers.currencies),
};
index["*"] = { "*": add(JSON.stringify(common)) };

// The file: length of the index, index, blobs.
let offset = 0;
const places = blobs.map((b) => {
  const place = [offset, b.data.length, b.dictionary ?? -1];
  offset += b.data.length;
  return place;
});
const head = zlib.deflateRawSync(JSON.stringify({ locales: index, blobs: places }), { level: 9 });
const size = Buffer.alloc(4);
size.writeUInt32BE(head.length);
writeFileSync(process.argv[2], Buffer.concat([size, head, ...blobs.map((b) => b.data)]));
console.error(`${carried.length} locales, ${blobs.length} texts, ${4 + head.length + offset} bytes`);
for (const key of [...Object.keys(sections), "*"]) {
  const of = new Set(Object.values(index).map((i) => i[key]).filter((i) => i !== undefined));
  console.error(key, of.size, [...of].reduce((n, i) => n + blobs[i].data.length, 0), blobs[index.en[key] ?? index["*"]["*"]].text.length);
}
