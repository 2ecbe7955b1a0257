// What all of Intl shares, and its smaller classes, for en-US.
(function (native, internals) {
  const refuse = (what) => {
    throw new RangeError(
      `${what} is not available on this host, which speaks en-US only`,
    );
  };
  // locale checks the locales argument; the first one counts, as everywhere.
  const locale = (locales) => {
    if (locales === undefined) return "en-US";
    const list =
      typeof locales === "string" ? [locales] : [...locales].map(String);
    if (list.length === 0) return "en-US";
    for (const one of list) {
      if (!/^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/.test(one))
        throw new RangeError(`Incorrect locale information provided`);
    }
    const [tag] = list[0].split("-u-");
    if (tag.toLowerCase() !== "en" && tag.toLowerCase() !== "en-us")
      refuse(`Intl: locale "${list[0]}"`);
    return tag.toLowerCase() === "en" ? "en" : "en-US";
  };
  // only refuses options that nobody here understands.
  const only = (options, names, what) => {
    if (options === undefined) return {};
    if (options === null)
      throw new TypeError("Cannot convert undefined or null to object");
    for (const name of Object.keys(Object(options))) {
      if (options[name] !== undefined && !names.includes(name))
        refuse(`${what}: option "${name}"`);
    }
    return options;
  };
  // choice reads an option with a fixed set of values.
  const choice = (options, name, values, fallback, what) => {
    const value = options[name];
    if (value === undefined) return fallback;
    if (!values.includes(String(value))) {
      throw new RangeError(
        `Value ${value} out of range for Intl.${what} options property ${name}`,
      );
    }
    return String(value);
  };
  const supported = (locales) => {
    try {
      return locales === undefined ? [] : [locale(locales)];
    } catch {
      return [];
    }
  };
  // callable lets a class be called without new, as the oldest three may be.
  const callable = (Class, name) => {
    const made = function (locales, options) {
      return Reflect.construct(Class, [locales, options], new.target ?? Class);
    };
    made.prototype = Class.prototype;
    Object.defineProperty(made, "prototype", { writable: false });
    Object.defineProperty(made, "name", { value: name, configurable: true });
    Object.defineProperty(made, "supportedLocalesOf", {
      value: supported,
      writable: true,
      configurable: true,
    });
    Object.defineProperty(Class.prototype, "constructor", {
      value: made,
      writable: true,
      configurable: true,
    });
    return made;
  };
  const tag = (Class, name) => {
    Object.defineProperty(Class.prototype, Symbol.toStringTag, {
      value: `Intl.${name}`,
      configurable: true,
    });
    Object.defineProperty(Class, "supportedLocalesOf", {
      value: supported,
      writable: true,
      configurable: true,
    });
  };
  internals.intl = { locale, only, choice, tag, refuse, callable };

  class ListFormat {
    #type;
    #style;
    #locale;
    constructor(locales, options) {
      const o = only(
        options,
        ["type", "style", "localeMatcher"],
        "Intl.ListFormat",
      );
      this.#locale = locale(locales);
      this.#type = choice(
        o,
        "type",
        ["conjunction", "disjunction", "unit"],
        "conjunction",
        "ListFormat",
      );
      this.#style = choice(
        o,
        "style",
        ["long", "short", "narrow"],
        "long",
        "ListFormat",
      );
    }
    format(list) {
      const items = [...list];
      for (const item of items)
        if (typeof item !== "string")
          throw new TypeError("Iterable yielded a non-String value");
      const narrow = this.#style === "narrow";
      if (this.#type === "unit") return items.join(narrow ? " " : ", ");
      if (items.length < 2) return items.join("");
      const and =
        this.#type === "disjunction"
          ? "or"
          : this.#style === "short"
            ? "&"
            : "and";
      const word = this.#type === "conjunction" && narrow ? "" : `${and} `;
      if (items.length === 2)
        return word === "" ? items.join(", ") : items.join(` ${word}`);
      return `${items.slice(0, -1).join(", ")}, ${word}${items.at(-1)}`;
    }
    resolvedOptions() {
      return { locale: this.#locale, type: this.#type, style: this.#style };
    }
  }
  tag(ListFormat, "ListFormat");

  const units = [
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "quarter",
    "year",
  ];
  const shortUnits = {
    second: "sec.",
    minute: "min.",
    hour: "hr.",
    day: "day",
    week: "wk.",
    month: "mo.",
    quarter: "qtr.",
    year: "yr.",
  };
  const named = {
    year: ["last year", "this year", "next year"],
    quarter: ["last quarter", "this quarter", "next quarter"],
    month: ["last month", "this month", "next month"],
    week: ["last week", "this week", "next week"],
    day: ["yesterday", "today", "tomorrow"],
    hour: [undefined, "this hour"],
    minute: [undefined, "this minute"],
    second: [undefined, "now"],
  };
  class RelativeTimeFormat {
    #numeric;
    #style;
    #locale;
    constructor(locales, options) {
      const o = only(
        options,
        ["numeric", "style", "localeMatcher"],
        "Intl.RelativeTimeFormat",
      );
      this.#locale = locale(locales);
      this.#numeric = choice(
        o,
        "numeric",
        ["always", "auto"],
        "always",
        "RelativeTimeFormat",
      );
      this.#style = choice(
        o,
        "style",
        ["long", "short"],
        "long",
        "RelativeTimeFormat",
      );
    }
    format(value, unit) {
      const name = String(unit).replace(/s$/, "");
      if (!units.includes(name)) {
        throw new RangeError(
          `Invalid unit argument for Intl.RelativeTimeFormat.prototype.format() '${unit}'`,
        );
      }
      const n = Number(value);
      if (!Number.isFinite(n)) throw new RangeError("Invalid time value");
      const word =
        this.#numeric === "auto" && Math.abs(n) <= 1 && Number.isInteger(n)
          ? named[name][n + 1]
          : undefined;
      if (word !== undefined) {
        const long =
          this.#style === "long" || name === "day" || name === "second";
        return long ? word : word.replace(name, shortUnits[name]);
      }
      const count = Math.abs(n).toLocaleString("en-US");
      const plural = Math.abs(n) === 1 ? "" : "s";
      const short =
        name === "day"
          ? `day${plural}`
          : name === "quarter" && plural
            ? "qtrs."
            : shortUnits[name];
      const text = `${count} ${this.#style === "long" ? name + plural : short}`;
      return n < 0 || Object.is(n, -0) ? `${text} ago` : `in ${text}`;
    }
    resolvedOptions() {
      return {
        locale: this.#locale,
        style: this.#style,
        numeric: this.#numeric,
        numberingSystem: "latn",
      };
    }
  }
  tag(RelativeTimeFormat, "RelativeTimeFormat");

  const strip = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const levels = {
    base: (s) => strip(s).toLowerCase(),
    accent: (s) => s.toLowerCase(),
    case: strip,
    variant: (s) => s,
  };
  const compareText = (a, b) => (a === b ? 0 : a.localeCompare(b));
  const compareNumbers = (a, b, compare) => {
    const split = (s) => s.match(/\d+|\D+/g) ?? [];
    const left = split(a);
    const right = split(b);
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      const both = /^\d/.test(left[i]) && /^\d/.test(right[i]);
      const d = both
        ? Math.sign(Number(left[i]) - Number(right[i]))
        : compare(left[i], right[i]);
      if (d !== 0) return d;
    }
    return Math.sign(left.length - right.length);
  };
  class Collator {
    #key;
    #numeric;
    #sensitivity;
    #locale;
    constructor(locales, options) {
      const o = only(
        options,
        ["usage", "sensitivity", "numeric", "localeMatcher"],
        "Intl.Collator",
      );
      this.#locale = locale(locales);
      this.#sensitivity = choice(
        o,
        "sensitivity",
        Object.keys(levels),
        "variant",
        "Collator",
      );
      this.#key = levels[this.#sensitivity];
      this.#numeric = !!o.numeric;
    }
    get compare() {
      const key = this.#key;
      const numeric = this.#numeric;
      return (a, b) => {
        const left = key(`${a}`);
        const right = key(`${b}`);
        return numeric
          ? compareNumbers(left, right, compareText)
          : compareText(left, right);
      };
    }
    resolvedOptions() {
      return {
        locale: this.#locale,
        usage: "sort",
        sensitivity: this.#sensitivity,
        ignorePunctuation: false,
        collation: "default",
        numeric: this.#numeric,
        caseFirst: "false",
      };
    }
  }
  tag(Collator, "Collator");

  class Segmenter {
    constructor(locales, options) {
      locale(locales);
      only(options, ["granularity", "localeMatcher"], "Intl.Segmenter");
      if (
        options?.granularity !== undefined &&
        options.granularity !== "grapheme"
      ) {
        refuse(`Intl.Segmenter: granularity "${options.granularity}"`);
      }
    }
    segment(input) {
      const text = `${input}`;
      const cluster = new RegExp(
        "\\r\\n|\\p{Regional_Indicator}{2}|\\p{Extended_Pictographic}(?:[\\u{1F3FB}-\\u{1F3FF}\\uFE0F\\u20E3]|\\u200D\\p{Extended_Pictographic}|\\p{M})*|[\\s\\S][\\p{M}\\u200D\\uFE0F]*",
        "gu",
      );
      const made = [];
      for (const match of text.matchAll(cluster))
        made.push({ segment: match[0], index: match.index, input: text });
      return {
        [Symbol.iterator]: () => made.values(),
        containing: (at = 0) =>
          made.findLast((s) => s.index <= at && at < text.length),
      };
    }
  }
  tag(Segmenter, "Segmenter");

  return {
    ListFormat,
    RelativeTimeFormat,
    Collator: callable(Collator, "Collator"),
    Segmenter,
    localeCompare(that, locales, options) {
      return new Collator(locales, options).compare(`${this}`, `${that}`);
    },
    getCanonicalLocales: (locales) =>
      locales === undefined ? [] : [locale(locales)],
  };
});
