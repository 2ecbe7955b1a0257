// Intl.DateTimeFormat for en-US.
(function (native, internals) {
  const { locale, only, choice, tag, refuse, callable } = internals.intl;

  const weekdays = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
  ];
  const months = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ];
  const text = ["narrow", "short", "long"];
  const numeric = ["2-digit", "numeric"];
  const components = {
    weekday: text,
    year: numeric,
    month: [...numeric, ...text],
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
    timeZoneName: ["short", "long"],
  };
  const dateParts = ["weekday", "year", "month", "day"];
  const timeParts = ["hour", "minute", "second", "fractionalSecondDigits"];
  const known = [
    ...Object.keys(components),
    "fractionalSecondDigits",
    "dateStyle",
    "timeStyle",
    "timeZone",
    "hour12",
    "hourCycle",
    "localeMatcher",
    "formatMatcher",
    "calendar",
    "numberingSystem",
  ];
  const dateStyles = {
    full: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
    long: { year: "numeric", month: "long", day: "numeric" },
    medium: { year: "numeric", month: "short", day: "numeric" },
    short: { year: "2-digit", month: "numeric", day: "numeric" },
  };
  const timeStyles = {
    full: {
      hour: "numeric",
      minute: "2-digit",
      second: "2-digit",
      timeZoneName: "long",
    },
    long: {
      hour: "numeric",
      minute: "2-digit",
      second: "2-digit",
      timeZoneName: "short",
    },
    medium: { hour: "numeric", minute: "2-digit", second: "2-digit" },
    short: { hour: "numeric", minute: "2-digit" },
  };
  const longZones = {
    UTC: "Coordinated Universal Time",
    EST: "Eastern Standard Time",
    EDT: "Eastern Daylight Time",
    CST: "Central Standard Time",
    CDT: "Central Daylight Time",
    MST: "Mountain Standard Time",
    MDT: "Mountain Daylight Time",
    PST: "Pacific Standard Time",
    PDT: "Pacific Daylight Time",
  };
  const two = (n) => String(n).padStart(2, "0");
  const cut = (word, style) =>
    style === "long" ? word : word.slice(0, style === "short" ? 3 : 1);

  class DateTimeFormat {
    #o;
    #zone;
    constructor(locales, options, defaults = ["date"], wanted = "any") {
      const given = only(options, known, "Intl.DateTimeFormat");
      const o = {};
      this.#o = o;
      o.locale = locale(locales);
      this.#zone =
        given.timeZone === undefined ? "UTC" : String(given.timeZone);
      const probe = native.zone(this.#zone, 0);
      if (probe === null) {
        if (/^[+-]\d{2}(:?\d{2})?$/.test(this.#zone))
          refuse("Intl.DateTimeFormat: an offset as timeZone");
        throw new RangeError(`Invalid time zone specified: ${this.#zone}`);
      }
      if (/^(utc|gmt)$/i.test(this.#zone)) this.#zone = "UTC";
      o.cycle =
        given.hourCycle === undefined
          ? "h12"
          : choice(
              given,
              "hourCycle",
              ["h11", "h12", "h23", "h24"],
              "h12",
              "DateTimeFormat",
            );
      if (given.hour12 !== undefined) o.cycle = given.hour12 ? "h12" : "h23";
      for (const [name, values] of Object.entries(components)) {
        o[name] = choice(given, name, values, undefined, "DateTimeFormat");
      }
      if (given.fractionalSecondDigits !== undefined)
        o.fractionalSecondDigits = Number(given.fractionalSecondDigits);
      const dateStyle = choice(
        given,
        "dateStyle",
        Object.keys(dateStyles),
        undefined,
        "DateTimeFormat",
      );
      const timeStyle = choice(
        given,
        "timeStyle",
        Object.keys(timeStyles),
        undefined,
        "DateTimeFormat",
      );
      if (dateStyle !== undefined || timeStyle !== undefined) {
        for (const name of [...dateParts, ...timeParts]) {
          if (o[name] !== undefined)
            throw new TypeError("Invalid option : option");
        }
        if (wanted === "date" && timeStyle !== undefined)
          throw new TypeError("Invalid option : timeStyle");
        if (wanted === "time" && dateStyle !== undefined)
          throw new TypeError("Invalid option : dateStyle");
        Object.assign(o, dateStyles[dateStyle], timeStyles[timeStyle]);
        o.at = dateStyle === "full" || dateStyle === "long";
        return;
      }
      const has = (names) => names.some((n) => o[n] !== undefined);
      const missing =
        wanted === "any"
          ? !has(dateParts) && !has(timeParts)
          : wanted === "date"
            ? !has(dateParts)
            : !has(timeParts);
      if (missing && defaults.includes("date"))
        Object.assign(o, { year: "numeric", month: "numeric", day: "numeric" });
      if (missing && defaults.includes("time"))
        Object.assign(o, {
          hour: "numeric",
          minute: "2-digit",
          second: "2-digit",
        });
      o.at = o.month === "long" && o.day !== undefined;
    }

    #fields(date) {
      const time = date === undefined ? Date.now() : Number(date);
      if (!Number.isFinite(time)) throw new RangeError("Invalid time value");
      const [offset, abbreviation] = native.zone(this.#zone, time);
      return { d: new Date(time + offset * 1000), offset, abbreviation };
    }

    #date({ d }) {
      const o = this.#o;
      const part = (type, value) => ({ type, value });
      const year =
        o.year &&
        part(
          "year",
          o.year === "2-digit"
            ? two(d.getUTCFullYear() % 100)
            : String(d.getUTCFullYear()),
        );
      const day =
        o.day &&
        part(
          "day",
          o.day === "2-digit" ? two(d.getUTCDate()) : String(d.getUTCDate()),
        );
      const weekday =
        o.weekday && part("weekday", cut(weekdays[d.getUTCDay()], o.weekday));
      const m = d.getUTCMonth();
      let parts = [];
      const add = (p, separator) => {
        if (!p) return;
        if (parts.length > 0) parts.push(part("literal", separator));
        parts.push(p);
      };
      if (text.includes(o.month)) {
        const month = part("month", cut(months[m], o.month));
        if (weekday && !day) {
          add(month, "");
          add(year, " ");
          add(weekday, " ");
          return parts;
        }
        add(weekday, ", ");
        add(month, ", ");
        add(day, " ");
        add(year, day ? ", " : " ");
        return parts;
      }
      const month =
        o.month &&
        part("month", o.month === "2-digit" ? two(m + 1) : String(m + 1));
      if (!month && day && year) {
        return [year, part("literal", " (day: "), day, part("literal", ")")];
      }
      add(month, "/");
      add(day, "/");
      add(year, "/");
      if (weekday && day && !month) return [day, part("literal", " "), weekday];
      if (weekday)
        parts =
          parts.length > 0
            ? [weekday, part("literal", ", "), ...parts]
            : [weekday];
      return parts;
    }

    #time({ d }) {
      const o = this.#o;
      const parts = [];
      const add = (type, value) => {
        if (parts.length > 0) parts.push({ type: "literal", value: ":" });
        parts.push({ type, value });
      };
      const h = d.getUTCHours();
      const twelve = o.cycle === "h12" || o.cycle === "h11";
      if (o.hour) {
        const n = { h12: h % 12 || 12, h11: h % 12, h23: h, h24: h || 24 }[
          o.cycle
        ];
        add("hour", o.hour === "2-digit" || !twelve ? two(n) : String(n));
      }
      const alone = !o.hour && !(o.minute && o.second);
      if (o.minute)
        add(
          "minute",
          alone && o.minute
            ? String(d.getUTCMinutes())
            : two(d.getUTCMinutes()),
        );
      if (o.second)
        add(
          "second",
          alone ? String(d.getUTCSeconds()) : two(d.getUTCSeconds()),
        );
      if (o.fractionalSecondDigits) {
        if (parts.length > 0) parts.push({ type: "literal", value: "." });
        const ms = String(d.getUTCMilliseconds())
          .padStart(3, "0")
          .slice(0, o.fractionalSecondDigits);
        parts.push({ type: "fractionalSecond", value: ms });
      }
      if (o.hour && twelve)
        parts.push(
          { type: "literal", value: " " },
          { type: "dayPeriod", value: h < 12 ? "AM" : "PM" },
        );
      return parts;
    }

    #zoneName({ offset, abbreviation }) {
      if (this.#o.timeZoneName === "long") {
        return (
          longZones[abbreviation] ??
          refuse(
            `Intl.DateTimeFormat: the long name of the time zone ${this.#zone}`,
          )
        );
      }
      if (abbreviation !== "") return abbreviation;
      if (offset === 0) return "GMT";
      const minutes = Math.abs(offset) / 60;
      const rest = minutes % 60;
      return `GMT${offset < 0 ? "-" : "+"}${Math.floor(minutes / 60)}${rest ? `:${two(rest)}` : ""}`;
    }

    formatToParts(date) {
      const fields = this.#fields(date);
      const parts = this.#date(fields);
      const time = this.#time(fields);
      if (parts.length > 0 && time.length > 0)
        parts.push({ type: "literal", value: this.#o.at ? " at " : ", " });
      const hadTime = time.length > 0;
      parts.push(...time);
      if (this.#o.timeZoneName) {
        parts.push(
          { type: "literal", value: hadTime ? " " : ", " },
          { type: "timeZoneName", value: this.#zoneName(fields) },
        );
      }
      return parts;
    }
    get format() {
      return (date) =>
        this.formatToParts(date)
          .map((p) => p.value)
          .join("");
    }
    resolvedOptions() {
      const { cycle, at, locale: name, ...shown } = this.#o;
      const made = {
        locale: name,
        calendar: "gregory",
        numberingSystem: "latn",
        timeZone: this.#zone,
      };
      if (shown.hour)
        Object.assign(made, {
          hourCycle: cycle,
          hour12: cycle === "h12" || cycle === "h11",
        });
      for (const [key, value] of Object.entries(shown))
        if (value !== undefined) made[key] = value;
      return made;
    }
  }
  tag(DateTimeFormat, "DateTimeFormat");

  const method = (defaults, wanted) =>
    function (locales, options) {
      const time = Date.prototype.getTime.call(this);
      const format = new DateTimeFormat(locales, options, defaults, wanted);
      return Number.isNaN(time) ? "Invalid Date" : format.format(time);
    };
  return {
    DateTimeFormat: callable(DateTimeFormat, "DateTimeFormat"),
    methods: {
      toLocaleString: method(["date", "time"], "any"),
      toLocaleDateString: method(["date"], "date"),
      toLocaleTimeString: method(["time"], "time"),
    },
  };
});
