// What all of Intl shares: locale tags, the choice of a locale, options, and the
// sections of CLDR. https://tc39.es/ecma402/
(function (native, internals) {
  const sections = new Map();
  // section is CLDR's data of one kind for a locale, parsed once a VM.
  const section = (locale, key) => {
    const id = `${locale} ${key}`;
    let made = sections.get(id);
    if (made === undefined) {
      made = JSON.parse(native.section(locale, key));
      sections.set(id, made);
    }
    return made;
  };
  let shared;
  const common = () => (shared ??= JSON.parse(native.section("*", "*")));
  let list;
  const known = () => (list ??= new Set(common().locales));
  const carried = new Map();
  const isCarried = (locale) => {
    let yes = carried.get(locale);
    if (yes === undefined) carried.set(locale, (yes = native.carried(locale)));
    return yes;
  };

  const tagPattern =
    /^(?:[a-z]{2,3}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?$/i;
  const oldLanguages = { iw: "he", in: "id", ji: "yi", jw: "jv", mo: "ro", tl: "fil", sh: "sr-Latn", cmn: "zh" };
  const bad = (tag) => new RangeError(`Incorrect locale information provided: ${tag}`);
  // canonical writes a tag the way BCP 47 wants it; its extensions are sorted.
  const canonical = (tag) => {
    if (!tagPattern.test(tag)) throw new RangeError(`Invalid language tag: ${tag}`);
    const parts = tag.toLowerCase().split("-");
    const head = [];
    const extensions = [];
    let rest;
    for (let i = 0; i < parts.length; i++) {
      const p = parts[i];
      if (p.length === 1 && i > 0) {
        if (p === "x") {
          rest = parts.slice(i).join("-");
          break;
        }
        const e = [p];
        while (i + 1 < parts.length && parts[i + 1].length > 1) e.push(parts[++i]);
        if (extensions.some((x) => x[0] === p)) throw bad(tag);
        extensions.push(e);
        continue;
      }
      if (i === 0) head.push(...(oldLanguages[p] ?? p).split("-"));
      else if (p.length === 4 && /^[a-z]/.test(p)) head.push(p[0].toUpperCase() + p.slice(1));
      else if (p.length === 2) head.push(p.toUpperCase() === "UK" ? "GB" : p.toUpperCase());
      else head.push(p);
    }
    // Variants come sorted.
    const first = head.findIndex((p, i) => i > 0 && /^([a-z\d]{5,8}|\d[a-z\d]{3})$/.test(p));
    if (first > 0) head.push(...head.splice(first).sort());
    const out = [head.join("-")];
    for (const e of extensions.sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
      out.push(e[0] === "u" ? unicodeExtension(keywords(e.slice(1))) : e.join("-"));
    }
    if (rest) out.push(rest);
    return out.join("-");
  };
  const keywords = (parts) => {
    const out = {};
    let key;
    for (const p of parts) {
      if (p.length === 2) {
        key = p in out ? "" : p;
        if (key) out[key] = [];
      } else if (key) out[key].push(p);
    }
    for (const k of Object.keys(out)) {
      out[k] = out[k].join("-");
      if (out[k] === "true" || out[k] === "yes") out[k] = "";
    }
    return out;
  };
  const unicodeExtension = (k) =>
    ["u", ...Object.keys(k).sort().flatMap((n) => (k[n] ? [n, k[n]] : [n]))].join("-");
  const split = (tag) => {
    const m = /^(.*?)(?:-u((?:-[a-z\d]{2,8})+))?$/.exec(tag);
    const u = /-u((?:-[a-z\d]{2,8})+)/.exec(tag);
    return u
      ? [tag.replace(u[0], ""), keywords(u[1].slice(1).split("-"))]
      : [m[1], {}];
  };
  const canonicalList = (locales) => {
    if (locales === undefined) return [];
    if (locales === null) throw new TypeError("Cannot convert undefined or null to object");
    const isLocale = (v) => typeof v === "object" && v !== null && isLocaleObject(v);
    const items = typeof locales === "string" || isLocale(locales) ? [locales] : Array.from(Object(locales));
    const out = [];
    for (const item of items) {
      if (typeof item !== "string" && (typeof item !== "object" || item === null))
        throw new TypeError("Incorrect locale information provided");
      const tag = canonical(isLocale(item) ? item.toString() : String(item));
      if (!out.includes(tag)) out.push(tag);
    }
    return out;
  };
  let isLocaleObject = () => false;

  const parse = (tag) => {
    const [language, ...rest] = tag.split("-");
    const script = rest.find((p) => /^[A-Z][a-z]{3}$/.test(p));
    const region = rest.find((p) => /^([A-Z]{2}|\d{3})$/.test(p));
    return { language, script, region };
  };
  const maximize = (tag) => {
    const { language, script, region } = parse(tag);
    const { likely } = common();
    const found =
      likely[[language, script, region].filter(Boolean).join("-")] ??
      (region && likely[`${language}-${region}`]) ??
      (script && likely[`${language}-${script}`]) ??
      likely[language];
    if (!found) return { language, script, region };
    const full = parse(found);
    return { language: language === "und" ? full.language : language, script: script ?? full.script, region: region ?? full.region };
  };
  // isKnown says whether ICU has a locale, which is what tags are cut down to.
  const isKnown = (tag) => {
    if (known().has(tag)) return true;
    const { language, script, region } = parse(tag);
    if (!known().has(language)) return false;
    const full = maximize(tag);
    if (!script && region && known().has(`${language}-${full.script}-${region}`)) return true;
    const main = maximize(language);
    if (full.script === main.script) {
      const short = region ? `${language}-${region}` : language;
      return known().has(short) || region === main.region;
    }
    return known().has(`${language}-${full.script}`) && (!region || maximize(`${language}-${full.script}`).region === region);
  };
  const truncate = (tag) => tag.slice(0, Math.max(tag.lastIndexOf("-"), 0));
  const lookup = (tag) => {
    for (let t = tag; t; t = truncate(t)) if (isKnown(t)) return t;
    return undefined;
  };
  // dataFor is the carried locale whose data a known tag has.
  const dataFor = (tag) => {
    const { language, region } = parse(tag);
    const full = maximize(tag);
    const tries = [tag];
    if (region) tries.push(`${language}-${full.script}-${region}`);
    tries.push(`${language}-${full.script}`);
    if (maximize(language).script === full.script && region) tries.push(`${language}-${region}`);
    for (const t of tries) if (isCarried(t)) return t;
    const parent = tries.map((t) => common().parents[t]).find((p) => p && isCarried(p));
    if (parent) return parent;
    for (let t = truncate(tag); t; t = truncate(t)) if (isCarried(t)) return t;
    return undefined;
  };
  const unknownHere = (tag) =>
    new RangeError(`Intl: the data of locale "${tag}" is not part of this host`);

  // resolve chooses a locale; keys are the extension keys a service knows, with
  // what their values must look like.
  const resolve = (locales, keys = {}) => {
    const tags = canonicalList(locales);
    let tag = "en-US";
    let extension = {};
    for (const requested of tags) {
      const [base, k] = split(requested);
      const found = lookup(base);
      if (found) {
        tag = found;
        extension = k;
        break;
      }
    }
    const data = dataFor(tag);
    if (!data) throw unknownHere(tag);
    const used = {};
    for (const [k, test] of Object.entries(keys)) {
      if (extension[k] !== undefined && test(extension[k], data)) used[k] = extension[k];
    }
    return { base: tag, data, used };
  };
  const withKeys = (base, used) =>
    Object.keys(used).length ? `${base}-${unicodeExtension(used)}` : base;

  const supportedLocalesOf = (locales, options) => {
    const o = options === undefined ? {} : Object(options);
    choice(o, "localeMatcher", ["lookup", "best fit"], "best fit");
    return canonicalList(locales).filter((t) => {
      const found = lookup(split(t)[0]);
      return found && dataFor(found);
    });
  };

  // choice reads an option with a fixed set of values.
  const choice = (options, name, values, fallback, what = "") => {
    const value = options[name];
    if (value === undefined) return fallback;
    const text = String(value);
    if (values && !values.includes(text)) {
      throw new RangeError(`Value ${text} out of range for Intl.${what} options property ${name}`);
    }
    return text;
  };
  const number = (options, name, low, high, fallback) => {
    const value = options[name];
    if (value === undefined) return fallback;
    const n = Number(value);
    if (!(n >= low && n <= high)) throw new RangeError(`${name} value is out of range.`);
    return Math.floor(n);
  };
  const coerce = (options, name) => {
    if (options === undefined) return Object.create(null);
    if (options === null)
      throw new TypeError(name ? `${name} called on null or undefined` : "Cannot convert undefined or null to object");
    return Object(options);
  };
  const strict = (options) => {
    if (options === undefined) return Object.create(null);
    if (typeof options !== "object" && typeof options !== "function")
      throw new TypeError("Incorrect options information provided");
    return options;
  };

  const hide = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  const tag = (Class, name, length = 0) => {
    Object.defineProperty(Class, "length", { value: length, configurable: true });
    Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
    hide(Class, "supportedLocalesOf", function (locales, options) {
      return supportedLocalesOf(locales, options);
    });
    Object.defineProperty(Class.supportedLocalesOf, "name", { value: "supportedLocalesOf", configurable: true });
    Object.defineProperty(Class.supportedLocalesOf, "length", { value: 1, configurable: true });
    return Class;
  };
  // callable lets a class be called without new, as the oldest three may be.
  const callable = (Class, name) => {
    const made = function (locales, options) {
      return Reflect.construct(Class, [locales, options], new.target ?? made);
    };
    made.prototype = Class.prototype;
    Object.defineProperty(made, "prototype", { writable: false });
    Object.defineProperty(made, "name", { value: name, configurable: true });
    Object.defineProperty(made, "length", { value: 0, configurable: true });
    hide(Class.prototype, "constructor", made);
    return tag(made, name);
  };

  // Plural rules are read from CLDR's own notation.
  const rules = new Map();
  const pluralRules = (data, type) => {
    const id = `${type} ${data}`;
    let made = rules.get(id);
    if (made) return made;
    const all = common().plurals[type];
    const texts = all[data] ?? all[data.split("-")[0]] ?? {};
    made = Object.entries(texts).map(([name, text]) => [name, compile(text)]);
    rules.set(id, made);
    return made;
  };
  const compile = (text) => {
    const or = text.split(" or ").map((part) =>
      part.split(" and ").map((test) => {
        const [, operand, mod, not, values] = /^(\w)(?: % (\d+))? (!?)= (.*)$/.exec(test.trim());
        const list = values.split(",").map((v) => v.split("..").map(Number));
        return (o) => {
          const n = mod ? o[operand] % Number(mod) : o[operand];
          const found = list.some(([from, to]) => (to === undefined ? n === from : Number.isInteger(n) && n >= from && n <= to));
          return found !== (not === "!");
        };
      }),
    );
    return (o) => or.some((and) => and.every((test) => test(o)));
  };
  // plural is the category of a number given by its digits, "12.50".
  const plural = (data, type, digits, exponent = 0) => {
    const [whole, fraction = ""] = digits.split(".");
    const trimmed = fraction.replace(/0+$/, "");
    const o = {
      n: Number(digits),
      i: Number(whole),
      v: fraction.length,
      w: trimmed.length,
      f: Number(fraction),
      t: Number(trimmed),
      c: exponent,
      e: exponent,
    };
    for (const [name, test] of pluralRules(data, type)) if (test(o)) return name;
    return "other";
  };

  internals.intl = {
    native, section, common, canonical, canonicalList, split, keywords, unicodeExtension, parse, maximize, lookup,
    resolve, withKeys, choice, number, coerce, strict, tag, callable, hide, plural, pluralRules, supportedLocalesOf, isKnown, dataFor, bad,
    setIsLocale: (f) => (isLocaleObject = f),
  };
  return {
    getCanonicalLocales: (locales) => canonicalList(locales),
    supportedValuesOf(key) {
      const lists = {
        calendar: () => ["gregory", "iso8601"],
        collation: () => ["emoji", "eor"],
        currency: () => common().currencies.filter((c) => /^[A-Z]{3}$/.test(c)),
        numberingSystem: () => Object.keys(common().digitsOf).sort(),
        timeZone: () => Object.keys(common().metazones).sort(),
        unit: () => native.units().split(" "),
      };
      const name = String(key);
      if (!Object.hasOwn(lists, name)) throw new RangeError(`Invalid key : ${name}`);
      return lists[name]();
    },
  };
});
