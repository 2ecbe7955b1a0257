// node:util. inspect and format are node-inspect-extracted; the rest is here.
// https://nodejs.org/docs/latest-v22.x/api/util.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { validateAbortSignal, validateFunction, validateString, validateOneOf } = require("internal/validators");
  const { ERR_INVALID_ARG_TYPE, ERR_FALSY_VALUE_REJECTION } = codes;
  const { inspect, format, formatWithOptions, stripVTControlCharacters } = require("internal/inspect");
  const types = require("internal/types");

  const custom = Symbol.for("nodejs.util.promisify.custom");
  const promisify = function promisify(original) {
    validateFunction(original, "original");
    if (original[custom]) {
      const f = original[custom];
      validateFunction(f, "util.promisify.custom");
      return Object.defineProperty(f, custom, { value: f, enumerable: false, writable: false, configurable: true });
    }
    const names = original[Symbol.for("nodejs.util.promisify.customArgs")];
    function fn(...args) {
      return new Promise((resolve, reject) => {
        Reflect.apply(original, this, [...args, (e, ...values) => {
          if (e) return reject(e);
          if (names !== undefined && values.length > 1) {
            const o = {};
            names.forEach((n, i) => { o[n] = values[i]; });
            resolve(o);
          } else resolve(values[0]);
        }]);
      });
    }
    Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
    Object.defineProperty(fn, custom, { value: fn, enumerable: false, writable: false, configurable: true });
    return Object.defineProperties(fn, Object.getOwnPropertyDescriptors(original));
  };
  promisify.custom = custom;

  const callbackify = function callbackify(original) {
    validateFunction(original, "original");
    function callbackified(...args) {
      const callback = args.pop();
      validateFunction(callback, "last argument");
      const { nextTick } = require("process");
      Reflect.apply(original, this, args).then(
        (v) => nextTick(() => Reflect.apply(callback, this, [null, v])),
        (reason) => nextTick(() => {
          let e = reason;
          if (!e) {
            e = new ERR_FALSY_VALUE_REJECTION();
            e.reason = reason;
          }
          Reflect.apply(callback, this, [e]);
        }));
    }
    const props = Object.getOwnPropertyDescriptors(original);
    if (typeof props.length?.value === "number") props.length.value++;
    if (typeof props.name?.value === "string") props.name.value += "Callbackified";
    return Object.defineProperties(callbackified, props);
  };

  const inherits = function inherits(ctor, superCtor) {
    if (ctor === undefined || ctor === null) throw new ERR_INVALID_ARG_TYPE("ctor", "Function", ctor);
    if (superCtor === undefined || superCtor === null) throw new ERR_INVALID_ARG_TYPE("superCtor", "Function", superCtor);
    if (superCtor.prototype === undefined) throw new ERR_INVALID_ARG_TYPE("superCtor.prototype", "Object", superCtor.prototype);
    Object.defineProperty(ctor, "super_", { value: superCtor, writable: true, configurable: true });
    Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
  };

  const warned = new Set();
  const deprecate = function deprecate(fn, message, code) {
    if (code !== undefined) validateString(code, "code");
    let told = false;
    function deprecated(...args) {
      if (!told && !(code !== undefined && warned.has(code))) {
        told = true;
        if (code !== undefined) warned.add(code);
        require("process").emitWarning(message, "DeprecationWarning", code, deprecated);
      }
      return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
    }
    Object.setPrototypeOf(deprecated, fn);
    if (fn.prototype) deprecated.prototype = fn.prototype;
    Object.defineProperty(deprecated, "length", { value: fn.length, configurable: true });
    return deprecated;
  };

  const debugs = {};
  const debuglog = function debuglog(set, ready) {
    const name = String(set).toUpperCase();
    const pattern = String(require("process").env.NODE_DEBUG || "");
    const enabled = pattern.split(",").some((p) => p && new RegExp(`^${p.trim().replace(/[|\\{}()[\]^$+?.]/g, "\\$&").replace(/\*/g, ".*")}$`, "i").test(name));
    const log = debugs[name] || (debugs[name] = enabled
      ? (...args) => console.error(`${name} 1: ${format(...args)}`)
      : () => {});
    const logger = (...args) => { if (ready) { ready(logger); ready = undefined; } return log(...args); };
    Object.defineProperty(logger, "enabled", { configurable: true, enumerable: true, get: () => enabled });
    return logger;
  };

  // Replaces unpaired surrogates.
  const toUSVString = (text) => String(text).toWellFormed();

  const STYLES = {
    reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], blink: [5, 25], inverse: [7, 27], hidden: [8, 28],
    strikethrough: [9, 29], doubleunderline: [21, 24], black: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39],
    magenta: [35, 39], cyan: [36, 39], white: [37, 39], bgBlack: [40, 49], bgRed: [41, 49], bgGreen: [42, 49], bgYellow: [43, 49],
    bgBlue: [44, 49], bgMagenta: [45, 49], bgCyan: [46, 49], bgWhite: [47, 49], framed: [51, 54], overlined: [53, 55], gray: [90, 39],
    redBright: [91, 39], greenBright: [92, 39], yellowBright: [93, 39], blueBright: [94, 39], magentaBright: [95, 39], cyanBright: [96, 39],
    whiteBright: [97, 39], bgGray: [100, 49], bgRedBright: [101, 49], bgGreenBright: [102, 49], bgYellowBright: [103, 49],
    bgBlueBright: [104, 49], bgMagentaBright: [105, 49], bgCyanBright: [106, 49], bgWhiteBright: [107, 49],
  };
  // The standard streams are no terminals, so text is styled only when asked not to look.
  const styleText = function styleText(style, text, { validateStream = true } = {}) {
    validateString(text, "text");
    let before = "", after = "";
    for (const name of Array.isArray(style) ? style : [style]) {
      const codesOf = inspect.colors?.[name] ?? STYLES[name];
      if (codesOf === undefined) validateOneOf(name, "format", Object.keys(inspect.colors ?? STYLES));
      before += `\u001b[${codesOf[0]}m`;
      after = `\u001b[${codesOf[1]}m${after}`;
    }
    return validateStream ? text : `${before}${text}${after}`;
  };

  const parseEnv = function parseEnv(content) {
    validateString(content, "content");
    const out = {};
    const line = /^\s*(?:export\s+)?([^\s=#][^=]*?)\s*=[^\S\n]*("(?:[^"])*"|'(?:[^'])*'|`(?:[^`])*`|[^#\n]*)?[^\n]*$/gm;
    for (const [, key, raw = ""] of content.replace(/\r\n?/g, "\n").matchAll(line)) {
      let value = raw.trim();
      const quote = value[0];
      if (value.length > 1 && (quote === '"' || quote === "'" || quote === "`") && value.endsWith(quote)) {
        value = value.slice(1, -1);
        if (quote === '"') value = value.replace(/\\n/g, "\n");
      }
      out[key] = value;
    }
    return out;
  };

  async function aborted(signal, resource) {
    if (signal === undefined) throw new ERR_INVALID_ARG_TYPE("signal", "AbortSignal", signal);
    validateAbortSignal(signal, "signal");
    if (resource === null || typeof resource !== "object") throw new ERR_INVALID_ARG_TYPE("resource", "Object", resource);
    if (signal.aborted) return;
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  const missing = (name) => ({ [name]() { throw new Error(`node:util ${name} is not implemented`); } })[name];
  // The names of system errors, by their negative numbers.
  const getSystemErrorName = function getSystemErrorName(n) {
    if (typeof n !== "number") throw new ERR_INVALID_ARG_TYPE("err", "number", n);
    if (n >= 0 || !Number.isSafeInteger(n)) throw new codes.ERR_OUT_OF_RANGE("err", "a negative integer", n);
    const { errno } = require("internal/numbers").os();
    return Object.keys(errno).find((name) => errno[name] === -n) ?? `Unknown system error ${n}`;
  };
  const isObject = (v) => v !== null && typeof v === "object";

  const exports = {
    types, callbackify, promisify, inspect, format, formatWithOptions, stripVTControlCharacters, inherits,
    _extend(target, source) {
      if (source === null || typeof source !== "object") return target;
      for (const k of Object.keys(source)) target[k] = source[k];
      return target;
    },
    toUSVString,
    log(...args) {
      const d = new Date(), two = (n) => String(n).padStart(2, "0");
      const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][d.getMonth()];
      console.log("%s - %s", `${d.getDate()} ${month} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`, format(...args));
    },
    aborted, debuglog, debug: debuglog, deprecate,
    getSystemErrorMap: missing("getSystemErrorMap"), getSystemErrorMessage: missing("getSystemErrorMessage"), getSystemErrorName,
    TextEncoder: globalThis.TextEncoder, TextDecoder: globalThis.TextDecoder,
    parseArgs: missing("parseArgs"), parseEnv, styleText,
    transferableAbortController: missing("transferableAbortController"), transferableAbortSignal: missing("transferableAbortSignal"),
    getCallSites: () => [], getCallSite: () => [],
    isDeepStrictEqual(a, b) { return require("internal/comparisons").isDeepStrictEqual(a, b); },
    _errnoException: missing("_errnoException"), _exceptionWithHostPort: missing("_exceptionWithHostPort"),
    isArray: Array.isArray,
    isBoolean: (v) => typeof v === "boolean",
    isBuffer: (v) => require("buffer").Buffer.isBuffer(v),
    isDate: types.isDate,
    isError: (v) => types.isNativeError(v) || v instanceof Error,
    isFunction: (v) => typeof v === "function",
    isNull: (v) => v === null,
    isNullOrUndefined: (v) => v === null || v === undefined,
    isNumber: (v) => typeof v === "number",
    isObject,
    isPrimitive: (v) => v === null || (typeof v !== "object" && typeof v !== "function"),
    isRegExp: types.isRegExp,
    isString: (v) => typeof v === "string",
    isSymbol: (v) => typeof v === "symbol",
    isUndefined: (v) => v === undefined,
  };
  for (const [name, from] of [["MIMEType", "internal/mime"], ["MIMEParams", "internal/mime"]]) {
    Object.defineProperty(exports, name, {
      enumerable: true, configurable: true,
      get() {
        const value = require(from)[name];
        Object.defineProperty(exports, name, { value, enumerable: true, configurable: true, writable: true });
        return value;
      },
    });
  }
  return exports;
})
