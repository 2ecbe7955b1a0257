// Intl.DateTimeFormat and toLocaleString of Date, in the Gregorian calendar.
(function (native, internals) {
  const intl = internals.intl;
  const { section, common, choice, number } = intl;

  const utc = /^(etc\/)?(utc|gmt|uct|zulu|universal|greenwich|gmt0|gmt[+-]0)$/i;
  let byLower;
  const zoneName = (given) => {
    if (utc.test(given)) return "UTC";
    const offset = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(given);
    if (offset && Number(offset[2]) < 24 && Number(offset[3] ?? 0) < 60) {
      const minutes = offset[3] ?? "00";
      return offset[2] === "00" && minutes === "00" ? "+00:00" : `${offset[1]}${offset[2]}:${minutes}`;
    }
    if (!byLower) {
      byLower = new Map();
      for (const name of [...Object.keys(common().metazones), ...Object.keys(common().aliases)]) byLower.set(name.toLowerCase(), name);
    }
    const name = byLower.get(given.toLowerCase()) ?? given;
    const real = common().aliases[name] ?? name;
    if (native.zone(real, 0) === null) throw new RangeError(`Invalid time zone specified: ${given}`);
    return real;
  };
  // at tells a zone's offset in seconds and whether summer time is on.
  const at = (zone, ms) => {
    const m = /^([+-])(\d\d):(\d\d)$/.exec(zone);
    if (m) return [(m[1] === "-" ? -1 : 1) * (Number(m[2]) * 3600 + Number(m[3]) * 60), false];
    return native.zone(zone, ms);
  };

  const offsetText = (t, seconds, long) => {
    const [plus, minus] = t.h.split(";");
    const s = Math.abs(seconds);
    const h = Math.floor(s / 3600);
    const m = Math.floor((s % 3600) / 60);
    let text = seconds < 0 ? minus : plus;
    if (long) text = text.replace("HH", String(h).padStart(2, "0")).replace("mm", String(m).padStart(2, "0"));
    else if (m) text = text.replace(/HH|H/, String(h)).replace("mm", String(m).padStart(2, "0"));
    else text = text.slice(0, text.search(/H/)) + String(h);
    return t.g.replace("{0}", text.replace(/H/, String(h)));
  };
  const metazone = (zone, ms) => {
    const minutes = ms / 60000;
    for (const [name, until] of common().metazones[zone] ?? []) if (!until || minutes < until) return name;
    return undefined;
  };
  const zoneText = (data, letter, width, zone, ms) => {
    const t = section(data, "t");
    const [seconds, summer] = at(zone, ms);
    if (letter === "O") return offsetText(t, seconds, width === 4);
    const key = zone === "UTC" ? "Etc/UTC" : zone;
    const own = t.c[`!${key}`] ?? [];
    const names = t.m[metazone(zone, ms)] ?? [];
    const w = width === 4 ? 0 : 1;
    const which = letter === "v" ? 0 : summer ? 2 : 1;
    const found = (own[w] && own[w][which]) || (names[w] && names[w][which]);
    if (found) return found;
    if (letter === "v") {
      const standard = (own[w] && own[w][1]) || (names[w] && names[w][1]);
      if (standard && !(names[w] && names[w][2])) return standard;
      if (zone === "UTC" || /^[+-]/.test(zone)) return offsetText(t, seconds, w === 0);
      const country = common().countries?.[zone];
      const place = country && section(data, "x").r[country];
      if (place) return t.r.replace("{0}", place);
      const city = t.c[zone] ?? zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
      return t.r.replace("{0}", city);
    }
    return offsetText(t, seconds, w === 0);
  };

  const names = {
    weekday: ["narrow", "short", "long"], era: ["narrow", "short", "long"], year: ["2-digit", "numeric"],
    month: ["2-digit", "numeric", "narrow", "short", "long"], day: ["2-digit", "numeric"], dayPeriod: ["narrow", "short", "long"],
    hour: ["2-digit", "numeric"], minute: ["2-digit", "numeric"], second: ["2-digit", "numeric"],
    timeZoneName: ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"],
  };
  const zoneLetters = { short: "z", long: "zzzz", shortOffset: "O", longOffset: "OOOO", shortGeneric: "v", longGeneric: "vvvv" };
  const widths = {
    weekday: { narrow: "EEEEE", short: "E", long: "EEEE" }, era: { narrow: "GGGGG", short: "G", long: "GGGG" },
    year: { "2-digit": "yy", numeric: "y" }, month: { "2-digit": "MM", numeric: "M", narrow: "MMMMM", short: "MMM", long: "MMMM" },
    day: { "2-digit": "dd", numeric: "d" }, minute: { "2-digit": "mm", numeric: "m" }, second: { "2-digit": "ss", numeric: "s" },
  };
  const runs = (s) => {
    const out = [];
    for (let i = 0; i < s.length; ) {
      if (s[i] === "'") {
        let text = "";
        let j = i + 1;
        if (s[j] === "'") {
          text = "'";
          j++;
        } else {
          while (j < s.length && s[j] !== "'") text += s[j++];
          j++;
        }
        out.push(["", text]);
        i = j;
      } else if (/[A-Za-z]/.test(s[i])) {
        let j = i;
        while (s[j] === s[i]) j++;
        out.push([s[i], s.slice(i, j)]);
        i = j;
      } else {
        out.push(["", s[i++]]);
      }
    }
    return out;
  };
  const kind = (c) => ({ L: "M", c: "E", e: "E", K: "h", k: "H", z: "v", O: "v", b: "a", B: "a" })[c] ?? c;
  const quote = (parts) => parts.map(([c, t]) => (c ? t : /[A-Za-z']/.test(t) ? `'${t.replaceAll("'", "''")}'` : t)).join("");

  // zoneWidth places a zone's letters: an offset is nearer to a name than to what
  // is said all year, and the letter counts more than its length.
  const zoneWidth = (t) => ({ z: 0, O: 16, v: 48 })[t[0]] + (t.length < 4 ? 1 : 2);
  const skeletons = new Map();
  // skeletonOf gives an available format's fields and their lengths.
  const skeletonOf = (name) => {
    let s = skeletons.get(name);
    if (!s) {
      s = {};
      for (const [c, t] of runs(name)) {
        if (!c) continue;
        // Other letters for the same thing are further away.
        const away = { c: 16, e: 16, L: 16 }[c] ?? 0;
        s[kind(c)] = kind(c) === "v" ? zoneWidth(t) : t.length + away;
      }
      delete s.a;
      skeletons.set(name, s);
    }
    return s;
  };
  const isText = (field, n) => field === "E" || field === "G" || (field === "M" && n % 16 >= 3);
  const distance = (want, have) => {
    let d = 0;
    for (const f of Object.keys(want)) {
      if (!(f in have)) return Infinity;
      if (isText(f, want[f]) !== isText(f, have[f])) d += 256;
      d += Math.abs((f === "E" && want[f] < 3 ? 3 : want[f]) - (f === "E" && have[f] < 3 ? 3 : have[f]));
    }
    for (const f of Object.keys(have)) if (!(f in want)) return Infinity;
    return d;
  };
  // pattern is ICU's generator in short: the available format nearest to the
  // fields asked for, its widths adjusted; what none has is appended.
  const pattern = (data, want, texts) => {
    const d = section(data, "d");
    const fields = Object.keys(want);
    if (fields.length === 0) return "";
    let best;
    let found;
    let least = Infinity;
    for (const [name, text] of Object.entries(d.f)) {
      if (name.includes("B")) continue;
      const n = distance(want, skeletonOf(name));
      if (n < least) [best, least, found] = [skeletonOf(name), n, text];
    }
    // The patterns of the styles are candidates too.
    const seen = new Set();
    for (const text of [...d.d, ...d.t]) {
      const have = skeletonOf(text);
      // Of styles with the same fields, only the longest.
      const base = Object.keys(have).sort().map((f) => f + (isText(f, have[f]) || f === "v" ? have[f] : "")).join();
      if (seen.has(base)) continue;
      seen.add(base);
      const n = distance(want, have);
      if (n < least) [best, least, found] = [have, n, text];
    }
    if (best === undefined) {
      if (fields.length === 1) return texts[fields[0]];
      for (const f of ["v", "E", "G", "s", "m", "y", "M", "d", "h", "H"]) {
        if (!(f in want)) continue;
        const { [f]: _, ...rest } = want;
        const base = pattern(data, rest, texts);
        const item = f === "v" ? d.A[0] : f === "G" ? d.A[1] : f === "E" ? d.A[2] : "{0} {1}";
        return item.replace("{0}", base).replace("{1}", texts[f]);
      }
    }
    const have = best;
    return quote(
      runs(found).map(([c, t]) => {
        const f = kind(c);
        if (!c || !(f in want)) return [c, t];
        if (f === "v") return [texts.v[0], texts.v];
        if (f === "m" || f === "s") return [c, t];
        if (want[f] === have[f] || (f === "E" && want[f] < 3 && have[f] < 3)) return [c, t];
        if (isText(f, want[f]) !== isText(f, t.length) && f === "M") return [c, t];
        const n = f === "E" && want[f] < 3 ? 3 : want[f];
        return [c, c.repeat(n)];
      }),
    );
  };

  const cycles = { h11: "K", h12: "h", h23: "H", h24: "k" };
  const preferred = (data, base) => {
    const { language, region } = intl.maximize(base);
    const h = common().hours[`${language}-${region}`] ?? common().hours[`${language}_${region}`] ?? common().hours[region] ?? common().hours["001"];
    const letter = (h?.[0] ?? "H")[0];
    return { h: "h12", H: "h23", K: "h11", k: "h24" }[letter];
  };

  class DateTimeFormat {
    #r;
    #bound;
    constructor(locales, options, required = "any", defaults = "date") {
      const found = intl.resolve(locales, {
        nu: (v) => v in common().digitsOf,
        hc: (v) => v in cycles,
        ca: (v) => v === "gregory" || v === "iso8601",
      });
      const o = intl.coerce(options);
      const r = (this.#r = { data: found.data });
      choice(o, "localeMatcher", ["lookup", "best fit"], "best fit", "DateTimeFormat");
      const calendar = o.calendar === undefined ? undefined : String(o.calendar).toLowerCase();
      if (calendar !== undefined && calendar !== "gregory" && calendar !== "iso8601" && calendar !== "gregorian") {
        if (!/^[a-z\d]{3,8}(-[a-z\d]{3,8})*$/.test(calendar)) throw new RangeError(`Invalid calendar : ${o.calendar}`);
        throw new RangeError(`Intl: the calendar "${calendar}" is not part of this host`);
      }
      r.calendar = calendar === "iso8601" ? "iso8601" : "gregory";
      const n = section(found.data, "n");
      const ns = o.numberingSystem;
      if (ns !== undefined && !/^[a-z\d]{3,8}(-[a-z\d]{3,8})*$/i.test(String(ns))) throw new RangeError(`Invalid numberingSystem : ${ns}`);
      r.numberingSystem = ns !== undefined && String(ns) in common().digitsOf ? String(ns) : (found.used.nu ?? n.ns);
      const hour12 = o.hour12 === undefined ? undefined : Boolean(o.hour12);
      let hourCycle = choice(o, "hourCycle", Object.keys(cycles), undefined, "DateTimeFormat");
      r.timeZone = o.timeZone === undefined ? "UTC" : zoneName(String(o.timeZone));
      const asked = {};
      for (const name of ["weekday", "era", "year", "month", "day", "dayPeriod", "hour", "minute", "second"]) {
        asked[name] = choice(o, name, names[name], undefined, "DateTimeFormat");
      }
      asked.fractionalSecondDigits = number(o, "fractionalSecondDigits", 1, 3, undefined);
      asked.timeZoneName = choice(o, "timeZoneName", names.timeZoneName, undefined, "DateTimeFormat");
      choice(o, "formatMatcher", ["basic", "best fit"], "best fit", "DateTimeFormat");
      const styles = ["full", "long", "medium", "short"];
      r.dateStyle = choice(o, "dateStyle", styles, undefined, "DateTimeFormat");
      r.timeStyle = choice(o, "timeStyle", styles, undefined, "DateTimeFormat");
      if (asked.dayPeriod !== undefined) throw new RangeError("Intl: the option dayPeriod is not part of this host");
      const hasFields = Object.values(asked).some((v) => v !== undefined);
      if (r.dateStyle || r.timeStyle) {
        const bad = Object.keys(asked).find((k) => asked[k] !== undefined);
        if (bad) throw new TypeError("Invalid option : option");
        if (required === "date" && r.timeStyle) throw new TypeError("Invalid option : timeStyle");
        if (required === "time" && r.dateStyle) throw new TypeError("Invalid option : dateStyle");
      } else {
        const dates = ["weekday", "year", "month", "day"].some((k) => asked[k] !== undefined);
        const times = ["dayPeriod", "hour", "minute", "second", "fractionalSecondDigits"].some((k) => asked[k] !== undefined);
        const needs = !((required !== "time" && dates) || (required !== "date" && times));
        if (needs && (defaults === "date" || defaults === "all")) asked.year = asked.month = asked.day = "numeric";
        if (needs && (defaults === "time" || defaults === "all")) asked.hour = asked.minute = asked.second = "numeric";
      }
      void hasFields;
      const hours = asked.hour !== undefined || r.timeStyle !== undefined;
      const natural = preferred(found.data, found.base);
      const used = { ...found.used };
      if (hour12 !== undefined) {
        hourCycle = hour12 ? "h12" : "h23";
        delete used.hc;
      } else if (hourCycle !== undefined) {
        if (used.hc !== hourCycle) delete used.hc;
      } else hourCycle = used.hc ?? natural;
      if (ns !== undefined && used.nu !== r.numberingSystem) delete used.nu;
      if (calendar !== undefined && used.ca !== r.calendar) delete used.ca;
      r.locale = intl.withKeys(found.base, used);
      r.base = found.base;
      if (hours) r.hourCycle = hourCycle;
      r.asked = asked;
      this.#choose(hourCycle, natural);
    }
    #choose(hourCycle, natural) {
      const r = this.#r;
      const d = section(r.data, "d");
      const twelve = (h) => h === "h11" || h === "h12";
      const h = twelve(hourCycle) ? "h" : "H";
      const index = { full: 0, long: 1, medium: 2, short: 3 };
      if (r.dateStyle || r.timeStyle) {
        const date = r.dateStyle ? d.d[index[r.dateStyle]] : "";
        let time = "";
        if (r.timeStyle) {
          time = d.t[index[r.timeStyle]];
          const has12 = runs(time).some(([c]) => c === "h" || c === "K");
          if (has12 !== twelve(hourCycle)) {
            const zone = { full: "zzzz", long: "z" }[r.timeStyle];
            const want = r.timeStyle === "short" ? { [h]: 1, m: 1 } : { [h]: 1, m: 1, s: 1 };
            if (zone) want.v = zoneWidth(zone);
            time = pattern(r.data, want, { v: zone });
          }
        }
        r.date = date;
        r.time = time;
        r.pattern = date && time ? d.a[index[r.dateStyle]].replace("{1}", () => date).replace("{0}", () => time) : date || time;
        r.glue = date && time ? d.a[index[r.dateStyle]] : "";
      } else {
        const a = r.asked;
        const want = {};
        const texts = {};
        const put = (field, text) => {
          want[field] = text.length;
          texts[field] = text;
        };
        if (a.era) put("G", widths.era[a.era]);
        if (a.year) put("y", widths.year[a.year]);
        if (a.month) put("M", widths.month[a.month]);
        if (a.day) put("d", widths.day[a.day]);
        if (a.weekday) put("E", widths.weekday[a.weekday]);
        if (texts.M && Object.keys(want).length === 1) texts.M = texts.M.replaceAll("M", "L");
        if (texts.E && Object.keys(want).length === 1) texts.E = texts.E.replaceAll("E", "c");
        if (a.era && !a.year && !a.month && !a.day) {
          // ICU cannot show an era alone.
        }
        r.want = { ...want };
        const date = pattern(r.data, want, texts);
        const time = {};
        const t = {};
        if (a.hour) {
          time[h] = a.hour === "2-digit" ? 2 : 1;
          t[h] = h.repeat(time[h]);
        }
        if (a.minute) {
          time.m = a.minute === "2-digit" ? 2 : 1;
          t.m = "m".repeat(time.m);
        }
        if (a.second) {
          time.s = a.second === "2-digit" ? 2 : 1;
          t.s = "s".repeat(time.s);
        }
        if (a.timeZoneName) {
          t.v = zoneLetters[a.timeZoneName];
          time.v = zoneWidth(t.v);
        }
        r.wantTime = { ...time };
        let text = pattern(r.data, time, t);
        if (a.hour && Object.keys(time).length === 1 && h === "H" && !/H/.test(text)) text = t[h];
        if (a.fractionalSecondDigits) {
          const S = "S".repeat(a.fractionalSecondDigits);
          const point = section(r.data, "n").s[r.numberingSystem]?.y[0] ?? ".";
          text = a.second ? quote(runs(text).flatMap((x) => (x[0] === "s" ? [x, ["", point], ["S", S]] : [x]))) : text ? `${text} ${S}` : S;
        }
        r.date = date;
        r.time = text;
        const style = want.M >= 4 ? (want.E ? 0 : 1) : want.M === 3 ? 2 : 3;
        r.glue = date && text ? d.a[style] : "";
        r.pattern = r.glue ? r.glue.replace("{1}", () => date).replace("{0}", () => text) : date || text;
      }
      {
        const letter = cycles[hourCycle];
        const swap = (p) => quote(runs(p).map(([c, t]) => (/[hHkK]/.test(c) ? [letter, letter.repeat(t.length)] : [c, t])));
        r.pattern = swap(r.pattern);
        r.time = swap(r.time);
      }
    }
    #fields(ms) {
      const [seconds, ...rest] = at(this.#r.timeZone, ms);
      void rest;
      const d = new Date(ms + seconds * 1000);
      const year = d.getUTCFullYear();
      return {
        ms, era: year > 0 ? 1 : 0, year: year > 0 ? year : 1 - year, month: d.getUTCMonth(), day: d.getUTCDate(), weekday: d.getUTCDay(),
        hour: d.getUTCHours(), minute: d.getUTCMinutes(), second: d.getUTCSeconds(), fraction: d.getUTCMilliseconds(),
      };
    }
    #digits(n, width) {
      const text = String(n).padStart(width, "0");
      const ns = this.#r.numberingSystem;
      if (ns === "latn") return text;
      const all = [...common().digitsOf[ns]];
      return text.replace(/\d/g, (c) => all[c]);
    }
    #render(text, f) {
      const r = this.#r;
      const d = section(r.data, "d");
      const out = [];
      const add = (type, value) => {
        const v = String(value).replace(/[\u202f\u2009]/g, " ");
        if (type === "literal" && out.at(-1)?.type === "literal") out.at(-1).value += v;
        else out.push({ type, value: v });
      };
      const width = (n) => (n >= 5 ? "n" : n === 4 ? "l" : "s");
      const numeric = (type, n, t) => add(type, this.#digits(t.length === 2 ? n % 100 : n, t.length));
      for (const [c, t] of runs(text)) {
        switch (c) {
          case "": add("literal", t); break;
          case "G": add("era", d.G[t.length >= 5 ? 2 : t.length === 4 ? 0 : 1][f.era]); break;
          case "y": case "Y": case "u": case "r": numeric("year", f.year, t); break;
          case "M": case "L":
            if (t.length <= 2) numeric("month", f.month + 1, t);
            else add("month", d[c === "M" ? "m" : "M"][width(t.length)][f.month]);
            break;
          case "d": numeric("day", f.day, t); break;
          case "E": case "c": case "e": {
            const list = d[c === "c" ? "E" : "e"][width(Math.max(t.length, 3))];
            add("weekday", list[f.weekday]);
            break;
          }
          case "a": case "b": case "B": {
            const all = d.p[t.length >= 5 ? "n" : t.length === 4 ? "w" : "a"];
            add("dayPeriod", all[f.hour < 12 ? "am" : "pm"]);
            break;
          }
          case "h": numeric("hour", f.hour % 12 || 12, t); break;
          case "H": numeric("hour", f.hour, t); break;
          case "K": numeric("hour", f.hour % 12, t); break;
          case "k": numeric("hour", f.hour || 24, t); break;
          case "m": numeric("minute", f.minute, t); break;
          case "s": numeric("second", f.second, t); break;
          case "S": add("fractionalSecond", this.#digits(Math.floor(f.fraction / 10 ** (3 - t.length)), t.length)); break;
          case "z": case "v": case "O": add("timeZoneName", zoneText(r.data, c, t.length, r.timeZone, f.ms)); break;
        }
      }
      return out;
    }
    static #time(value) {
      const ms = value === undefined ? Date.now() : Number(value instanceof Date ? value.getTime() : value);
      if (!(Math.abs(ms) <= 8.64e15)) throw new RangeError("Invalid time value");
      return Math.trunc(ms) + 0;
    }
    #parts(value) {
      return this.#render(this.#r.pattern, this.#fields(DateTimeFormat.#time(value)));
    }
    get format() {
      return (this.#bound ??= (date) => {
        let s = "";
        for (const p of this.#parts(date)) s += p.value;
        return s;
      });
    }
    formatToParts(date) {
      return this.#parts(date);
    }
    #interval(want, key) {
      const d = section(this.#r.data, "d");
      let best;
      let least = Infinity;
      for (const name of Object.keys(d.i)) {
        if (name === "intervalFormatFallback" || name.includes("B") || d.i[name][key] === undefined) continue;
        const n = distance(want, skeletonOf(name));
        if (n < least) [best, least] = [name, n];
      }
      if (best === undefined || least >= 256) return undefined;
      const have = skeletonOf(best);
      return quote(
        runs(d.i[best][key]).map(([c, t]) => {
          const f = kind(c);
          if (!c || !(f in want) || "vmshH".includes(f) || want[f] === have[f] || (f === "E" && want[f] < 3)) return [c, t];
          return [c, c.repeat(want[f])];
        }),
      );
    }
    #range(a, b) {
      if (a === undefined || b === undefined) throw new TypeError("startDate or endDate cannot be undefined");
      const from = DateTimeFormat.#time(a);
      const to = DateTimeFormat.#time(b);
      const r = this.#r;
      const x = this.#fields(from);
      const y = this.#fields(to);
      const source = (parts, name) => parts.map((p) => ({ ...p, source: name }));
      const whole = (f) => this.#render(r.pattern, f);
      const left = whole(x);
      const right = whole(y);
      if (left.every((p, i) => p.value === right[i]?.value) && left.length === right.length) return source(left, "shared");
      const order = [["G", "era"], ["y", "year"], ["M", "month"], ["d", "day"], ["a", "half"], ["h", "hour"], ["m", "minute"]];
      const half = (f) => ({ ...f, half: f.hour < 12 });
      const [hx, hy] = [half(x), half(y)];
      let differs = order.find(([, name]) => hx[name] !== hy[name])?.[0];
      const onDay = differs === "a" || differs === "h" || differs === "m";
      let want;
      const of = onDay ? r.time : r.time ? "" : r.date;
      if (of) {
        want = {};
        for (const [c, t] of runs(of)) if (c && kind(c) !== "a") want[kind(c)] = kind(c) === "v" ? zoneWidth(t) : t.length;
      }
      let text;
      if (want) {
        if (onDay && "H" in want) differs = differs === "a" || differs === "h" ? "H" : differs;
        text = this.#interval(want, differs);
      }
      const fallback = section(r.data, "d").i.intervalFormatFallback;
      const join = (l, rr) => {
        const out = [];
        for (const [piece] of fallback.matchAll(/\{\d\}|[^{]+/g)) {
          if (piece === "{0}") out.push(...source(l, "startRange"));
          else if (piece === "{1}") out.push(...source(rr, "endRange"));
          else out.push({ type: "literal", value: piece.replace(/[\u202f\u2009]/g, " "), source: "shared" });
        }
        return out;
      };
      if (!text) {
        if (onDay && r.date && r.time) {
          const time = join(this.#render(r.time, x), this.#render(r.time, y));
          const date = source(this.#render(r.date, x), "shared");
          const out = [];
          for (const [piece] of r.glue.matchAll(/\{\d\}|[^{]+/g)) {
            if (piece === "{0}") out.push(...time);
            else if (piece === "{1}") out.push(...date);
            else out.push(...source(this.#render(piece, x), "shared"));
          }
          return out;
        }
        return join(left, right);
      }
      // The second date begins at the first field that comes again.
      const parts = runs(text);
      const seen = new Set();
      let cut = parts.findIndex(([c]) => c && (seen.has(kind(c)) || !seen.add(kind(c))));
      if (cut < 0) cut = parts.length;
      let begin = cut;
      while (begin > 0 && parts[begin - 1][0] === "") begin--;
      const first = this.#render(quote(parts.slice(0, begin)), x);
      const middle = this.#render(quote(parts.slice(begin, cut)), x);
      const last = this.#render(quote(parts.slice(cut)), y);
      let made = [...source(first, "startRange"), ...source(middle, "shared"), ...source(last, "endRange")];
      // A field that stands once belongs to both.
      const once = (type) => made.filter((p) => p.type === type).length === 1;
      made = made.map((p) => (p.type !== "literal" && once(p.type) ? { ...p, source: "shared" } : p));
      for (const list of [made, made.toReversed()]) {
        for (const p of list) {
          if (p.type !== "literal" && p.source !== "shared") break;
          p.source = "shared";
        }
      }
      if (onDay && r.date && r.time) {
        const date = source(this.#render(r.date, x), "shared");
        const out = [];
        for (const [piece] of r.glue.matchAll(/\{\d\}|[^{]+/g)) {
          if (piece === "{0}") out.push(...made);
          else if (piece === "{1}") out.push(...date);
          else out.push(...source(this.#render(piece, x), "shared"));
        }
        return out;
      }
      return made;
    }
    formatRange(a, b) {
      return this.#range(a, b).map((p) => p.value).join("");
    }
    formatRangeToParts(a, b) {
      return this.#range(a, b);
    }
    resolvedOptions() {
      const r = this.#r;
      const out = { locale: r.locale, calendar: r.calendar, numberingSystem: r.numberingSystem, timeZone: r.timeZone };
      if (r.hourCycle) {
        out.hourCycle = r.hourCycle;
        out.hour12 = r.hourCycle === "h11" || r.hourCycle === "h12";
      }
      if (!r.dateStyle && !r.timeStyle) {
        const shown = {};
        for (const [c, t] of runs(r.pattern)) if (c) shown[kind(c)] = t;
        const two = (t) => (t.length === 2 ? "2-digit" : "numeric");
        const a = r.asked;
        if (a.weekday) out.weekday = a.weekday;
        if (a.era) out.era = a.era;
        if (shown.y) out.year = two(shown.y);
        if (shown.M) out.month = shown.M.length <= 2 ? two(shown.M) : { 3: "short", 4: "long", 5: "narrow" }[shown.M.length];
        if (shown.d) out.day = two(shown.d);
        const h = shown.h ?? shown.H;
        if (h) out.hour = two(h);
        if (shown.m) out.minute = two(shown.m);
        if (shown.s) out.second = two(shown.s);
        if (a.fractionalSecondDigits) out.fractionalSecondDigits = a.fractionalSecondDigits;
        if (a.timeZoneName) out.timeZoneName = a.timeZoneName;
      }
      if (r.dateStyle) out.dateStyle = r.dateStyle;
      if (r.timeStyle) out.timeStyle = r.timeStyle;
      return out;
    }
  }
  const make = (locales, options, required, defaults) => new DateTimeFormat(locales, options, required, defaults);
  const Format = intl.callable(DateTimeFormat, "DateTimeFormat");

  // The plain calls are common and their format does not change.
  const plain = new Map();
  const method = (required, defaults) =>
    function (locales, options) {
      if (!(this instanceof Date)) throw new TypeError("this is not a Date object.");
      const ms = this.getTime();
      if (Number.isNaN(ms)) return "Invalid Date";
      if (options === undefined && (locales === undefined || typeof locales === "string")) {
        const key = `${required} ${defaults} ${locales ?? ""}`;
        let f = plain.get(key);
        if (!f) {
          f = make(locales, undefined, required, defaults);
          if (plain.size > 50) plain.clear();
          plain.set(key, f);
        }
        return f.format(ms);
      }
      return make(locales, options, required, defaults).format(ms);
    };
  return {
    DateTimeFormat: Format,
    methods: {
      toLocaleString: method("any", "all"),
      toLocaleDateString: method("date", "date"),
      toLocaleTimeString: method("time", "time"),
    },
  };
});
