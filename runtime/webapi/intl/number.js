// Intl.NumberFormat, PluralRules and RelativeTimeFormat, and toLocaleString of
// Number and BigInt.
(function (native, internals) {
  const intl = internals.intl;
  const { section, common, choice, number } = intl;
  const units = native.units().split(" ");
  const isUnit = (u) => {
    const [a, b, ...rest] = u.split("-per-");
    return rest.length === 0 && units.includes(a) && (b === undefined || units.includes(b));
  };
  const modes = ["ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven"];
  const increments = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000];
  const numbering = (value) => /^[a-z\d]{3,8}(-[a-z\d]{3,8})*$/i.test(value);

  // digitOptions is SetNumberFormatDigitOptions.
  const digitOptions = (o, least, most, notation, r) => {
    r.minimumIntegerDigits = number(o, "minimumIntegerDigits", 1, 21, 1);
    let low = o.minimumFractionDigits;
    let high = o.maximumFractionDigits;
    let lowSignificant = o.minimumSignificantDigits;
    let highSignificant = o.maximumSignificantDigits;
    r.roundingIncrement = number(o, "roundingIncrement", 1, 5000, 1);
    if (!increments.includes(r.roundingIncrement)) throw new RangeError("roundingIncrement value is out of range.");
    r.roundingMode = choice(o, "roundingMode", modes, "halfExpand", "NumberFormat");
    const priority = choice(o, "roundingPriority", ["auto", "morePrecision", "lessPrecision"], "auto", "NumberFormat");
    r.trailingZeroDisplay = choice(o, "trailingZeroDisplay", ["auto", "stripIfInteger"], "auto", "NumberFormat");
    r.roundingPriority = priority;
    if (r.roundingIncrement !== 1) most = least;
    const hasSignificant = lowSignificant !== undefined || highSignificant !== undefined;
    const hasFraction = low !== undefined || high !== undefined;
    let needSignificant = true;
    let needFraction = true;
    if (priority === "auto") {
      needSignificant = hasSignificant;
      if (hasSignificant || (!hasFraction && notation === "compact")) needFraction = false;
    }
    if (needSignificant) {
      if (hasSignificant) {
        r.minimumSignificantDigits = number(o, "minimumSignificantDigits", 1, 21, 1);
        r.maximumSignificantDigits = number(o, "maximumSignificantDigits", r.minimumSignificantDigits, 21, 21);
      } else {
        r.minimumSignificantDigits = 1;
        r.maximumSignificantDigits = 21;
      }
    }
    if (needFraction) {
      if (hasFraction) {
        low = number(o, "minimumFractionDigits", 0, 100, undefined);
        high = number(o, "maximumFractionDigits", 0, 100, undefined);
        if (low === undefined) low = Math.min(least, high);
        else if (high === undefined) high = Math.max(most, low);
        else if (low > high) throw new RangeError("maximumFractionDigits value is out of range.");
        r.minimumFractionDigits = low;
        r.maximumFractionDigits = high;
      } else {
        r.minimumFractionDigits = least;
        r.maximumFractionDigits = most;
      }
    }
    r.rounding = "fraction";
    if (!needSignificant && !needFraction) {
      r.minimumFractionDigits = 0;
      r.maximumFractionDigits = 0;
      r.minimumSignificantDigits = 1;
      r.maximumSignificantDigits = 2;
      r.rounding = "more";
      r.compactRounding = true;
      r.roundingPriority = "morePrecision";
    } else if (priority !== "auto") r.rounding = priority === "morePrecision" ? "more" : "less";
    else if (needSignificant) {
      r.rounding = "significant";
      r.minimumFractionDigits = undefined;
      r.maximumFractionDigits = undefined;
    }
    if (r.roundingIncrement !== 1) {
      if (r.rounding !== "fraction") throw new TypeError("roundingIncrement value is invalid.");
      if (r.minimumFractionDigits !== r.maximumFractionDigits) throw new RangeError("roundingIncrement value is out of range.");
    }
  };

  // digits rounds; text is "123.45" without a sign.
  const digits = (r, text, negative) => {
    const mode = negative ? ({ ceil: "floor", floor: "ceil", halfCeil: "halfFloor", halfFloor: "halfCeil" }[r.roundingMode] ?? r.roundingMode) : r.roundingMode;
    const m = { ceil: "expand", floor: "trunc", halfCeil: "halfExpand", halfFloor: "halfTrunc" }[mode] ?? mode;
    const byFraction = () => native.decimal(text, r.minimumFractionDigits, r.maximumFractionDigits, 0, 0, m, r.roundingIncrement);
    const bySignificant = () => native.decimal(text, 0, 0, r.minimumSignificantDigits, r.maximumSignificantDigits, m, 1);
    let out;
    if (r.rounding === "fraction") out = byFraction();
    else if (r.rounding === "significant") out = bySignificant();
    else {
      // Which of the two keeps more places.
      const lead = native.lead(text);
      const significantPlaces = r.maximumSignificantDigits - lead;
      const more = significantPlaces > r.maximumFractionDigits;
      out = (r.rounding === "more") === more ? bySignificant() : byFraction();
    }
    const point = out.indexOf(".");
    if (r.trailingZeroDisplay === "stripIfInteger" && point >= 0 && /^\.0*$/.test(out.slice(point))) out = out.slice(0, point);
    const whole = out.includes(".") ? out.slice(0, out.indexOf(".")) : out;
    return out.length && whole.length < r.minimumIntegerDigits ? out.padStart(out.length + r.minimumIntegerDigits - whole.length, "0") : out;
  };

  const textOf = (x) => {
    if (typeof x === "bigint") return [x < 0n ? (-x).toString() : x.toString(), x < 0n];
    if (typeof x === "string") {
      const s = x.trim();
      const m = /^([+-]?)(\d+\.?\d*|\.\d+)$/.exec(s);
      if (m) return [m[2].startsWith(".") ? `0${m[2]}` : m[2].replace(/\.$/, "").replace(/^0+(?=\d)/, ""), m[1] === "-"];
      return textOf(Number(x));
    }
    return [native.plain(x), x < 0 || Object.is(x, -0)];
  };
  const numeric = (v) => {
    const p = typeof v === "object" && v !== null ? (v[Symbol.toPrimitive]?.("number") ?? v.valueOf()) : v;
    return typeof p === "bigint" || typeof p === "string" ? p : Number(p);
  };

  const split = (pattern) => {
    const [positive, negative] = pattern.split(";");
    const m = /^((?:'[^']*'|[^#0,.'])*)([#0,.]+(?:E0)?)((?:'[^']*'|[^#0,.'])*)$/.exec(positive);
    const parts = [m[1], m[2], m[3]];
    if (negative) {
      const n = /^((?:'[^']*'|[^#0,.'])*)([#0,.]+)((?:'[^']*'|[^#0,.'])*)$/.exec(negative);
      parts.push(n[1], n[3]);
    }
    return parts;
  };
  const unquote = (s) => s.replace(/'([^']*)'/g, (_, t) => t || "'");

  class NumberFormat {
    #r;
    #bound;
    constructor(locales, options) {
      const o = intl.coerce(options, "Intl.NumberFormat");
      const found = intl.resolve(locales, { nu: (v) => v in common().digitsOf });
      const r = (this.#r = { locale: "", data: found.data });
      choice(o, "localeMatcher", ["lookup", "best fit"], "best fit", "NumberFormat");
      const asked = o.numberingSystem;
      if (asked !== undefined && !numbering(String(asked))) throw new RangeError(`Invalid numberingSystem : ${asked}`);
      const n = section(r.data, "n");
      const used = { ...found.used };
      let ns = used.nu ?? n.ns;
      if (asked !== undefined && String(asked) in common().digitsOf) {
        ns = String(asked);
        if (ns !== used.nu) delete used.nu;
      }
      r.numberingSystem = ns;
      r.locale = intl.withKeys(found.base, used);
      r.style = choice(o, "style", ["decimal", "percent", "currency", "unit"], "decimal", "NumberFormat");
      const currency = o.currency;
      if (currency !== undefined && !/^[a-z]{3}$/i.test(String(currency)))
        throw new RangeError(`Invalid currency code : ${currency}`);
      if (r.style === "currency" && currency === undefined) throw new TypeError("Currency code is required with currency style.");
      const display = choice(o, "currencyDisplay", ["code", "symbol", "narrowSymbol", "name"], "symbol", "NumberFormat");
      const sign = choice(o, "currencySign", ["standard", "accounting"], "standard", "NumberFormat");
      const unit = o.unit;
      if (unit !== undefined && !isUnit(String(unit)))
        throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${unit}'`);
      if (r.style === "unit" && unit === undefined) throw new TypeError("Required unit is missing for unit style.");
      const unitDisplay = choice(o, "unitDisplay", ["short", "narrow", "long"], "short", "NumberFormat");
      if (r.style === "currency") {
        r.currency = String(currency).toUpperCase();
        r.currencyDisplay = display;
        r.currencySign = sign;
      }
      if (r.style === "unit") {
        r.unit = String(unit);
        r.unitDisplay = unitDisplay;
      }
      r.notation = choice(o, "notation", ["standard", "scientific", "engineering", "compact"], "standard", "NumberFormat");
      let least = 0;
      let most = r.style === "percent" ? 0 : 3;
      if (r.style === "currency" && r.notation === "standard") least = most = common().digits[r.currency] ?? 2;
      digitOptions(o, least, most, r.notation, r);
      const compact = choice(o, "compactDisplay", ["short", "long"], "short", "NumberFormat");
      if (r.notation === "compact") r.compactDisplay = compact;
      const grouping = o.useGrouping;
      const standard = r.notation === "compact" ? "min2" : "auto";
      if (grouping === undefined) r.useGrouping = standard;
      else if (grouping === true || grouping === "always") r.useGrouping = "always";
      else if (grouping === false || grouping === null || grouping === 0 || grouping === "") r.useGrouping = false;
      else if (grouping === "true" || grouping === "false") r.useGrouping = standard;
      else if (grouping === "min2" || grouping === "auto") r.useGrouping = grouping;
      else if (typeof grouping === "string")
        throw new RangeError(`Value ${grouping} out of range for Intl.NumberFormat options property useGrouping`);
      else r.useGrouping = "always";
      r.signDisplay = choice(o, "signDisplay", ["auto", "never", "always", "exceptZero", "negative"], "auto", "NumberFormat");
    }
    static digits = (f, x) => f.#digits(x);
    #digits(x) {
      const [text, negative] = textOf(x);
      return digits(this.#r, text, negative);
    }
    get format() {
      return (this.#bound ??= (x) => NumberFormat.#join(this.#parts(numeric(x))));
    }
    static #join(parts) {
      let s = "";
      for (const p of parts) s += p.value;
      return s;
    }
    formatToParts(x) {
      return this.#parts(numeric(x));
    }
    formatRange(a, b) {
      return NumberFormat.#join(this.#range(a, b));
    }
    formatRangeToParts(a, b) {
      return this.#range(a, b);
    }
    #range(a, b) {
      if (a === undefined || b === undefined) throw new TypeError("start or end is undefined");
      const x = numeric(a);
      const y = numeric(b);
      if (Number.isNaN(x) || Number.isNaN(y)) throw new RangeError("Invalid number value");
      const left = this.#parts(x);
      const right = this.#parts(y);
      const y0 = this.#symbols().y;
      if (NumberFormat.#join(left) === NumberFormat.#join(right))
        return [{ type: "approximatelySign", value: y0[8] ?? "~", source: "shared" }, ...left.map((p) => ({ ...p, source: "shared" }))];
      const plain = this.#r.style === "decimal" && this.#r.notation === "standard" && !left.some((p) => p.type.endsWith("Sign"));
      const between = plain || /\s/.test((this.#symbols().r ?? "{0}–{1}").slice(3, -3)) ? (this.#symbols().r ?? "{0}–{1}").slice(3, -3) : " – ";
      // What both have at an end is said once.
      const literal = { type: "literal", value: between, source: "shared" };
      if (this.#r.style === "currency" || this.#r.style === "unit" || this.#r.style === "percent") {
        const outer = (p) => !["integer", "group", "decimal", "fraction", "minusSign", "plusSign"].includes(p.type);
        const cut = (parts) => {
          let i = parts.length;
          while (i > 0 && outer(parts[i - 1])) i--;
          let j = 0;
          while (j < parts.length && outer(parts[j])) j++;
          return [j, i];
        };
        const [lj, li] = cut(left);
        const [rj, ri] = cut(right);
        if (li < left.length && lj === 0 && JSON.stringify(left.slice(li)) === JSON.stringify(right.slice(ri))) {
          literal.value = (this.#symbols().r ?? "{0}–{1}").slice(3, -3);
          return [
            ...left.slice(0, li).map((p) => ({ ...p, source: "startRange" })),
            literal,
            ...right.slice(0, ri).map((p) => ({ ...p, source: "endRange" })),
            ...right.slice(ri).map((p) => ({ ...p, source: "shared" })),
          ];
        }
        void rj;
      }
      return [
        ...left.map((p) => ({ ...p, source: "startRange" })),
        literal,
        ...right.map((p) => ({ ...p, source: "endRange" })),
      ];
    }
    #symbols() {
      const { s, ns } = section(this.#r.data, "n");
      const own = s[this.#r.numberingSystem];
      if (own) return own;
      const base = s.latn ?? s[ns];
      if (!this.#r.numberingSystem.startsWith("arab")) return base;
      return { ...base, y: ["\u066b", "\u066c", ...base.y.slice(2)] };
    }
    #native(text) {
      const ns = this.#r.numberingSystem;
      if (ns === "latn") return text;
      const all = [...common().digitsOf[ns]];
      return text.replace(/\d/g, (d) => all[d]);
    }
    #parts(x) {
      const r = this.#r;
      const s = this.#symbols();
      const [decimal, group, minus, plus, percent, exponentSign, infinity, nan] = s.y;
      const isNaN_ = typeof x === "number" && Number.isNaN(x);
      const isInfinite = x === Infinity || x === -Infinity || (typeof x === "string" && Math.abs(Number(x)) === Infinity);
      let [text, negative] = isNaN_ || isInfinite ? ["", x < 0] : textOf(x);
      let exponent = 0;
      let compact;
      let shown = "";
      if (text !== "") {
        if (r.style === "percent") text = native.shift(text, 2);
        if (r.notation === "standard") shown = digits(r, text, negative);
        else if (r.notation === "compact") [shown, exponent, compact] = this.#compact(s, text, negative);
        else {
          const step = r.notation === "engineering" ? 3 : 1;
          const zero = /^[0.]*$/.test(text);
          const magnitude = (t) => Math.floor((native.lead(t) - 1) / step) * step;
          exponent = zero ? 0 : magnitude(text);
          shown = digits(r, native.shift(text, -exponent), negative);
          if (!zero && magnitude(native.shift(shown, exponent)) !== exponent) {
            exponent = magnitude(native.shift(shown, exponent));
            shown = digits(r, native.shift(text, -exponent), negative);
          }
        }
      }
      const isZero = shown !== "" ? /^[0.]*$/.test(shown) : isNaN_;
      let sign = "";
      switch (r.signDisplay) {
        case "auto": sign = negative ? "-" : ""; break;
        case "always": sign = negative ? "-" : "+"; break;
        case "exceptZero": sign = isZero ? "" : negative ? "-" : "+"; break;
        case "negative": sign = negative && !isZero ? "-" : ""; break;
      }
      if (isNaN_) sign = r.signDisplay === "always" ? "+" : "";

      const body = [];
      if (isNaN_) body.push({ type: "nan", value: nan });
      else if (isInfinite) body.push({ type: "infinity", value: infinity });
      else {
        const [whole, fraction] = shown.split(".");
        const cur = r.style === "currency";
        this.#group(body, whole, (cur && s.y[10]) || group, split(s.d)[1]);
        if (fraction !== undefined) {
          body.push({ type: "decimal", value: (cur && s.y[9]) || decimal }, { type: "fraction", value: this.#native(fraction) });
        }
        if (r.notation === "scientific" || r.notation === "engineering") {
          body.push({ type: "exponentSeparator", value: exponentSign });
          if (exponent < 0) body.push({ type: "exponentMinusSign", value: minus });
          body.push({ type: "exponentInteger", value: this.#native(String(Math.abs(exponent))) });
        }
      }
      const category = () => intl.plural(r.data, "cardinal", shown || "0", r.notation === "compact" ? exponent : 0);
      const signed = (parts) =>
        sign ? [{ type: sign === "-" ? "minusSign" : "plusSign", value: sign === "-" ? minus : plus }, ...parts] : parts;
      let inner = body;
      if (compact && r.style === "currency" && s.m && Object.values(s.m).includes(compact)) {
        return this.#currency(s, body, sign, category, minus, plus, compact[category()] ?? compact.other);
      }
      if (compact) {
        const pattern = compact[category()] ?? compact.other;
        const [before, , after] = split(pattern.replace(/¤/g, ""));
        const wrap = (t) => {
          const u = unquote(t);
          const m = /^(\s*)(.*?)(\s*)$/s.exec(u);
          const out = [];
          if (m[1]) out.push({ type: "literal", value: m[1] });
          if (m[2]) out.push({ type: "compact", value: m[2] });
          if (m[3]) out.push({ type: "literal", value: m[3] });
          return out;
        };
        inner = [...wrap(before), ...body, ...wrap(r.style === "currency" ? after.replace(/\s+$/, "") : after)];
      }
      switch (r.style) {
        case "percent": {
          const [before, , after] = split(s.p);
          const wrap = (t) =>
            [...t.matchAll(/%|[^%]+/g)].map(([v]) => (v === "%" ? { type: "percentSign", value: percent } : { type: "literal", value: unquote(v) }));
          return signed([...wrap(before), ...inner, ...wrap(after)]);
        }
        case "currency":
          return this.#currency(s, inner, sign, category, minus, plus);
        case "unit":
          return this.#unit(inner, signed, category);
      }
      return signed(inner);
    }
    #compact(s, text, negative) {
      const r = this.#r;
      const table = (r.style === "currency" && r.currencyDisplay !== "name" && r.compactDisplay === "short" ? s.m : undefined) ?? (r.compactDisplay === "long" ? s.l : s.s) ?? {};
      const choose = (magnitude) => {
        const top = Math.min(magnitude, Math.max(...Object.keys(table).map(Number), 0));
        const forms = table[top];
        if (!forms || forms.other === "0" || top < 3) return [0, undefined];
        const zeros = /0+/.exec(forms.other.replace(/'[^']*'/g, ""))?.[0].length ?? 1;
        return [top - zeros + 1, forms];
      };
      let [exponent, forms] = choose(native.lead(text) - 1);
      let shown = digits(r, native.shift(text, -exponent), negative);
      const again = choose(native.lead(native.shift(shown, exponent)) - 1);
      if (again[0] !== exponent) {
        [exponent, forms] = again;
        shown = digits(r, native.shift(text, -exponent), negative);
      } else forms = again[1];
      return [shown, exponent, forms];
    }
    #group(body, whole, group, pattern) {
      const r = this.#r;
      const min = section(r.data, "n").min;
      const least = r.useGrouping === "min2" ? Math.max(2, min) : r.useGrouping === "always" ? 1 : min;
      const m = /,([#0]+)(?:,|$|\.)/.exec(pattern.split(".")[0] + "$") ?? [];
      const parts = pattern.split(".")[0].split(",");
      const first = parts.length > 1 ? parts.at(-1).length : 0;
      const second = parts.length > 2 ? parts.at(-2).length : first;
      void m;
      if (r.useGrouping === false || first === 0 || whole.length < first + least) {
        body.push({ type: "integer", value: this.#native(whole) });
        return;
      }
      const groups = [whole.slice(-first)];
      for (let rest = whole.slice(0, -first); rest; rest = rest.slice(0, -second)) groups.unshift(rest.slice(-second));
      groups.forEach((g, i) => {
        if (i) body.push({ type: "group", value: group });
        body.push({ type: "integer", value: this.#native(g) });
      });
    }
    #currency(s, inner, sign, category, minus, plus, whole) {
      const r = this.#r;
      const entry = section(r.data, "c")[r.currency] ?? [];
      const signPart = sign ? [{ type: sign === "-" ? "minusSign" : "plusSign", value: sign === "-" ? minus : plus }] : [];
      if (r.currencyDisplay === "name") {
        const names = entry[3] ?? {};
        const c = category();
        const name = names[c] ?? names.other ?? (typeof entry[2] === "string" ? entry[2] : r.currency);
        const pattern = s.u?.[c] ?? s.u?.other ?? "{0} {1}";
        return this.#fill(pattern, [...signPart, ...inner], [{ type: "currency", value: name }]);
      }
      const symbol =
        r.currencyDisplay === "code" ? r.currency : (r.currencyDisplay === "narrowSymbol" && (entry[1] || entry[0])) || entry[0] || r.currency;
      const accounting = r.currencySign === "accounting";
      let pattern = s.c[accounting ? 1 : 0];
      const letterAt = (text, i) => /\p{L}/u.test(text.at(i));
      const [b0] = split(pattern);
      if (whole) pattern = whole;
      else if (b0.includes("¤") ? letterAt(symbol, -1) : letterAt(symbol, 0)) pattern = s.c[accounting ? 3 : 2] ?? pattern;
      let [before, , after, negativeBefore, negativeAfter] = split(pattern);
      let marked = false;
      if (sign === "-" && negativeBefore !== undefined) [before, after, marked] = [negativeBefore, negativeAfter, true];
      const out = [];
      const put = (text, atEnd) => {
        let piece = "";
        const flush = () => {
          const [, left, word, right] = /^(\s*)(.*?)(\s*)$/s.exec(unquote(piece));
          piece = "";
          if (!whole || word === "") {
            if (left + word + right) out.push({ type: "literal", value: left + word + right });
            return;
          }
          if (left) out.push({ type: "literal", value: left });
          out.push({ type: "compact", value: word });
          if (right) out.push({ type: "literal", value: right });
        };
        for (const ch of text) {
          if (ch === "¤") {
            flush();
            // A letter and a digit are kept apart.
            const needs = atEnd ? !/^[\s\u00a0\u202f]/.test(symbol) && /\p{L}/u.test(symbol[0]) && piece === "" && out.length && !/[\s\u00a0\u202f]$/.test(out.at(-1).value) && ["integer", "fraction", "compact"].includes(out.at(-1).type) : false;
            if (needs) out.push({ type: "literal", value: "\u00a0" });
            out.push({ type: "currency", value: symbol });
          } else if (ch === "-") {
            flush();
            out.push({ type: "minusSign", value: minus });
          } else piece += ch;
        }
        flush();
      };
      if (!marked) out.push(...signPart);
      put(before, false);
      if (out.at(-1)?.type === "currency" && /[\p{L}]$/u.test(symbol)) out.push({ type: "literal", value: "\u00a0" });
      out.push(...inner);
      put(after, true);
      return out;
    }
    #fill(pattern, number, word) {
      const out = [];
      for (const [piece] of pattern.matchAll(/\{\d\}|[^{]+/g)) {
        if (piece === "{0}") out.push(...number);
        else if (piece === "{1}") out.push(...word);
        else out.push({ type: "literal", value: piece });
      }
      return out;
    }
    #unit(inner, signed, category) {
      const r = this.#r;
      const { u, per } = section(r.data, "u")[r.unitDisplay];
      const c = category();
      const form = (name) => u[name]?.[c] ?? u[name]?.other;
      let pattern = form(r.unit);
      if (!pattern) {
        const [a, b] = r.unit.split("-per-");
        pattern = form(a);
        if (u[b]?.per) pattern = u[b].per.replace("{0}", pattern);
        else {
          const name = (u[b]?.one ?? u[b]?.other).replace("{0}", "").trim();
          pattern = per.replace("{0}", pattern).replace("{1}", name);
        }
      }
      const number = signed(inner);
      const out = [];
      const kind = r.unit === "percent" ? "percentSign" : "unit";
      const at = pattern.indexOf("{0}");
      if (at < 0) return [{ type: "unit", value: pattern }];
      const wrap = (t) => {
        const m = /^(\s*)(.*?)(\s*)$/s.exec(t);
        if (m[1]) out.push({ type: "literal", value: m[1] });
        if (m[2]) out.push({ type: kind, value: m[2] });
        if (m[3]) out.push({ type: "literal", value: m[3] });
      };
      wrap(pattern.slice(0, at));
      out.push(...number);
      wrap(pattern.slice(at + 3));
      return out;
    }
    resolvedOptions() {
      const r = this.#r;
      const out = {};
      for (const k of [
        "locale", "numberingSystem", "style", "currency", "currencyDisplay", "currencySign", "unit", "unitDisplay",
        "minimumIntegerDigits", "minimumFractionDigits", "maximumFractionDigits", "minimumSignificantDigits", "maximumSignificantDigits",
        "useGrouping", "notation", "compactDisplay", "signDisplay", "roundingIncrement", "roundingMode", "roundingPriority", "trailingZeroDisplay",
      ]) {
        if (r[k] !== undefined) out[k] = r[k];
      }
      return out;
    }
  }
  const digitsOf = NumberFormat.digits;
  delete NumberFormat.digits;
  const Number_ = intl.callable(NumberFormat, "NumberFormat");

  class PluralRules {
    #r;
    #format;
    constructor(locales, options) {
      const o = intl.coerce(options);
      const found = intl.resolve(locales);
      choice(o, "localeMatcher", ["lookup", "best fit"], "best fit", "PluralRules");
      const type = choice(o, "type", ["cardinal", "ordinal"], "cardinal", "PluralRules");
      this.#r = { locale: found.base, data: found.data, type };
      const own = {};
      for (const k of ["minimumIntegerDigits", "minimumFractionDigits", "maximumFractionDigits", "minimumSignificantDigits", "maximumSignificantDigits", "roundingMode", "roundingIncrement", "roundingPriority", "trailingZeroDisplay", "notation"]) {
        if (o[k] !== undefined) own[k] = o[k];
      }
      this.#format = new Number_(found.base, own);
    }
    select(n) {
      const x = Number(n);
      if (!Number.isFinite(x)) return "other";
      return intl.plural(this.#r.data, this.#r.type, digitsOf(this.#format, Math.abs(x)));
    }
    selectRange(a, b) {
      if (a === undefined || b === undefined) throw new TypeError("start or end is undefined");
      if (Number.isNaN(Number(a)) || Number.isNaN(Number(b))) throw new RangeError("Invalid number value");
      const pair = `${this.select(a)} ${this.select(b)}`;
      return common().ranges[this.#r.data.split("-")[0]]?.[pair] ?? this.select(b);
    }
    resolvedOptions() {
      const { locale, data, type } = this.#r;
      const n = this.#format.resolvedOptions();
      const out = { locale, type, notation: n.notation };
      for (const k of ["minimumIntegerDigits", "minimumFractionDigits", "maximumFractionDigits", "minimumSignificantDigits", "maximumSignificantDigits"]) {
        if (n[k] !== undefined) out[k] = n[k];
      }
      const order = ["few", "many", "one", "two", "zero", "other"];
      const names = [...intl.pluralRules(data, type).map(([name]) => name), "other"];
      out.pluralCategories = ["zero", "one", "two", "few", "many", "other"].filter((x) => names.includes(x));
      void order;
      for (const k of ["roundingIncrement", "roundingMode", "roundingPriority", "trailingZeroDisplay"]) out[k] = n[k];
      return out;
    }
  }
  intl.tag(PluralRules, "PluralRules");

  const relativeUnits = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];
  class RelativeTimeFormat {
    #r;
    #format;
    constructor(locales, options) {
      const o = intl.coerce(options);
      const found = intl.resolve(locales, { nu: (v) => v in common().digitsOf });
      choice(o, "localeMatcher", ["lookup", "best fit"], "best fit", "RelativeTimeFormat");
      const ns = o.numberingSystem;
      if (ns !== undefined && !numbering(String(ns))) throw new RangeError(`Invalid numberingSystem : ${ns}`);
      const style = choice(o, "style", ["long", "short", "narrow"], "long", "RelativeTimeFormat");
      const numeric = choice(o, "numeric", ["always", "auto"], "always", "RelativeTimeFormat");
      this.#format = new Number_(intl.withKeys(found.base, found.used), ns === undefined ? undefined : { numberingSystem: ns });
      this.#r = { locale: intl.withKeys(found.base, found.used), style, numeric, numberingSystem: this.#format.resolvedOptions().numberingSystem };
      this.#r.data = found.data;
    }
    #parts(value, unit) {
      const x = Number(value);
      const text = String(unit);
      const name = text.endsWith("s") ? text.slice(0, -1) : text;
      if (!relativeUnits.includes(name))
        throw new RangeError(`Invalid unit argument for Intl.RelativeTimeFormat.prototype.format() '${text}'`);
      if (!Number.isFinite(x)) throw new RangeError("Value need to be finite number for Intl.RelativeTimeFormat.prototype.format()");
      const { data, style, numeric } = this.#r;
      const [names, future, past] = section(data, "f")[name + style[0]];
      if (numeric === "auto") {
        const named = names[Object.is(x, -0) ? "0" : String(x)];
        if (named !== undefined) return [{ type: "literal", value: named }];
      }
      const size = Math.abs(x);
      const forms = x < 0 || Object.is(x, -0) ? past : future;
      const pattern = forms[intl.plural(data, "cardinal", digitsOf(this.#format, size))] ?? forms.other;
      const at = pattern.indexOf("{0}");
      const out = [];
      if (at < 0) return [{ type: "literal", value: pattern }];
      if (at > 0) out.push({ type: "literal", value: pattern.slice(0, at) });
      for (const p of this.#format.formatToParts(size)) out.push({ ...p, unit: name });
      if (at + 3 < pattern.length) out.push({ type: "literal", value: pattern.slice(at + 3) });
      return out;
    }
    format(value, unit) {
      return this.#parts(value, unit).map((p) => p.value).join("");
    }
    formatToParts(value, unit) {
      return this.#parts(value, unit);
    }
    resolvedOptions() {
      const { locale, style, numeric, numberingSystem } = this.#r;
      return { locale, style, numeric, numberingSystem };
    }
  }
  intl.tag(RelativeTimeFormat, "RelativeTimeFormat");

  let plain;
  const methods = {
    toLocaleString(locales, options) {
      const kind = typeof this;
      const value = kind === "number" || kind === "bigint" ? this : this.valueOf();
      if (typeof value !== "number" && typeof value !== "bigint") throw new TypeError("Number.prototype.toLocaleString requires that 'this' be a Number");
      if (locales === undefined && options === undefined) return (plain ??= new Number_()).format(value);
      return new Number_(locales, options).format(value);
    },
  };
  const array = {
    toLocaleString(locales, options) {
      const list = Object(this);
      const out = [];
      for (let i = 0; i < list.length; i++) {
        const v = list[i];
        out.push(v === null || v === undefined ? "" : String(v.toLocaleString(locales, options)));
      }
      return out.join(",");
    },
  };
  return { NumberFormat: Number_, PluralRules, RelativeTimeFormat, methods, array };
});
