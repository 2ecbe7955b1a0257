// Intl.NumberFormat and Intl.PluralRules for en-US.
(function (native, internals) {
  const { locale, only, choice, tag, refuse, callable } = internals.intl;

  const noCents = [
    "JPY",
    "KRW",
    "VND",
    "CLP",
    "ISK",
    "PYG",
    "UGX",
    "XAF",
    "XOF",
    "XPF",
    "RWF",
    "KMF",
    "GNF",
    "DJF",
    "BIF",
    "VUV",
  ];
  const mills = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
  const symbols = {
    USD: "$",
    EUR: "€",
    GBP: "£",
    JPY: "¥",
    INR: "₹",
    CNY: "CN¥",
    KRW: "₩",
    CAD: "CA$",
    AUD: "A$",
    MXN: "MX$",
    BRL: "R$",
    NZD: "NZ$",
    HKD: "HK$",
    TWD: "NT$",
    ILS: "₪",
    VND: "₫",
    PHP: "₱",
    XAF: "FCFA",
    XOF: "F\u202fCFA",
    XPF: "CFPF",
    XCD: "EC$",
  };
  const narrow = {
    CAD: "$",
    AUD: "$",
    MXN: "$",
    NZD: "$",
    HKD: "$",
    TWD: "$",
    XCD: "$",
    CNY: "¥",
  };
  const known = [
    "style",
    "currency",
    "currencyDisplay",
    "currencySign",
    "minimumIntegerDigits",
    "minimumFractionDigits",
    "maximumFractionDigits",
    "minimumSignificantDigits",
    "maximumSignificantDigits",
    "useGrouping",
    "notation",
    "compactDisplay",
    "signDisplay",
    "localeMatcher",
    "numberingSystem",
  ];
  const compactNames = [
    ["K", " thousand"],
    ["M", " million"],
    ["B", " billion"],
    ["T", " trillion"],
  ];

  const digits = (options, name, low, high, fallback) => {
    const value = options[name];
    if (value === undefined) return fallback;
    const n = Number(value);
    if (!(n >= low && n <= high))
      throw new RangeError(`${name} value is out of range.`);
    return Math.floor(n);
  };
  const grouped = (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ",");

  class NumberFormat {
    #o;
    constructor(locales, options) {
      const o = only(options, known, "Intl.NumberFormat");
      const made = { locale: locale(locales), numberingSystem: "latn" };
      made.style = choice(
        o,
        "style",
        ["decimal", "percent", "currency", "unit"],
        "decimal",
        "NumberFormat",
      );
      if (made.style === "unit") refuse('Intl.NumberFormat: style "unit"');
      if (o.currency !== undefined && !/^[A-Za-z]{3}$/.test(o.currency))
        throw new RangeError(`Invalid currency code : ${o.currency}`);
      let cents = 0;
      if (made.style === "currency") {
        if (o.currency === undefined)
          throw new TypeError("Currency code is required with currency style.");
        made.currency = String(o.currency).toUpperCase();
        made.currencyDisplay = choice(
          o,
          "currencyDisplay",
          ["code", "symbol", "narrowSymbol", "name"],
          "symbol",
          "NumberFormat",
        );
        if (made.currencyDisplay === "name")
          refuse('Intl.NumberFormat: currencyDisplay "name"');
        made.currencySign = choice(
          o,
          "currencySign",
          ["standard", "accounting"],
          "standard",
          "NumberFormat",
        );
        cents = noCents.includes(made.currency)
          ? 0
          : mills.includes(made.currency)
            ? 3
            : 2;
      }
      made.notation = choice(
        o,
        "notation",
        ["standard", "scientific", "engineering", "compact"],
        "standard",
        "NumberFormat",
      );
      if (made.notation === "scientific" || made.notation === "engineering")
        refuse(`Intl.NumberFormat: notation "${made.notation}"`);
      if (made.notation === "compact")
        made.compactDisplay = choice(
          o,
          "compactDisplay",
          ["short", "long"],
          "short",
          "NumberFormat",
        );
      made.minimumIntegerDigits = digits(o, "minimumIntegerDigits", 1, 21, 1);
      const significant =
        o.minimumSignificantDigits !== undefined ||
        o.maximumSignificantDigits !== undefined;
      if (significant) {
        made.minimumSignificantDigits = digits(
          o,
          "minimumSignificantDigits",
          1,
          21,
          1,
        );
        made.maximumSignificantDigits = digits(
          o,
          "maximumSignificantDigits",
          made.minimumSignificantDigits,
          21,
          21,
        );
      }
      const compact = made.notation === "compact";
      const low = compact ? 0 : cents;
      const high =
        made.style === "percent" || compact
          ? 0
          : made.style === "currency"
            ? cents
            : 3;
      let min = digits(o, "minimumFractionDigits", 0, 100, undefined);
      let max = digits(o, "maximumFractionDigits", 0, 100, undefined);
      made.rounds =
        compact && min === undefined && max === undefined && !significant;
      if (min === undefined) min = max === undefined ? low : Math.min(low, max);
      if (max === undefined) max = Math.max(high, min);
      if (min > max)
        throw new RangeError("maximumFractionDigits value is out of range.");
      made.minimumFractionDigits = min;
      made.maximumFractionDigits = max;
      made.useGrouping =
        o.useGrouping === undefined
          ? compact
            ? "min2"
            : "auto"
          : o.useGrouping;
      made.signDisplay = choice(
        o,
        "signDisplay",
        ["auto", "never", "always", "exceptZero", "negative"],
        "auto",
        "NumberFormat",
      );
      this.#o = made;
      // Bound, for it is passed to map().
      Object.defineProperty(this, "format", {
        value: (value) =>
          this.formatToParts(value)
            .map((p) => p.value)
            .join(""),
        configurable: true,
      });
    }

    // The digits as parts, and the value after rounding says whether it is zero.
    #digits(value) {
      const o = this.#o;
      let text;
      let suffix = "";
      const decimal = (x, min, max) =>
        native.decimal(
          x,
          min,
          max,
          o.minimumSignificantDigits ?? 0,
          o.maximumSignificantDigits ?? 0,
        );
      if (o.notation === "compact") {
        let n = Math.abs(Number(value));
        let power = 0;
        const shown = () => {
          const x = n / 1000 ** power;
          // Without a wish, two digits where there is one before the point.
          return o.rounds
            ? native.decimal(x, 0, 0, x < 100 ? 1 : 0, x < 100 ? 2 : 0)
            : decimal(x, o.minimumFractionDigits, o.maximumFractionDigits);
        };
        while (power < 4 && n / 1000 ** power >= 1000) power++;
        text = shown();
        if (power < 4 && Number(text) >= 1000) {
          power++;
          text = shown();
        }
        if (power > 0)
          suffix = compactNames[power - 1][o.compactDisplay === "long" ? 1 : 0];
      } else {
        const percent = o.style === "percent";
        const x =
          typeof value === "bigint"
            ? String(percent ? value * 100n : value)
            : percent
              ? shift(value)
              : value;
        text = decimal(x, o.minimumFractionDigits, o.maximumFractionDigits);
      }
      let [whole, fraction] = text.split(".");
      whole = whole.padStart(o.minimumIntegerDigits, "0");
      const group =
        o.useGrouping !== false &&
        o.useGrouping !== "false" &&
        !(o.useGrouping === "min2" && whole.length < 5);
      const parts = [];
      for (const [i, piece] of (group ? grouped(whole) : whole)
        .split(",")
        .entries()) {
        if (i > 0) parts.push({ type: "group", value: "," });
        parts.push({ type: "integer", value: piece });
      }
      if (fraction)
        parts.push(
          { type: "decimal", value: "." },
          { type: "fraction", value: fraction },
        );
      if (suffix.startsWith(" ")) parts.push({ type: "literal", value: " " });
      if (suffix) parts.push({ type: "compact", value: suffix.trim() });
      return { parts, zero: /^[0.]*$/.test(text) };
    }

    formatToParts(input) {
      const o = this.#o;
      const value = typeof input === "bigint" ? input : Number(input);
      const negative =
        typeof value === "bigint"
          ? value < 0n
          : value < 0 || Object.is(value, -0);
      let parts;
      let zero = false;
      if (Number.isNaN(value)) parts = [{ type: "nan", value: "NaN" }];
      else if (typeof value === "number" && !Number.isFinite(value))
        parts = [{ type: "infinity", value: "∞" }];
      else ({ parts, zero } = this.#digits(value));
      if (o.style === "percent")
        parts.push({ type: "percentSign", value: "%" });
      if (o.style === "currency") {
        const code = o.currency;
        const symbol =
          o.currencyDisplay === "code"
            ? code
            : (o.currencyDisplay === "narrowSymbol" && narrow[code]) ||
              (symbols[code] ?? code);
        const spaced = /[A-Za-z]$/.test(symbol);
        parts.unshift(
          { type: "currency", value: symbol },
          ...(spaced ? [{ type: "literal", value: "\u00a0" }] : []),
        );
      }
      const sign = {
        auto: negative && !Number.isNaN(value),
        never: false,
        always: true,
        exceptZero: !zero && !Number.isNaN(value),
        negative: negative && !zero,
      }[o.signDisplay];
      if (!sign) return parts;
      if (negative && o.currencySign === "accounting") {
        return [
          { type: "literal", value: "(" },
          ...parts,
          { type: "literal", value: ")" },
        ];
      }
      return [
        negative
          ? { type: "minusSign", value: "-" }
          : { type: "plusSign", value: "+" },
        ...parts,
      ];
    }

    resolvedOptions() {
      const { rounds, ...shown } = this.#o;
      return {
        ...shown,
        roundingIncrement: 1,
        roundingMode: "halfExpand",
        roundingPriority: "auto",
        trailingZeroDisplay: "auto",
      };
    }
  }
  tag(NumberFormat, "NumberFormat");

  // shift multiplies by a hundred on the decimal digits: 0.07 * 100 is not 7 in binary.
  const shift = (value) => {
    const [mantissa, exponent = "0"] = String(value).split("e");
    return Number(`${mantissa}e${Number(exponent) + 2}`);
  };

  class PluralRules {
    #ordinal;
    #locale;
    constructor(locales, options) {
      const o = only(options, ["type", "localeMatcher"], "Intl.PluralRules");
      this.#locale = locale(locales);
      this.#ordinal =
        choice(
          o,
          "type",
          ["cardinal", "ordinal"],
          "cardinal",
          "PluralRules",
        ) === "ordinal";
    }
    select(value) {
      const n = Math.abs(Number(value));
      if (!this.#ordinal) return n === 1 ? "one" : "other";
      const ten = n % 10;
      const hundred = n % 100;
      if (ten === 1 && hundred !== 11) return "one";
      if (ten === 2 && hundred !== 12) return "two";
      if (ten === 3 && hundred !== 13) return "few";
      return "other";
    }
    resolvedOptions() {
      return {
        locale: this.#locale,
        type: this.#ordinal ? "ordinal" : "cardinal",
        pluralCategories: this.#ordinal
          ? ["few", "one", "two", "other"]
          : ["one", "other"],
      };
    }
  }
  tag(PluralRules, "PluralRules");

  return {
    NumberFormat: callable(NumberFormat, "NumberFormat"),
    PluralRules,
    methods: {
      toLocaleString(locales, options) {
        return new NumberFormat(locales, options).format(this.valueOf());
      },
    },
  };
});
