// The methods of typed arrays that may meet an ArrayBuffer which changes its size
// while they run: https://tc39.es/ecma262/#sec-properties-of-the-%typedarrayprototype%-object
// The engine's own take every other receiver. Loaded with the first such buffer.
(function (native) {
  const { apply } = Reflect;
  const prototype = Object.getPrototypeOf(Uint8Array.prototype);
  const { on, kind } = native;
  // The method that runs, for the texts of errors.
  let method = "";
  const length = (array) => native.length(array, method);
  const natives = native.constructors();
  const sortArray = Array.prototype.sort;
  const moveBytes = prototype.copyWithin;

  const mustCall = (f) => {
    if (typeof f !== "function") throw new TypeError(`${String(f)} is not a function`);
    return f;
  };
  const integer = (value) => {
    const n = Math.trunc(Number(value));
    return Number.isNaN(n) ? 0 : n + 0; // not -0
  };
  // place turns an argument that may count from the end into an index.
  const place = (value, size) => {
    const n = integer(value);
    return n < 0 ? Math.max(size + n, 0) : Math.min(n, size);
  };
  const end = (value, size) => (value === undefined ? size : place(value, size));
  const isBig = (array) => kind(array).startsWith("Big");
  const convert = (array, value) => (isBig(array) ? BigInt.asIntN(64, toBigInt(value)) : Number(value));
  const toBigInt = (value) => {
    if (typeof value === "number") throw new TypeError(`Cannot convert ${value} to a BigInt`);
    return BigInt(value);
  };

  const constructorOf = (array) => {
    const own = natives[kind(array)];
    const C = array.constructor;
    if (C === undefined) return own;
    if (Object(C) !== C) throw new TypeError("object.constructor is not an object");
    return C[Symbol.species] ?? own;
  };
  const make = (C, array, ...args) => {
    const out = new C(...args);
    const size = length(out);
    if (args.length === 1 && size < args[0]) throw new TypeError("Derived TypedArray constructor created an array which was too small");
    if (isBig(out) !== isBig(array)) throw new TypeError("Cannot mix BigInt and other types, use explicit conversions");
    return out;
  };
  const search = (array, callback, thisArg, from, to, step) => {
    for (let i = from; i !== to; i += step) {
      const value = array[i];
      if (apply(callback, thisArg, [value, i, array])) return { value, i };
    }
    return { value: undefined, i: -1 };
  };
  const forward = (array, callback, thisArg) => {
    const size = length(array);
    return search(array, mustCall(callback), thisArg, 0, size, 1);
  };
  const backward = (array, callback, thisArg) => {
    const size = length(array);
    return search(array, mustCall(callback), thisArg, size - 1, -1, -1);
  };
  const fold = (array, callback, initial, from, to, step) => {
    mustCall(callback);
    let i = from;
    let total;
    if (initial.length > 0) {
      total = initial[0];
    } else {
      if (from === to) throw new TypeError("Reduce of empty array with no initial value");
      total = array[i];
      i += step;
    }
    for (; i !== to; i += step) total = callback(total, array[i], i, array);
    return total;
  };
  const compare = (x, y) => {
    if (x !== x) return y !== y ? 0 : 1;
    if (y !== y) return -1;
    if (x < y) return -1;
    if (x > y) return 1;
    return x === 0 && y === 0 ? (Object.is(x, y) ? 0 : Object.is(x, -0) ? -1 : 1) : 0;
  };
  const sorted = (array, size, callback) => {
    const values = [];
    for (let i = 0; i < size; i++) values[i] = array[i];
    const by =
      callback === undefined
        ? compare
        : (x, y) => {
            const n = Number(callback(x, y));
            return n !== n ? 0 : n;
          };
    return apply(sortArray, values, [by]);
  };
  const mustCompare = (f) => {
    if (f !== undefined && typeof f !== "function")
      throw new TypeError("The comparison function must be either a function or undefined");
  };

  const methods = {
    at(index) {
      const size = length(this);
      const n = integer(index);
      return this[n < 0 ? size + n : n];
    },
    copyWithin(target, start) {
      const size = length(this);
      const to = place(target, size);
      const from = place(start, size);
      const stop = end(arguments[2], size);
      const count = Math.min(stop - from, size - to);
      if (count <= 0) return this;
      const now = length(this);
      const bytes = new natives.Uint8Array(this.buffer);
      const unit = this.BYTES_PER_ELEMENT;
      const base = this.byteOffset;
      const limit = base + now * unit;
      const most = (at) => Math.min(at, limit);
      const source = most(base + from * unit);
      const aim = most(base + to * unit);
      const last = Math.min(most(source + count * unit), source + limit - aim);
      apply(moveBytes, bytes, [aim, source, last]);
      return this;
    },
    every(callback) {
      const thisArg = arguments[1];
      mustCall((length(this), callback));
      return forward(this, (...args) => !apply(callback, thisArg, args)).i < 0;
    },
    fill(value) {
      const size = length(this);
      const item = convert(this, value);
      const from = place(arguments[1], size);
      const stop = end(arguments[2], size);
      const now = length(this);
      for (let i = from; i < Math.min(stop, now); i++) this[i] = item;
      return this;
    },
    filter(callback) {
      const kept = [];
      const thisArg = arguments[1];
      mustCall((length(this), callback));
      forward(this, (value, i, array) => {
        if (apply(callback, thisArg, [value, i, array])) kept.push(value);
        return false;
      });
      const out = make(constructorOf(this), this, kept.length);
      for (let i = 0; i < kept.length; i++) out[i] = kept[i];
      return out;
    },
    find(callback) {
      return forward(this, callback, arguments[1]).value;
    },
    findIndex(callback) {
      return forward(this, callback, arguments[1]).i;
    },
    findLast(callback) {
      return backward(this, callback, arguments[1]).value;
    },
    findLastIndex(callback) {
      return backward(this, callback, arguments[1]).i;
    },
    forEach(callback) {
      const thisArg = arguments[1];
      mustCall((length(this), callback));
      forward(this, (...args) => {
        apply(callback, thisArg, args);
        return false;
      });
    },
    includes(item) {
      const size = length(this);
      if (size === 0) return false;
      for (let i = place(arguments[1], size); i < size; i++) {
        const value = this[i];
        if (value === item || (value !== value && item !== item)) return true;
      }
      return false;
    },
    indexOf(item) {
      const size = length(this);
      if (size === 0) return -1;
      for (let i = place(arguments[1], size); i < size; i++) if (i in this && this[i] === item) return i;
      return -1;
    },
    join(separator) {
      const size = length(this);
      const between = separator === undefined ? "," : `${separator}`;
      const parts = [];
      for (let i = 0; i < size; i++) parts[i] = this[i] === undefined ? "" : `${this[i]}`;
      return parts.join(between);
    },
    lastIndexOf(item) {
      const size = length(this);
      if (size === 0) return -1;
      const n = arguments.length > 1 ? integer(arguments[1]) : size - 1;
      for (let i = n < 0 ? size + n : Math.min(n, size - 1); i >= 0; i--) if (i in this && this[i] === item) return i;
      return -1;
    },
    map(callback) {
      const size = length(this);
      mustCall(callback);
      const out = make(constructorOf(this), this, size);
      for (let i = 0; i < size; i++) out[i] = apply(callback, arguments[1], [this[i], i, this]);
      return out;
    },
    reduce(callback) {
      const size = length(this);
      return fold(this, callback, [...arguments].slice(1), 0, size, 1);
    },
    reduceRight(callback) {
      const size = length(this);
      return fold(this, callback, [...arguments].slice(1), size - 1, -1, -1);
    },
    reverse() {
      const size = length(this);
      for (let i = 0, j = size - 1; i < j; i++, j--) [this[i], this[j]] = [this[j], this[i]];
      return this;
    },
    set(source) {
      const offset = integer(arguments[1]);
      if (offset < 0) throw new RangeError("offset is out of bounds");
      const size = length(this);
      let values;
      if (kind(source) !== undefined) {
        const count = length(source);
        if (isBig(source) !== isBig(this))
          throw new TypeError("Cannot mix BigInt and other types, use explicit conversions");
        if (count + offset > size) throw new RangeError("offset is out of bounds");
        values = [];
        for (let i = 0; i < count; i++) values[i] = source[i];
        for (let i = 0; i < count; i++) this[offset + i] = values[i];
        return;
      }
      const from = Object(source);
      if (source === null || source === undefined) throw new TypeError("Cannot convert undefined or null to object");
      const count = Math.min(Math.max(integer(from.length), 0), Number.MAX_SAFE_INTEGER);
      if (count + offset > size) throw new RangeError("offset is out of bounds");
      for (let i = 0; i < count; i++) this[offset + i] = from[i];
    },
    slice(start, stop) {
      const size = length(this);
      const from = place(start, size);
      const to = end(stop, size);
      const count = Math.max(to - from, 0);
      const out = make(constructorOf(this), this, count);
      if (count === 0) return out;
      const last = Math.min(to, length(this));
      if (last <= from) return out;
      if (kind(out) === kind(this)) {
        const unit = this.BYTES_PER_ELEMENT;
        const source = new natives.Uint8Array(this.buffer, this.byteOffset + from * unit, (last - from) * unit);
        const target = new natives.Uint8Array(out.buffer, out.byteOffset);
        for (let i = 0; i < source.length && i < target.length; i++) target[i] = source[i];
        return out;
      }
      for (let i = from, n = 0; i < last; i++, n++) out[n] = this[i];
      return out;
    },
    some(callback) {
      return forward(this, callback, arguments[1]).i >= 0;
    },
    sort(callback) {
      mustCompare(callback);
      const size = length(this);
      const values = sorted(this, size, callback);
      for (let i = 0; i < size; i++) this[i] = values[i];
      return this;
    },
    subarray(start, stop) {
      const { buffer } = this;
      const size = native.size(this);
      const from = place(start, size);
      const unit = this.BYTES_PER_ELEMENT;
      const at = native.offset(this) + from * unit;
      const C = constructorOf(this);
      if (native.tracks(this) && stop === undefined) return make(C, this, buffer, at);
      const to = end(stop, size);
      return make(C, this, buffer, at, Math.max(to - from, 0));
    },
    toLocaleString() {
      const size = length(this);
      const parts = [];
      for (let i = 0; i < size; i++) {
        const value = this[i];
        parts[i] = value === undefined ? "" : `${apply(value.toLocaleString, value, arguments)}`;
      }
      return parts.join(",");
    },
    toReversed() {
      const size = length(this);
      const out = new natives[kind(this)](size);
      for (let i = 0; i < size; i++) out[i] = this[size - 1 - i];
      return out;
    },
    toSorted(callback) {
      mustCompare(callback);
      const size = length(this);
      const out = new natives[kind(this)](size);
      const values = sorted(this, size, callback);
      for (let i = 0; i < size; i++) out[i] = values[i];
      return out;
    },
    with(index, value) {
      const size = length(this);
      const n = integer(index);
      const at = n < 0 ? size + n : n;
      const item = convert(this, value);
      if (!(at >= 0 && at < native.size(this))) throw new RangeError("Invalid typed array index");
      const out = new natives[kind(this)](size);
      for (let i = 0; i < size; i++) out[i] = i === at ? item : this[i];
      return out;
    },
  };

  for (const name of Object.keys(methods)) {
    const own = methods[name];
    const engine = prototype[name];
    const wrapped = {
      [name]() {
        if (!on(this) && !(name === "set" && on(arguments[0]))) return apply(engine, this, arguments);
        method = name;
        return apply(own, this, arguments);
      },
    }[name];
    Object.defineProperty(wrapped, "length", { value: engine.length, configurable: true });
    Object.defineProperty(prototype, name, { value: wrapped, writable: true, configurable: true, enumerable: false });
  }
  return {};
});
