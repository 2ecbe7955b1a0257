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

  const lookup = (object, key, which) => {
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

  const atomic = (operation) =>
    function (array, index, value) {
      const i = Number(index);
      if (!(i >= 0 && i < array.length))
        throw new RangeError("Invalid atomic access index");
      const old = array[i];
      array[i] = operation(old, value);
      return old;
    };

  class SharedArrayBuffer {
    constructor() {
      throw new TypeError("SharedArrayBuffer is not supported by this host");
    }
    get byteLength() {
      throw new TypeError("Receiver is not a SharedArrayBuffer");
    }
  }

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
        return !loneSurrogate.test(String(this));
      },
      toWellFormed() {
        return String(this).replace(loneSurrogates, "\uFFFD");
      },
    },
    RegExp: {
      escape(text) {
        if (typeof text !== "string")
          throw new TypeError("RegExp.escape: argument is not a string");
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
        const x = Number(value);
        if (!Number.isFinite(x) || x === 0) return x;
        const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -14);
        const step = 2 ** (exponent - 10);
        const quotient = x / step;
        let rounded = Math.round(quotient);
        if (Math.abs(quotient % 1) === 0.5 && rounded % 2 !== 0) rounded -= 1;
        const result = rounded * step;
        return Math.abs(result) > 65504 ? Math.sign(x) * Infinity : result;
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
    // One thread sees a typed array here, so plain reads and writes are atomic.
    Atomics: {
      load: (array, index) => array[index],
      store: (array, index, value) => (array[index] = value),
      add: atomic((a, b) => a + b),
      sub: atomic((a, b) => a - b),
      and: atomic((a, b) => a & b),
      or: atomic((a, b) => a | b),
      xor: atomic((a, b) => a ^ b),
      exchange: atomic((a, b) => b),
      compareExchange(array, index, expected, replacement) {
        const old = array[index];
        if (old === expected) array[index] = replacement;
        return old;
      },
      isLockFree: (size) =>
        size === 1 || size === 2 || size === 4 || size === 8,
      notify: () => 0,
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
