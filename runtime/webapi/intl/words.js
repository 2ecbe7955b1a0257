// The smaller classes of Intl: Collator, ListFormat, Segmenter, DisplayNames,
// Locale.
(function (native, internals) {
  const intl = internals.intl;
  const { section, common, choice } = intl;

  class Collator {
    #r;
    #bound;
    constructor(locales, options) {
      const o = intl.coerce(options);
      const usage = choice(o, "usage", ["sort", "search"], "sort", "Collator");
      choice(o, "localeMatcher", ["lookup", "best fit"], "best fit", "Collator");
      const found = intl.resolve(locales, {
        kn: (v) => v === "" || v === "false",
        kf: (v) => v === "upper" || v === "lower" || v === "false",
        co: (v) => v === "emoji" || v === "eor" || v === "phonebk",
      });
      const used = { ...found.used };
      let numeric = used.kn === "";
      if (o.numeric !== undefined) {
        if (Boolean(o.numeric) !== numeric) delete used.kn;
        numeric = Boolean(o.numeric);
      }
      let caseFirst = choice(o, "caseFirst", ["upper", "lower", "false"], undefined, "Collator");
      if (caseFirst === undefined) caseFirst = used.kf ?? "false";
      else if (caseFirst !== used.kf) delete used.kf;
      const sensitivity = choice(o, "sensitivity", ["base", "accent", "case", "variant"], "variant", "Collator");
      const ignorePunctuation = o.ignorePunctuation === undefined ? found.base.startsWith("th") : Boolean(o.ignorePunctuation);
      this.#r = { locale: intl.withKeys(found.base, used), data: found.data, usage, sensitivity, ignorePunctuation, collation: used.co ?? "default", numeric, caseFirst };
    }
    get compare() {
      return (this.#bound ??= (a, b) => this.#compare(`${a}`, `${b}`));
    }
    #compare(a, b) {
      const r = this.#r;
      if (r.ignorePunctuation) {
        const drop = /[\p{P}\s]+/gu;
        a = a.replace(drop, "");
        b = b.replace(drop, "");
      }
      if (a === b) return 0;
      const n = native.collate(r.data, r.sensitivity, r.numeric, a, b);
      if (r.caseFirst === "upper" && n !== 0 && r.sensitivity === "variant" && native.collate(r.data, "accent", r.numeric, a, b) === 0) return -n;
      return n;
    }
    resolvedOptions() {
      const { locale, usage, sensitivity, ignorePunctuation, collation, numeric, caseFirst } = this.#r;
      return { locale, usage, sensitivity, ignorePunctuation, collation, numeric, caseFirst };
    }
  }
  const Collator_ = intl.callable(Collator, "Collator");

  const strings = (list) => {
    const out = [];
    if (list === undefined) return out;
    for (const item of list) {
      if (typeof item !== "string") throw new TypeError(`Iterable yielded ${String(item)} which is not a string`);
      out.push(item);
    }
    return out;
  };
  class ListFormat {
    #r;
    constructor(locales, options) {
      const found = intl.resolve(locales);
      const o = intl.strict(options);
      choice(o, "localeMatcher", ["lookup", "best fit"], "best fit", "ListFormat");
      const type = choice(o, "type", ["conjunction", "disjunction", "unit"], "conjunction", "ListFormat");
      const style = choice(o, "style", ["long", "short", "narrow"], "long", "ListFormat");
      this.#r = { locale: found.base, data: found.data, type, style };
    }
    #parts(items) {
      const { data, type, style } = this.#r;
      let [two, start, middle, end] = section(data, "l")[type + style];
      const element = (value) => ({ type: "element", value });
      if (items.length === 0) return [];
      if (items.length === 1) return [element(items[0])];
      // Spanish and Italian change the word before a like sound.
      if (data.startsWith("es")) {
        const last = items.at(-1);
        if (type === "conjunction" && /^(i|hi(?!a|e))/i.test(last)) [two, end] = [two, end].map((p) => p.replace(" y {1}", " e {1}"));
        if (type === "disjunction" && /^(o|ho|8)/i.test(last)) [two, end] = [two, end].map((p) => p.replace(" o {1}", " u {1}"));
      }
      if (data.startsWith("he") && !/^[\u0590-\u05ff]/.test(items.at(-1))) [two, end] = [two, end].map((p) => p.replace("\u05d5{1}", "\u05d5-{1}"));
      const fill = (pattern, a, b) => {
        const out = [];
        for (const [piece] of pattern.matchAll(/\{\d\}|[^{]+/g)) {
          if (piece === "{0}") out.push(...a);
          else if (piece === "{1}") out.push(...b);
          else out.push({ type: "literal", value: piece });
        }
        return out;
      };
      if (items.length === 2) return fill(two, [element(items[0])], [element(items[1])]);
      let out = [element(items.at(-1))];
      out = fill(end, [element(items.at(-2))], out);
      for (let i = items.length - 3; i >= 0; i--) out = fill(i === 0 ? start : middle, [element(items[i])], out);
      return out;
    }
    format(list) {
      return this.#parts(strings(list)).map((p) => p.value).join("");
    }
    formatToParts(list) {
      return this.#parts(strings(list));
    }
    resolvedOptions() {
      const { locale, type, style } = this.#r;
      return { locale, type, style };
    }
  }
  intl.tag(ListFormat, "ListFormat");

  class Segments {
    #text;
    #breaks;
    #word;
    constructor(text, granularity) {
      this.#text = text;
      // Pairs: where a segment begins, and whether it is like a word.
      this.#breaks = native.segments(text, granularity);
      this.#word = granularity === "word";
    }
    #segment(i) {
      const from = this.#breaks[2 * i];
      const to = 2 * i + 2 < this.#breaks.length ? this.#breaks[2 * i + 2] : this.#text.length;
      const out = { segment: this.#text.slice(from, to), index: from, input: this.#text };
      if (this.#word) out.isWordLike = this.#breaks[2 * i + 1] === 1;
      return out;
    }
    containing(index) {
      const at = Math.trunc(Number(index)) || 0;
      if (at < 0 || at >= this.#text.length) return undefined;
      let i = this.#breaks.length / 2 - 1;
      while (this.#breaks[2 * i] > at) i--;
      return this.#segment(i);
    }
    [Symbol.iterator]() {
      let i = 0;
      const next = () => (2 * i < this.#breaks.length ? { value: this.#segment(i++), done: false } : { value: undefined, done: true });
      return Object.create(segmentIterator, { next: { value: next, configurable: true, writable: true } });
    }
  }
  const segmentIterator = Object.create(internals.iteratorPrototype ?? Object.prototype, {
    [Symbol.toStringTag]: { value: "Segmenter String Iterator", configurable: true },
  });
  class Segmenter {
    #r;
    constructor(locales, options) {
      const found = intl.resolve(locales);
      const o = intl.strict(options);
      choice(o, "localeMatcher", ["lookup", "best fit"], "best fit", "Segmenter");
      const granularity = choice(o, "granularity", ["grapheme", "word", "sentence"], "grapheme", "Segmenter");
      if (granularity === "sentence") throw new RangeError("Intl.Segmenter: sentences are not part of this host");
      this.#r = { locale: found.base, granularity };
    }
    segment(input) {
      return new Segments(`${input}`, this.#r.granularity);
    }
    resolvedOptions() {
      return { ...this.#r };
    }
  }
  intl.tag(Segmenter, "Segmenter");

  class DisplayNames {
    #r;
    constructor(locales, options) {
      if (options === undefined) throw new TypeError("Cannot convert undefined or null to object");
      const found = intl.resolve(locales);
      const o = intl.strict(options);
      choice(o, "localeMatcher", ["lookup", "best fit"], "best fit", "DisplayNames");
      const style = choice(o, "style", ["narrow", "short", "long"], "long", "DisplayNames");
      const type = choice(o, "type", ["language", "region", "script", "currency", "calendar", "dateTimeField"], undefined, "DisplayNames");
      if (type === undefined) throw new TypeError("invalid_argument");
      const fallback = choice(o, "fallback", ["code", "none"], "code", "DisplayNames");
      const languageDisplay = choice(o, "languageDisplay", ["dialect", "standard"], "dialect", "DisplayNames");
      if (type === "calendar") throw new RangeError("Intl.DisplayNames: calendars are not part of this host");
      this.#r = { locale: found.base, data: found.data, style, type, fallback, languageDisplay };
    }
    of(code) {
      const r = this.#r;
      const text = String(code);
      const bad = () => new RangeError("invalid_argument");
      const x = section(r.data, "x");
      let found;
      let shown = text;
      switch (r.type) {
        case "language": {
          if (!/^[a-z]{2,8}(-[a-z\d]{2,8})*$/i.test(text) || /^[a-z]{4}$/i.test(text)) throw bad();
          shown = intl.canonical(text);
          found = this.#language(x, shown);
          break;
        }
        case "region":
          if (!/^([a-z]{2}|\d{3})$/i.test(text)) throw bad();
          shown = text.toUpperCase();
          found = (r.style !== "long" && x.r[`${shown}-alt-short`]) || x.r[shown];
          break;
        case "script":
          if (!/^[a-z]{4}$/i.test(text)) throw bad();
          shown = text[0].toUpperCase() + text.slice(1).toLowerCase();
          found = x.s[shown];
          break;
        case "currency": {
          if (!/^[a-z]{3}$/i.test(text)) throw bad();
          shown = text.toUpperCase();
          const c = section(r.data, "c")[shown] ?? [];
          found = r.style === "long" ? c.find((v, i) => i >= 2 && typeof v === "string") : (r.style === "narrow" && c[1]) || c[0];
          break;
        }
        case "dateTimeField": {
          const keys = { era: "era", year: "year", quarter: "quarter", month: "month", weekOfYear: "week", weekday: "weekday", day: "day", dayPeriod: "dayperiod", hour: "hour", minute: "minute", second: "second", timeZoneName: "zone" };
          if (!Object.hasOwn(keys, text)) throw bad();
          const f = section(r.data, "f");
          found = f[`=${keys[text]}${{ long: "", short: "-short", narrow: "-narrow" }[r.style]}`];
          break;
        }
      }
      if (found) return found;
      return r.fallback === "code" ? shown : undefined;
    }
    #language(x, tag) {
      const { language, script, region } = intl.parse(tag);
      if (this.#r.languageDisplay === "dialect") {
        if (x.l[tag]) return x.l[tag];
        if (script && x.l[`${language}-${script}`]) return this.#compose(x, x.l[`${language}-${script}`], [region && x.r[region]]);
        if (region && x.l[`${language}-${region}`]) return this.#compose(x, x.l[`${language}-${region}`], [script && x.s[script]]);
      }
      const base = x.l[language];
      if (!base) return undefined;
      return this.#compose(x, base, [script && (x.s[script] ?? script), region && (x.r[region] ?? region)]);
    }
    #compose(x, base, extras) {
      const list = extras.filter(Boolean).map((e) => e.replaceAll("(", "[").replaceAll(")", "]"));
      if (list.length === 0) return base;
      const [pattern, separator] = x.p;
      const joined = list.reduce((a, b) => separator.replace("{0}", a).replace("{1}", b));
      return pattern.replace("{0}", base.replaceAll("(", "[").replaceAll(")", "]")).replace("{1}", joined);
    }
    resolvedOptions() {
      const { locale, style, type, fallback, languageDisplay } = this.#r;
      const out = { locale, style, type, fallback };
      if (type === "language") out.languageDisplay = languageDisplay;
      return out;
    }
  }
  intl.tag(DisplayNames, "DisplayNames", 2);

  class Locale {
    #tag;
    #base;
    #k;
    static is = (v) => #tag in v;
    constructor(tag, options) {
      if (typeof tag !== "string" && (typeof tag !== "object" || tag === null))
        throw new TypeError("First argument to Intl.Locale constructor can't be empty or missing");
      if (tag === "") throw new RangeError("First argument to Intl.Locale constructor can't be empty or missing");
      let text = intl.canonical(Locale.is?.(Object(tag)) ? tag.toString() : String(tag));
      const o = options === undefined ? Object.create(null) : intl.coerce(options);
      let [base, k] = intl.split(text);
      let { language, script, region } = intl.parse(base);
      const variants = base.split("-").filter((p) => /^([a-z\d]{5,8}|\d[a-z\d]{3})$/.test(p) && p !== language);
      const option = (name, test) => {
        if (o[name] === undefined) return undefined;
        const v = String(o[name]);
        if (!test.test(v)) throw new RangeError("Incorrect locale information provided");
        return v;
      };
      language = option("language", /^([a-z]{2,3}|[a-z]{5,8})$/i)?.toLowerCase() ?? language;
      script = option("script", /^[a-z]{4}$/i) ?? script;
      region = option("region", /^([a-z]{2}|\d{3})$/i)?.toUpperCase() ?? region;
      base = intl.canonical([language, script, region, ...variants].filter(Boolean).join("-"));
      k = { ...k };
      const value = /^[a-z\d]{3,8}(-[a-z\d]{3,8})*$/i;
      const put = (key, v) => {
        if (v !== undefined) k[key] = v === "true" ? "" : v;
      };
      put("ca", option("calendar", value));
      put("co", option("collation", value));
      if (o.firstDayOfWeek !== undefined) {
        const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        put("fw", days[o.firstDayOfWeek] ?? String(o.firstDayOfWeek));
      }
      put("hc", choice(o, "hourCycle", ["h11", "h12", "h23", "h24"], undefined, "Locale"));
      put("kf", choice(o, "caseFirst", ["upper", "lower", "false"], undefined, "Locale"));
      if (o.numeric !== undefined) put("kn", o.numeric ? "" : "false");
      put("nu", option("numberingSystem", value));
      this.#base = base;
      this.#k = k;
      this.#tag = intl.canonical(intl.withKeys(base, k));
    }
    toString() { return this.#tag; }
    get baseName() { return this.#base; }
    get calendar() { return this.#k.ca; }
    get collation() { return this.#k.co; }
    get hourCycle() { return this.#k.hc; }
    get caseFirst() { return this.#k.kf; }
    get numeric() { return this.#k.kn === ""; }
    get numberingSystem() { return this.#k.nu; }
    get firstDayOfWeek() { return this.#k.fw; }
    get language() { return intl.parse(this.#base).language; }
    get script() { return intl.parse(this.#base).script; }
    get region() { return intl.parse(this.#base).region; }
    get variants() {
      const v = this.#base.split("-").slice(1).filter((p) => /^([a-z\d]{5,8}|\d[a-z\d]{3})$/.test(p));
      return v.length ? v.join("-") : undefined;
    }
    maximize() {
      const { language, script, region } = intl.maximize(this.#base);
      return new Locale(intl.withKeys([language, script, region].filter(Boolean).join("-"), this.#k));
    }
    minimize() {
      const full = intl.maximize(this.#base);
      const same = (t) => {
        const m = intl.maximize(t);
        return m.language === full.language && m.script === full.script && m.region === full.region;
      };
      const { language, script, region } = full;
      const tries = [language, `${language}-${region}`, `${language}-${script}`];
      const short = tries.find((t) => same(t)) ?? [language, script, region].filter(Boolean).join("-");
      return new Locale(intl.withKeys(short, this.#k));
    }
    getCalendars() { return this.#k.ca ? [this.#k.ca] : ["gregory"]; }
    getNumberingSystems() {
      if (this.#k.nu) return [this.#k.nu];
      const data = intl.dataFor(intl.lookup(this.#base) ?? "en-US");
      return [data ? section(data, "n").ns : "latn"];
    }
    getHourCycles() {
      if (this.#k.hc) return [this.#k.hc];
      const region = intl.maximize(this.#base).region;
      const [p] = common().hours[region] ?? common().hours["001"];
      return [{ h: "h12", H: "h23", K: "h11", k: "h24" }[p[0]]];
    }
    getCollations() { return this.#k.co ? [this.#k.co] : ["emoji", "eor"]; }
    getTimeZones() {
      return intl.parse(this.#base).region === undefined ? undefined : [];
    }
    getTextInfo() {
      const rtl = ["Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"];
      return { direction: rtl.includes(intl.maximize(this.#base).script) ? "rtl" : "ltr" };
    }
    getWeekInfo() {
      const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
      const { first, start, end } = common().week;
      const region = intl.maximize(this.#base).region;
      const of = (o) => days.indexOf(o[region] ?? o["001"]) || 7;
      const weekend = [];
      for (let d = of(start); ; d = (d % 7) + 1) {
        weekend.push(d);
        if (d === of(end)) break;
      }
      const fw = days.indexOf(this.#k.fw);
      return { firstDay: fw >= 0 ? fw || 7 : of(first), weekend: weekend.sort() };
    }
  }
  const is = Locale.is;
  delete Locale.is;
  intl.setIsLocale(is);
  Object.defineProperty(Locale, "length", { value: 1, configurable: true });
  Object.defineProperty(Locale.prototype, Symbol.toStringTag, { value: "Intl.Locale", configurable: true });

  return {
    ListFormat, Collator: Collator_, Segmenter, DisplayNames, Locale,
    compare: (a, b, locales, options) => new Collator_(locales, options).compare(`${a}`, `${b}`),
  };
});
