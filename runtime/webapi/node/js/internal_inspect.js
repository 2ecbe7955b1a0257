// util.inspect and util.format, in the steps of Node's own: one function a kind
// of value, then one that lays the parts out.
// https://nodejs.org/docs/latest-v22.x/api/util.html#utilinspectobject-options
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const types = require("internal/types");
  const { codes } = require("internal/errors");
  const { validateObject, validateString } = require("internal/validators");
  const custom = Symbol.for("nodejs.util.inspect.custom");
  const OBJECT = 0, ARRAY = 1, ARRAY_EXTRAS = 2;
  const { hasOwn } = Object;
  const enumerable = Object.prototype.propertyIsEnumerable;

  const defaults = {
    showHidden: false, depth: 2, colors: false, customInspect: true, showProxy: false, maxArrayLength: 100,
    maxStringLength: 10000, breakLength: 80, compact: 3, sorted: false, getters: false, numericSeparator: false,
  };
  const builtIn = new Set(Object.getOwnPropertyNames(globalThis).filter((n) => /^[A-Z][a-zA-Z0-9]+$/.test(n)));

  const plain = (text) => text;
  const coloured = (text, kind) => {
    const style = inspect.styles[kind];
    if (style === undefined) return text;
    const [on, off] = inspect.colors[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };

  function inspect(value, options) {
    const ctx = { budget: {}, indentationLvl: 0, seen: [], currentDepth: 0, stylize: plain, ...defaults };
    if (arguments.length > 1) {
      if (arguments.length > 2) {
        if (arguments[2] !== undefined) ctx.depth = arguments[2];
        if (arguments.length > 3 && arguments[3] !== undefined) ctx.colors = arguments[3];
      }
      if (typeof options === "boolean") ctx.showHidden = options;
      else if (options) {
        for (const k of Object.keys(options)) {
          if (hasOwn(defaults, k) || k === "stylize") ctx[k] = options[k];
          else if (ctx.userOptions === undefined) ctx.userOptions = options;
        }
      }
    }
    if (ctx.colors) ctx.stylize = coloured;
    if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
    if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
    return formatValue(ctx, value, 0);
  }
  inspect.custom = custom;
  Object.defineProperty(inspect, "defaultOptions", {
    configurable: true,
    get: () => defaults,
    set(options) { validateObject(options, "options"); Object.assign(defaults, options); },
  });
  inspect.colors = Object.assign(Object.create(null), {
    reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], blink: [5, 25], inverse: [7, 27], hidden: [8, 28],
    strikethrough: [9, 29], doubleunderline: [21, 24], black: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39],
    magenta: [35, 39], cyan: [36, 39], white: [37, 39], bgBlack: [40, 49], bgRed: [41, 49], bgGreen: [42, 49], bgYellow: [43, 49],
    bgBlue: [44, 49], bgMagenta: [45, 49], bgCyan: [46, 49], bgWhite: [47, 49], framed: [51, 54], overlined: [53, 55], gray: [90, 39],
    redBright: [91, 39], greenBright: [92, 39], yellowBright: [93, 39], blueBright: [94, 39], magentaBright: [95, 39], cyanBright: [96, 39],
    whiteBright: [97, 39], bgGray: [100, 49], bgRedBright: [101, 49], bgGreenBright: [102, 49], bgYellowBright: [103, 49],
    bgBlueBright: [104, 49], bgMagentaBright: [105, 49], bgCyanBright: [106, 49], bgWhiteBright: [107, 49],
  });
  for (const [alias, name] of [["grey", "gray"], ["blackBright", "gray"], ["bgGrey", "bgGray"], ["bgBlackBright", "bgGray"],
    ["faint", "dim"], ["crossedout", "strikethrough"], ["strikeThrough", "strikethrough"], ["crossedOut", "strikethrough"],
    ["conceal", "hidden"], ["swapColors", "inverse"], ["swapcolors", "inverse"], ["doubleUnderline", "doubleunderline"]]) {
    Object.defineProperty(inspect.colors, alias, { get() { return this[name]; }, set(v) { this[name] = v; }, configurable: true, enumerable: false });
  }
  inspect.styles = Object.assign(Object.create(null), {
    special: "cyan", number: "yellow", bigint: "yellow", boolean: "yellow", undefined: "grey", null: "bold", string: "green",
    symbol: "green", date: "magenta", regexp: "red", module: "underline",
  });

  // Text in quotes, single ones unless the text has them and others fit better.
  const META = { 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 92: "\\\\" };
  const escapeText = (text) => {
    let quote = "'";
    if (text.includes("'")) {
      if (!text.includes('"')) quote = '"';
      else if (!text.includes("`") && !text.includes("${")) quote = "`";
    }
    let out = "";
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (META[c]) out += META[c];
      else if (quote === "'" && c === 39) out += "\\'";
      else if (c < 32 || (c > 126 && c < 160)) out += `\\x${c.toString(16).toUpperCase().padStart(2, "0")}`;
      else if (c >= 0xd800 && c <= 0xdfff) {
        const next = text.charCodeAt(i + 1);
        if (c <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) { out += text[i] + text[i + 1]; i++; } else out += `\\u${c.toString(16)}`;
      } else out += text[i];
    }
    return quote + out + quote;
  };

  const separated = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, "_");
  const formatNumber = (style, n, separators) => {
    if (!separators) return style(Object.is(n, -0) ? "-0" : `${n}`, "number");
    const [whole, part] = String(n).split(".");
    if (/e|[A-Z]/.test(String(n))) return style(String(n), "number");
    return style((Object.is(n, -0) ? "-0" : separated(whole)) + (part ? `.${part.replace(/\d{3}(?=\d)/g, "$&_")}` : ""), "number");
  };
  const formatBigInt = (style, n, separators) => style(`${separators ? separated(String(n)) : n}n`, "bigint");
  const symbolText = (s) => s.toString();

  const formatPrimitive = (style, v, ctx) => {
    switch (typeof v) {
      case "string": {
        let trailer = "";
        if (v.length > ctx.maxStringLength) {
          const more = v.length - ctx.maxStringLength;
          v = v.slice(0, ctx.maxStringLength);
          trailer = `... ${more} more character${more > 1 ? "s" : ""}`;
        }
        if (ctx.compact !== true && v.length > 16 && v.length > ctx.breakLength - ctx.indentationLvl - 4) {
          return v.split(/(?<=\n)/).map((line) => style(escapeText(line), "string")).join(` +\n${" ".repeat(ctx.indentationLvl + 2)}`) + trailer;
        }
        return style(escapeText(v), "string") + trailer;
      }
      case "number": return formatNumber(style, v, ctx.numericSeparator);
      case "bigint": return formatBigInt(style, v, ctx.numericSeparator);
      case "boolean": return style(`${v}`, "boolean");
      case "undefined": return style("undefined", "undefined");
    }
    return style(symbolText(v), "symbol");
  };

  const formatValue = (ctx, value, depth, typedArray) => {
    if (typeof value !== "object" && typeof value !== "function") return formatPrimitive(ctx.stylize, value, ctx);
    if (value === null) return ctx.stylize("null", "null");
    const context = value;
    const proxy = native.proxy(value);
    if (proxy !== undefined) {
      if (proxy[0] === null) return ctx.stylize("<Revoked Proxy>", "special");
      if (ctx.showProxy) return formatProxy(ctx, proxy, depth);
      value = proxy[0];
    }
    if (ctx.customInspect) {
      const f = value[custom];
      if (typeof f === "function" && f !== inspect && !(value.constructor && value.constructor.prototype === value)) {
        const left = ctx.depth === null ? null : ctx.depth - depth;
        const shown = f.call(context, left, userOptions(ctx), inspect);
        if (shown !== context) {
          if (typeof shown !== "object") return `${shown}`;
          return formatValue(ctx, shown, depth).replaceAll("\n", `\n${" ".repeat(ctx.indentationLvl)}`);
        }
      }
    }
    const body = () => {
      if (ctx.seen.includes(value)) {
        if (ctx.circular === undefined) ctx.circular = new Map();
        let index = ctx.circular.get(value);
        if (index === undefined) { index = ctx.circular.size + 1; ctx.circular.set(value, index); }
        return ctx.stylize(`[Circular *${index}]`, "special");
      }
      return formatRaw(ctx, value, depth, typedArray);
    };
    return proxy === undefined ? body() : `Proxy(${body()})`;
  };
  const userOptions = (ctx) => {
    const out = { ...ctx.userOptions };
    for (const k of Object.keys(defaults)) out[k] = ctx[k];
    out.stylize = ctx.stylize;
    return out;
  };
  const formatProxy = (ctx, proxy, depth) => {
    if (depth > ctx.depth && ctx.depth !== null) return ctx.stylize("Proxy [Array]", "special");
    depth += 1;
    ctx.indentationLvl += 2;
    const parts = [formatValue(ctx, proxy[0], depth), formatValue(ctx, proxy[1], depth)];
    ctx.indentationLvl -= 2;
    return layOut(ctx, parts, "", ["Proxy [", "]"], ARRAY_EXTRAS, depth);
  };

  const constructorName = (o, ctx, depth) => {
    const object = o;
    let first;
    while (o) {
      const d = Object.getOwnPropertyDescriptor(o, "constructor");
      if (d !== undefined && typeof d.value === "function" && d.value.name !== "" && isInstance(object, d.value)) return String(d.value.name);
      o = Object.getPrototypeOf(o);
      if (first === undefined) first = o;
    }
    if (first === null) return null;
    const kind = internals.nodeKind(object);
    const name = kind === "Object" || kind === "" ? "Object" : kind;
    if (depth > ctx.depth && ctx.depth !== null) return `${name} <Complex prototype>`;
    const above = constructorName(first, ctx, depth + 1);
    if (above === null) return `${name} <${inspect(first, { ...ctx, customInspect: false, depth: -1 })}>`;
    return `${name} <${above}>`;
  };
  void Function.prototype.constructor.name; // goja makes it at the first touch, which getOwnPropertyDescriptor is not
  const isInstance = (o, C) => { try { return o instanceof C; } catch { return false; } };

  const prefix = (name, tag, fallback, size = "") => {
    if (name === null) {
      return tag !== "" && fallback !== tag ? `[${fallback}${size}: null prototype] [${tag}] ` : `[${fallback}${size}: null prototype] `;
    }
    return tag !== "" && name !== tag ? `${name}${size} [${tag}] ` : `${name}${size} `;
  };
  const keysOf = (o, showHidden) => {
    const symbols = Object.getOwnPropertySymbols(o);
    if (showHidden) return [...Object.getOwnPropertyNames(o), ...symbols];
    return [...Object.keys(o), ...symbols.filter((s) => enumerable.call(o, s))];
  };
  const isIndex = (k) => typeof k === "string" && /^(0|[1-9]\d{0,9})$/.test(k) && Number(k) < 4294967295;
  const otherKeys = (o, showHidden) => keysOf(o, showHidden).filter((k) => !isIndex(k));

  const formatRaw = (ctx, value, depth, typedArray) => {
    const name = constructorName(value, ctx, depth);
    let tag = value[Symbol.toStringTag];
    if (typeof tag !== "string" || (tag !== "" && (ctx.showHidden ? hasOwn(value, Symbol.toStringTag) : enumerable.call(value, Symbol.toStringTag)))) tag = "";
    let base = "", braces = ["{", "}"], format = none, keys, type = OBJECT;
    const iterable = value[Symbol.iterator] || name === null;
    if (iterable && Array.isArray(value)) {
      keys = otherKeys(value, ctx.showHidden);
      braces = [`${name !== "Array" || tag !== "" ? prefix(name, tag, "Array", `(${value.length})`) : ""}[`, "]"];
      if (value.length === 0 && keys.length === 0) return `${braces[0]}]`;
      type = ARRAY_EXTRAS;
      format = formatArray;
    } else if (iterable && types.isSet(value)) {
      const before = prefix(name, tag, "Set", `(${value.size})`);
      keys = keysOf(value, ctx.showHidden);
      if (value.size === 0 && keys.length === 0) return `${before}{}`;
      braces[0] = `${before}{`;
      format = formatSet;
    } else if (iterable && types.isMap(value)) {
      const before = prefix(name, tag, "Map", `(${value.size})`);
      keys = keysOf(value, ctx.showHidden);
      if (value.size === 0 && keys.length === 0) return `${before}{}`;
      braces[0] = `${before}{`;
      format = formatMap;
    } else if (iterable && types.isTypedArray(value)) {
      keys = otherKeys(value, ctx.showHidden);
      braces = [`${prefix(name, tag, name === null ? tag : "", `(${value.length})`)}[`, "]"];
      if (value.length === 0 && keys.length === 0 && !ctx.showHidden) return `${braces[0]}]`;
      type = ARRAY_EXTRAS;
      format = formatTypedArray;
    } else {
      keys = keysOf(value, ctx.showHidden);
      if (types.isArgumentsObject(value)) {
        braces[0] = "[Arguments] {";
        if (keys.length === 0) return "[Arguments] {}";
      } else if (name === "Object" && !isSpecial(value)) {
        if (tag !== "") braces[0] = `${prefix(name, tag, "Object")}{`;
        if (keys.length === 0) return `${braces[0]}}`;
      } else if (typeof value === "function") {
        base = functionBase(value, name, tag);
        if (keys.length === 0) return ctx.stylize(base, "special");
      } else if (types.isRegExp(value)) {
        base = RegExp.prototype.toString.call(value);
        const before = prefix(name, tag, "RegExp");
        if (before !== "RegExp ") base = `${before}${base}`;
        if (keys.length === 0 || (depth > ctx.depth && ctx.depth !== null)) return ctx.stylize(base, "regexp");
      } else if (types.isDate(value)) {
        base = Number.isNaN(value.getTime()) ? Date.prototype.toString.call(value) : Date.prototype.toISOString.call(value);
        const before = prefix(name, tag, "Date");
        if (before !== "Date ") base = `${before}${base}`;
        if (keys.length === 0) return ctx.stylize(base, "date");
      } else if (types.isNativeError(value) || value instanceof Error) {
        base = formatError(value, name, tag, ctx, keys);
        if (keys.length === 0) return base;
      } else if (types.isAnyArrayBuffer(value)) {
        const before = prefix(name, tag, "ArrayBuffer");
        if (typedArray === undefined) format = formatArrayBuffer;
        else if (keys.length === 0) return `${before}{ byteLength: ${formatNumber(ctx.stylize, value.byteLength, false)} }`;
        braces[0] = `${before}{`;
        keys.unshift("byteLength");
      } else if (types.isDataView(value)) {
        braces[0] = `${prefix(name, tag, "DataView")}{`;
        keys.unshift("byteLength", "byteOffset", "buffer");
      } else if (types.isPromise(value)) {
        braces[0] = `${prefix(name, tag, "Promise")}{`;
        format = formatPromise;
      } else if (types.isWeakSet(value) || types.isWeakMap(value)) {
        braces[0] = `${prefix(name, tag, types.isWeakSet(value) ? "WeakSet" : "WeakMap")}{`;
        format = () => [ctx.stylize("<items unknown>", "special")];
      } else if (types.isBoxedPrimitive(value)) {
        base = boxedBase(value, ctx, keys, name, tag);
        if (keys.length === 0) return base;
      } else {
        if (keys.length === 0) return `${prefix(name, tag, "Object")}{}`;
        braces[0] = `${prefix(name, tag, "Object")}{`;
      }
    }
    if (depth > ctx.depth && ctx.depth !== null) return ctx.stylize(`[${prefix(name, tag, Array.isArray(value) ? "Array" : "Object").slice(0, -1)}]`, "special");
    depth += 1;
    ctx.seen.push(value);
    ctx.currentDepth = depth;
    let output = format(ctx, value, depth);
    for (const k of keys) output.push(formatProperty(ctx, value, depth, k, type));
    const index = ctx.circular?.get(value);
    if (index !== undefined) {
      const reference = ctx.stylize(`<ref *${index}>`, "special");
      if (ctx.compact !== true) base = base === "" ? reference : `${reference} ${base}`;
      else braces[0] = `${reference} ${braces[0]}`;
    }
    ctx.seen.pop();
    if (ctx.sorted) {
      const compare = ctx.sorted === true ? undefined : ctx.sorted;
      if (type === OBJECT) output.sort(compare);
      else if (keys.length > 1) output.splice(output.length - keys.length, keys.length, ...output.slice(output.length - keys.length).sort(compare));
    }
    return layOut(ctx, output, base, braces, type, depth, value);
  };
  const none = () => [];
  // What has a class of its own although its constructor is called Object.
  const isSpecial = (v) => { const k = internals.nodeKind(v); return k !== "Object" && k !== "" && k !== "Arguments" && k !== "Proxy"; };

  const functionBase = (f, name, tag) => {
    const text = Function.prototype.toString.call(f);
    if (text.startsWith("class") && text.endsWith("}")) {
      let base = `class ${(hasOwn(f, "name") && f.name) || "(anonymous)"}`;
      if (name !== "Function" && name !== null) base += ` [${name}]`;
      if (tag !== "" && name !== tag) base += ` [${tag}]`;
      if (name === null) base += " extends null";
      else {
        const above = Object.getPrototypeOf(f).name;
        if (above) base += ` extends ${above}`;
      }
      return `[${base}]`;
    }
    let type = "Function";
    if (types.isGeneratorFunction(f)) type = "GeneratorFunction";
    if (types.isAsyncFunction(f)) type = "AsyncFunction";
    let base = `[${type}${name === null ? " (null prototype)" : ""}${f.name === "" ? " (anonymous)" : `: ${f.name}`}]`;
    if (name !== type && name !== null && !(name === "Function")) base += ` ${name}`;
    if (tag !== "" && name !== tag && tag !== type) base += ` [${tag}]`;
    return base;
  };

  const boxedBase = (v, ctx, keys, name, tag) => {
    const type = internals.nodeKind(v);
    if (type === "String") keys.splice(0, v.length);
    let base = `[${type}`;
    if (type !== name) base += name === null ? " (null prototype)" : ` (${name})`;
    base += `: ${formatPrimitive(plain, Object.getPrototypeOf(Object(v)) ? globalThis[type].prototype.valueOf.call(v) : v, ctx)}]`;
    if (tag !== "" && tag !== name) base += ` [${tag}]`;
    return keys.length !== 0 || ctx.stylize === plain ? base : ctx.stylize(base, type.toLowerCase());
  };

  const formatError = (e, name, tag, ctx, keys) => {
    const title = e.name != null ? String(e.name) : "Error";
    let stack = e.stack ? String(e.stack) : Error.prototype.toString.call(e);
    stack = stack.replace(/\n\tat /g, "\n    at ");
    if (!ctx.showHidden) {
      for (const k of ["name", "message", "stack"]) {
        const i = keys.indexOf(k);
        if (i >= 0 && (typeof e[k] !== "string" || stack.includes(e[k]))) keys.splice(i, 1);
      }
    }
    if ("cause" in e && !keys.includes("cause")) keys.push("cause");
    if (Array.isArray(e.errors) && !keys.includes("errors")) keys.push("errors");
    // A stack that begins with another name than the class has is made to say so.
    if (name === null || (title.endsWith("Error") && stack.startsWith(title) && (stack.length === title.length || stack[title.length] === ":" || stack[title.length] === "\n"))) {
      if (name === null) {
        const start = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) || /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
        const fallback = (start && start[1]) || "";
        stack = `${prefix(name, tag, fallback || "Error").slice(0, -1)}${stack.slice(fallback.length)}`;
      } else if (name !== title) {
        stack = name.includes(title) || title === "Error" ? (title === "Error" && !name.endsWith("Error") ? `${name}${stack.slice(title.length)}`.replace(name, `${title}`).replace(title, name) : `${name}${stack.slice(title.length)}`) : `${name} [${title}]${stack.slice(title.length)}`;
      }
    }
    let at = (e.message && stack.indexOf(e.message)) || -1;
    if (at !== -1) at += e.message.length;
    if (stack.indexOf("\n    at", at) === -1) stack = `[${stack}]`;
    if (ctx.indentationLvl !== 0) stack = stack.replaceAll("\n", `\n${" ".repeat(ctx.indentationLvl)}`);
    return stack;
  };

  const more = (n) => `... ${n} more item${n > 1 ? "s" : ""}`;
  const formatArray = (ctx, value, depth) => {
    const shown = Math.min(Math.max(0, ctx.maxArrayLength), value.length), output = [];
    let i = 0;
    for (; i < value.length && output.length < shown; i++) {
      if (hasOwn(value, i)) { output.push(formatProperty(ctx, value, depth, i, ARRAY)); continue; }
      let holes = 1;
      while (i + 1 < value.length && !hasOwn(value, i + 1)) { holes++; i++; }
      output.push(ctx.stylize(`<${holes} empty item${holes > 1 ? "s" : ""}>`, "undefined"));
    }
    if (i < value.length) output.push(more(value.length - i));
    return output;
  };
  const formatTypedArray = (ctx, value, depth) => {
    const shown = Math.min(Math.max(0, ctx.maxArrayLength), value.length), output = new Array(shown);
    const format = typeof value[0] === "bigint" ? formatBigInt : formatNumber;
    for (let i = 0; i < shown; i++) output[i] = format(ctx.stylize, value[i], ctx.numericSeparator);
    if (value.length > shown) output.push(more(value.length - shown));
    if (ctx.showHidden) {
      ctx.indentationLvl += 2;
      for (const k of ["BYTES_PER_ELEMENT", "length", "byteLength", "byteOffset", "buffer"]) output.push(`[${k}]: ${formatValue(ctx, value[k], depth, true)}`);
      ctx.indentationLvl -= 2;
    }
    return output;
  };
  const formatArrayBuffer = (ctx, value) => {
    const shown = Math.min(Math.max(0, ctx.maxArrayLength), value.byteLength);
    let text = Array.from(new Uint8Array(value, 0, shown), (b) => b.toString(16).padStart(2, "0")).join(" ");
    const left = value.byteLength - shown;
    if (left > 0) text += ` ... ${left} more byte${left > 1 ? "s" : ""}`;
    return [`${ctx.stylize("[Uint8Contents]", "special")}: <${text}>`];
  };
  const entries = (ctx, value, one) => {
    const shown = Math.min(Math.max(0, ctx.maxArrayLength), value.size), output = [];
    ctx.indentationLvl += 2;
    for (const v of value) {
      if (output.length >= shown) break;
      output.push(one(v));
    }
    if (value.size > shown) output.push(more(value.size - shown));
    ctx.indentationLvl -= 2;
    return output;
  };
  const formatSet = (ctx, value, depth) => entries(ctx, value, (v) => formatValue(ctx, v, depth));
  const formatMap = (ctx, value, depth) => entries(ctx, value, ([k, v]) => `${formatValue(ctx, k, depth)} => ${formatValue(ctx, v, depth)}`);
  const formatPromise = (ctx, value, depth) => {
    const [state, result] = native.promise(value);
    if (state === "pending") return [ctx.stylize("<pending>", "special")];
    ctx.indentationLvl += 2;
    const text = formatValue(ctx, result, depth);
    ctx.indentationLvl -= 2;
    return [state === "rejected" ? `${ctx.stylize("<rejected>", "special")} ${text}` : text];
  };

  const formatProperty = (ctx, value, depth, key, type) => {
    const d = Object.getOwnPropertyDescriptor(value, key) || { value: value[key], configurable: true, enumerable: true };
    let text, extra = " ";
    if (d.value !== undefined) {
      const step = ctx.compact !== true || type !== OBJECT ? 2 : 3;
      ctx.indentationLvl += step;
      text = formatValue(ctx, d.value, depth);
      if (step === 3 && ctx.breakLength < text.length) extra = `\n${" ".repeat(ctx.indentationLvl)}`;
      ctx.indentationLvl -= step;
    } else if (d.get !== undefined) {
      const label = d.set !== undefined ? "Getter/Setter" : "Getter";
      if (ctx.getters && (ctx.getters === true || (ctx.getters === "get" && d.set === undefined) || (ctx.getters === "set" && d.set !== undefined))) {
        try {
          const v = d.get.call(value);
          ctx.indentationLvl += 2;
          if (v === null) text = `${ctx.stylize(`[${label}:`, "special")} ${ctx.stylize("null", "null")}${ctx.stylize("]", "special")}`;
          else if (typeof v === "object") text = `${ctx.stylize(`[${label}]`, "special")} ${formatValue(ctx, v, depth)}`;
          else text = `${ctx.stylize(`[${label}:`, "special")} ${formatPrimitive(ctx.stylize, v, ctx)}${ctx.stylize("]", "special")}`;
          ctx.indentationLvl -= 2;
        } catch (e) { text = `${ctx.stylize(`[${label}:`, "special")} <Inspection threw (${e.message})>${ctx.stylize("]", "special")}`; }
      } else text = ctx.stylize(`[${label}]`, "special");
    } else if (d.set !== undefined) text = ctx.stylize("[Setter]", "special");
    else text = ctx.stylize("undefined", "undefined");
    if (type === ARRAY) return text;
    let name;
    if (typeof key === "symbol") name = ctx.stylize(symbolText(key), "symbol");
    else if (key === "__proto__") name = "['__proto__']";
    else if (d.enumerable === false) name = `[${key}]`;
    else if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key)) name = ctx.stylize(key, "name");
    else name = ctx.stylize(escapeText(String(key)), "string");
    if (typeof key === "symbol" && d.enumerable === false) name = `[${name}]`;
    return `${name}:${extra}${text}`;
  };

  const width = (text, colors) => (colors ? stripVTControlCharacters(text) : text).length;
  const fits = (ctx, output, start, base) => {
    let total = output.length + start;
    if (total + output.length > ctx.breakLength) return false;
    for (const part of output) {
      total += width(part, ctx.colors);
      if (total > ctx.breakLength) return false;
    }
    return base === "" || !base.includes("\n");
  };
  const layOut = (ctx, output, base, braces, type, depth, value) => {
    const before = base ? `${base} ` : "";
    if (ctx.compact !== true) {
      if (typeof ctx.compact === "number" && ctx.compact >= 1) {
        const count = output.length;
        if (type === ARRAY_EXTRAS && count > 6) output = inColumns(ctx, output, value);
        if (ctx.currentDepth - depth < ctx.compact && count === output.length) {
          const start = output.length + ctx.indentationLvl + braces[0].length + base.length + 10;
          if (fits(ctx, output, start, base)) {
            const joined = output.join(", ");
            if (!joined.includes("\n")) return `${before}${braces[0]} ${joined} ${braces[1]}`;
          }
        }
      }
      const indent = `\n${" ".repeat(ctx.indentationLvl)}`;
      return `${before}${braces[0]}${indent}  ${output.join(`,${indent}  `)}${indent}${braces[1]}`;
    }
    if (fits(ctx, output, 0, base)) return `${braces[0]}${base ? ` ${base}` : ""} ${output.join(", ")} ${braces[1]}`;
    const indent = `\n${" ".repeat(ctx.indentationLvl)}`;
    const line = base === "" && braces[0].length === 1 ? " " : `${base ? ` ${base}` : ""}${indent}  `;
    return `${braces[0]}${line}${output.join(`,${indent}  `)} ${braces[1]}`;
  };
  const inColumns = (ctx, output, value) => {
    let total = 0, longest = 0;
    const count = ctx.maxArrayLength < output.length ? output.length - 1 : output.length;
    const lengths = [];
    for (let i = 0; i < count; i++) {
      lengths[i] = width(output[i], ctx.colors);
      total += lengths[i] + 2;
      longest = Math.max(longest, lengths[i]);
    }
    const most = longest + 2;
    if (!(most * 3 + ctx.indentationLvl < ctx.breakLength && (total / most > 5 || longest <= 6))) return output;
    const biased = Math.max(most - 3 - Math.sqrt(most - total / output.length), 1);
    const columns = Math.min(Math.round(Math.sqrt(2.5 * biased * count) / biased), Math.floor((ctx.breakLength - ctx.indentationLvl) / most), ctx.compact * 4, 15);
    if (columns <= 1) return output;
    const widths = [], lines = [];
    for (let i = 0; i < columns; i++) {
      let w = 0;
      for (let j = i; j < count; j += columns) w = Math.max(w, lengths[j]);
      widths.push(w + 2);
    }
    let pad = "padStart";
    if (value !== undefined) {
      for (let i = 0; i < output.length; i++) {
        if (typeof value[i] !== "number" && typeof value[i] !== "bigint") { pad = "padEnd"; break; }
      }
    }
    for (let i = 0; i < count; i += columns) {
      const end = Math.min(i + columns, count);
      let line = "", j = i;
      for (; j < end - 1; j++) line += `${output[j]}, `[pad](widths[j - i] + output[j].length - lengths[j], " ");
      line += pad === "padStart" ? output[j].padStart(widths[j - i] + output[j].length - lengths[j] - 2, " ") : output[j];
      lines.push(line);
    }
    if (ctx.maxArrayLength < output.length) lines.push(output[count]);
    return lines;
  };

  const ownToString = (v) => {
    if (types.isProxy(v)) v = native.proxy(v)[0];
    if (v === null) return true;
    if (typeof v.toString !== "function") return true;
    if (hasOwn(v, "toString")) return false;
    let p = v;
    do p = Object.getPrototypeOf(p); while (!hasOwn(p, "toString"));
    const d = Object.getOwnPropertyDescriptor(p, "constructor");
    return d !== undefined && typeof d.value === "function" && builtIn.has(d.value.name);
  };
  const json = (v) => {
    try { return JSON.stringify(v); } catch (e) {
      if (/circular/i.test(e.message)) return "[Circular]";
      throw e;
    }
  };
  const conversions = {
    s(v, options) {
      if (typeof v === "number") return formatNumber(plain, v, false);
      if (typeof v === "bigint") return formatBigInt(plain, v, false);
      if (typeof v !== "object" || v === null || !ownToString(v)) return String(v);
      return inspect(v, { ...options, depth: 0, colors: false, compact: 3 });
    },
    j: json,
    d(v) { return typeof v === "bigint" ? `${v}n` : formatNumber(plain, typeof v === "symbol" ? NaN : Number(v), false); },
    O: (v, options) => inspect(v, options),
    o: (v, options) => inspect(v, { ...options, showHidden: true, showProxy: true, depth: 4 }),
    i(v) { return typeof v === "bigint" ? `${v}n` : formatNumber(plain, typeof v === "symbol" ? NaN : parseInt(v), false); },
    f(v) { return formatNumber(plain, typeof v === "symbol" ? NaN : parseFloat(v), false); },
    c: () => "",
  };
  const formatArgs = (options, args) => {
    const first = args[0];
    let a = 0, text = "", join = "";
    if (typeof first === "string") {
      if (args.length === 1) return first;
      let last = 0;
      for (let i = 0; i < first.length - 1; i++) {
        if (first[i] !== "%") continue;
        const c = first[++i];
        if (a + 1 !== args.length) {
          if (c === "%") { text += first.slice(last, i); last = i + 1; continue; }
          if (!hasOwn(conversions, c)) continue;
          const shown = conversions[c](args[++a], options);
          if (last !== i - 1) text += first.slice(last, i - 1);
          text += shown;
          last = i + 1;
        } else if (c === "%") { text += first.slice(last, i); last = i + 1; }
      }
      if (last !== 0) {
        a++;
        join = " ";
        if (last < first.length) text += first.slice(last);
      }
    }
    for (; a < args.length; a++, join = " ") {
      text += join + (typeof args[a] === "string" ? args[a] : inspect(args[a], { ...options, compact: 3, colors: false, depth: options?.depth ?? defaults.depth }));
    }
    return text;
  };
  const formatWithOptions = function formatWithOptions(options, ...args) {
    if (typeof options !== "object" || options === null) throw new codes.ERR_INVALID_ARG_TYPE("inspectOptions", "object", options);
    return formatArgs(options, args);
  };
  const format = function format(...args) { return formatArgs(undefined, args); };
  const stripVTControlCharacters = function stripVTControlCharacters(text) {
    validateString(text, "str");
    return text.replace(/[\u001B\u009B][[\]()#;?]*(?:(?:(?:(?:;[-a-zA-Z\d\/#&.:=?%@~_]+)*|[a-zA-Z\d]+(?:;[-a-zA-Z\d\/#&.:=?%@~_]*)*)?(?:\u0007|\u001B\u005C|\u009C))|(?:(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]))/g, "");
  };
  return { inspect, format, formatWithOptions, stripVTControlCharacters };
})
