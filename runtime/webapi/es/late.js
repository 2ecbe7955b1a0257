// Functions of the language that goja lacks, one object per place they belong to.
(function () {
  const call = Function.prototype.call;
  const hasOwn = Object.prototype.hasOwnProperty;

  const mustCall = (f) => {
    if (typeof f !== "function")
      throw new TypeError(`${String(f)} is not a function`);
  };

  const group = (items, callback, add) => {
    if (items === null || items === undefined) {
      throw new TypeError(`${items} is not iterable`);
    }
    mustCall(callback);
    let index = 0;
    for (const item of items) add(callback(item, index++), item);
  };

  const setIndex = (target, index, value) =>
    Object.defineProperty(target, index, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });

  const fromAsync = async function (self, source, map, thisArg) {
    if (map !== undefined) mustCall(map);
    const make = typeof self === "function" ? self : Array;
    const asyncMethod = source[Symbol.asyncIterator];
    const syncMethod =
      asyncMethod === undefined || asyncMethod === null
        ? source[Symbol.iterator]
        : undefined;
    let index = 0;
    if (
      (asyncMethod === undefined || asyncMethod === null) &&
      (syncMethod === undefined || syncMethod === null)
    ) {
      const like = Object(source);
      const length = Math.min(
        Math.max(Math.trunc(Number(like.length)) || 0, 0),
        Number.MAX_SAFE_INTEGER,
      );
      const out = new make(length);
      for (; index < length; index++) {
        let value = await like[index];
        if (map) value = await call.call(map, thisArg, value, index);
        setIndex(out, index, value);
      }
      out.length = length;
      return out;
    }
    const out = new make();
    const iterator = call.call(asyncMethod ?? syncMethod, source);
    const next = iterator.next;
    for (;;) {
      const step = asyncMethod
        ? await call.call(next, iterator)
        : call.call(next, iterator);
      if (Object(step) !== step)
        throw new TypeError(`Iterator result ${String(step)} is not an object`);
      if (step.done) break;
      try {
        let value = asyncMethod ? step.value : await step.value;
        if (map) value = await call.call(map, thisArg, value, index);
        setIndex(out, index, value);
      } catch (error) {
        try {
          if (iterator.return !== undefined) await iterator.return();
        } catch {
          // The first error is the one to report.
        }
        throw error;
      }
      index++;
    }
    out.length = index;
    return out;
  };

  const loneSurrogate =
    /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
  const loneSurrogates =
    /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

  const textOf = (value, method) => {
    if (value === null || value === undefined)
      throw new TypeError(`String.prototype.${method} called on null or undefined`);
    return `${value}`;
  };

  const lookup = (object, key, which) => {
    if (object === null || object === undefined) throw new TypeError("Cannot convert undefined or null to object");
    for (let o = Object(object); o !== null; o = Object.getPrototypeOf(o)) {
      const found = Object.getOwnPropertyDescriptor(o, key);
      if (found) return found[which];
    }
    return undefined;
  };

  // RegExp.escape: what may begin an escape, ends a class, or is white space.
  const escapeUnit = (c) => {
    const code = c.codePointAt(0);
    if ("^$\\.*+?()[]{}|/".includes(c)) return "\\" + c;
    const control = "\t\n\v\f\r".indexOf(c);
    if (control >= 0) return "\\" + "tnvfr"[control];
    if (
      ",-=<>#&!%:;@~'`\"".includes(c) ||
      /\s/.test(c) ||
      (code >= 0xd800 && code <= 0xdfff)
    ) {
      return code < 256
        ? "\\x" + code.toString(16).padStart(2, "0")
        : "\\u" + code.toString(16).padStart(4, "0");
    }
    return c;
  };

  const dateMethods = { ...Object.getOwnPropertyDescriptors(Date.prototype) };
  for (const name of Object.keys(dateMethods))
    dateMethods[name] = dateMethods[name].value;
  const { getUint16, setUint16 } = DataView.prototype;
  const byteLengthOf = Function.prototype.call.bind(
    Object.getOwnPropertyDescriptor(DataView.prototype, "byteOffset").get,
  );
  const toIndex = (value) => {
    const n = Math.trunc(Number(value)) || 0;
    if (n < 0 || n > Number.MAX_SAFE_INTEGER)
      throw new RangeError("Offset is outside the bounds of the DataView");
    return n;
  };
  // half rounds to the nearest number of 16 bits, ties to even.
  const half = (x) => {
    if (!Number.isFinite(x) || x === 0) return x;
    const size = Math.abs(x);
    if (size >= 65520) return x < 0 ? -Infinity : Infinity;
    let exponent = -14;
    while (exponent < 15 && 2 ** (exponent + 1) <= size) exponent++;
    const step = 2 ** (exponent - 10);
    const quotient = size / step;
    let whole = Math.floor(quotient);
    const rest = quotient - whole;
    if (rest > 0.5 || (rest === 0.5 && whole % 2 === 1)) whole++;
    return (x < 0 ? -1 : 1) * whole * step;
  };

  // An isolate has one thread, so a buffer that threads could share is one that is
  // called otherwise and that nobody can transfer.
  const { get: lengthOf } = Object.getOwnPropertyDescriptor(
    ArrayBuffer.prototype,
    "byteLength",
  );
  class SharedArrayBuffer {
    constructor(length) {
      const buffer = new ArrayBuffer(length);
      return Object.setPrototypeOf(buffer, new.target.prototype);
    }
    get byteLength() {
      if (!(this instanceof SharedArrayBuffer))
        throw new TypeError("Receiver is not a SharedArrayBuffer");
      return lengthOf.call(this);
    }
    get maxByteLength() {
      return this.byteLength;
    }
    get growable() {
      return false;
    }
    slice(start = 0, end = this.byteLength) {
      const size = this.byteLength;
      const place = (n) => {
        n = Math.trunc(Number(n)) || 0;
        return n < 0 ? Math.max(size + n, 0) : Math.min(n, size);
      };
      const from = place(start);
      const length = Math.max(place(end) - from, 0);
      const out = new SharedArrayBuffer(length);
      new Uint8Array(out).set(new Uint8Array(this, from, length));
      return out;
    }
    static get [Symbol.species]() {
      return this;
    }
  }
  Object.defineProperty(SharedArrayBuffer.prototype, Symbol.toStringTag, {
    value: "SharedArrayBuffer",
    configurable: true,
  });

  return {
    Object: {
      groupBy(items, callback) {
        const out = Object.create(null);
        group(items, callback, (key, item) => {
          const k = typeof key === "symbol" ? key : String(key);
          if (hasOwn.call(out, k)) out[k].push(item);
          else out[k] = [item];
        });
        return out;
      },
    },
    Map: {
      groupBy(items, callback) {
        const out = new Map();
        group(items, callback, (key, item) => {
          const list = out.get(key);
          if (list) list.push(item);
          else out.set(key, [item]);
        });
        return out;
      },
    },
    upsert: {
      getOrInsert(key, value) {
        if (this.has(key)) return this.get(key);
        this.set(key, value);
        return value;
      },
      getOrInsertComputed(key, callback) {
        mustCall(callback);
        if (this.has(key)) return this.get(key);
        const value = callback(key);
        this.set(key, value);
        return value;
      },
    },
    Array: {
      fromAsync(source, map, thisArg) {
        return fromAsync(this, source, map, thisArg);
      },
    },
    Promise: {
      withResolvers() {
        let resolve, reject;
        const promise = new this((yes, no) => {
          resolve = yes;
          reject = no;
        });
        return { promise, resolve, reject };
      },
      try(callback, ...args) {
        return new this((resolve) => resolve(callback(...args)));
      },
    },
    String: {
      isWellFormed() {
        return !loneSurrogate.test(textOf(this, "isWellFormed"));
      },
      toWellFormed() {
        return textOf(this, "toWellFormed").replace(loneSurrogates, "\uFFFD");
      },
    },
    // Annex B's methods that wrap a text in a tag.
    html: Object.fromEntries(
      Object.entries({
        anchor: ["a", "name"],
        big: ["big"],
        blink: ["blink"],
        bold: ["b"],
        fixed: ["tt"],
        fontcolor: ["font", "color"],
        fontsize: ["font", "size"],
        italics: ["i"],
        link: ["a", "href"],
        small: ["small"],
        strike: ["strike"],
        sub: ["sub"],
        sup: ["sup"],
      }).map(([name, [tag, attribute]]) => [
        name,
        function (value) {
          if (this === null || this === undefined)
            throw new TypeError(
              `String.prototype.${name} called on null or undefined`,
            );
          const text = `${this}`;
          const with_ = attribute
            ? ` ${attribute}="${`${value}`.replaceAll('"', "&quot;")}"`
            : "";
          return `<${tag}${with_}>${text}</${tag}>`;
        },
      ]),
    ),
    Date: {
      getYear() {
        return dateMethods.getFullYear.call(this) - 1900;
      },
      setYear(year) {
        dateMethods.getTime.call(this);
        const n = Number(year);
        if (Number.isNaN(n)) return dateMethods.setTime.call(this, NaN);
        if (Number.isNaN(dateMethods.getTime.call(this)))
          dateMethods.setTime.call(this, 0);
        const whole = Math.trunc(n);
        return dateMethods.setFullYear.call(
          this,
          whole >= 0 && whole <= 99 ? whole + 1900 : whole,
        );
      },
    },
    DataView: {
      getFloat16(offset, little) {
        const bits = getUint16.call(this, offset, little);
        const exponent = (bits >> 10) & 31;
        const fraction = bits & 1023;
        const sign = bits >> 15 ? -1 : 1;
        if (exponent === 31) return fraction ? NaN : sign * Infinity;
        return exponent
          ? sign * 2 ** (exponent - 25) * (1024 + fraction)
          : sign * 2 ** -24 * fraction;
      },
      setFloat16(offset, value, little) {
        byteLengthOf(this);
        const at = toIndex(offset);
        const x = half(Number(value));
        let bits;
        if (Number.isNaN(x)) bits = 0x7e00;
        else {
          const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
          const size = Math.abs(x);
          if (size === Infinity) bits = sign | 0x7c00;
          else if (size < 2 ** -14) bits = sign | (size * 2 ** 24);
          else {
            let exponent = 15;
            while (2 ** (exponent - 15) > size) exponent--;
            while (2 ** (exponent - 14) <= size) exponent++;
            bits =
              sign | (exponent << 10) | (size * 2 ** (25 - exponent) - 1024);
          }
        }
        setUint16.call(this, at, bits, little);
      },
    },
    RegExp: {
      escape(text) {
        if (typeof text !== "string")
          throw new TypeError("input argument must be a string");
        let out = "";
        let first = true;
        for (const c of text) {
          out +=
            first && /^[0-9A-Za-z]$/.test(c)
              ? "\\x" + c.charCodeAt(0).toString(16)
              : escapeUnit(c);
          first = false;
        }
        return out;
      },
    },
    Math: {
      sumPrecise(items) {
        // Shewchuk's partial sums: the exact sum, rounded once.
        const partials = [];
        let special = 0;
        let any = false;
        let negativeZero = true;
        for (let x of items) {
          if (typeof x !== "number")
            throw new TypeError("Math.sumPrecise: element is not a number");
          any = true;
          if (!Object.is(x, -0)) negativeZero = false;
          if (!Number.isFinite(x)) {
            special += x;
            continue;
          }
          let kept = 0;
          for (let y of partials) {
            if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
            const high = x + y;
            const low = y - (high - x);
            if (low !== 0) partials[kept++] = low;
            x = high;
          }
          partials.length = kept;
          partials.push(x);
        }
        if (special !== 0) return special;
        if (!any || negativeZero) return -0;
        let sum = 0;
        for (let i = partials.length - 1; i >= 0; i--) sum += partials[i];
        return sum;
      },
      f16round(value) {
        return half(Number(value));
      },
    },
    accessors: {
      __defineGetter__(key, get) {
        mustCall(get);
        Object.defineProperty(this, key, {
          get,
          enumerable: true,
          configurable: true,
        });
      },
      __defineSetter__(key, set) {
        mustCall(set);
        Object.defineProperty(this, key, {
          set,
          enumerable: true,
          configurable: true,
        });
      },
      __lookupGetter__(key) {
        return lookup(this, key, "get");
      },
      __lookupSetter__(key) {
        return lookup(this, key, "set");
      },
    },
    SharedArrayBuffer,
    // What lowered code uses in place of walking up from an async generator.
    __AsyncIteratorPrototype: {
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
});
