// node:buffer. Bytes are coded, searched and compared in Go; this is the class
// and its argument rules, which are workerd's where they differ from Node's.
// https://nodejs.org/docs/latest-v22.x/api/buffer.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { validateInteger, validateNumber } = require("internal/validators");
  const { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_INVALID_BUFFER_SIZE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_ENCODING } = codes;
  const kMaxLength = 2147483647, kStringMaxLength = 536870888;
  const customInspect = Symbol.for("nodejs.util.inspect.custom");

  class FastBuffer extends Uint8Array {}
  const proto = FastBuffer.prototype;
  const isBytes = (v) => v instanceof Uint8Array;
  const isAnyBuffer = (v) => v instanceof ArrayBuffer || Object.prototype.toString.call(v) === "[object SharedArrayBuffer]";
  const wrap = (buffer) => new FastBuffer(buffer);

  const encodingOf = (name, fallback = "utf8") => {
    if (name === undefined || name === null || name === "") return fallback;
    const e = native.encoding(name);
    if (!e) throw new ERR_UNKNOWN_ENCODING(name);
    return e;
  };
  const checkSize = (size) => {
    if (typeof size !== "number") throw new ERR_INVALID_ARG_TYPE("size", "number", size);
    if (size < 0) throw new RangeError(`Invalid typed array length: ${size}`);
    if (!(size <= kMaxLength)) throw new ERR_OUT_OF_RANGE("size", `0 to ${kMaxLength}`, size);
  };

  function Buffer(value, encodingOrOffset, length) {
    if (typeof value !== "number") return Buffer.from(value, encodingOrOffset, length);
    if (typeof encodingOrOffset === "string") throw new ERR_INVALID_ARG_TYPE("string", "string", value);
    return Buffer.alloc(value);
  }
  Object.setPrototypeOf(Buffer, Uint8Array);
  Object.defineProperty(Buffer, "prototype", { value: proto, writable: true });
  Object.defineProperty(Buffer, Symbol.species, { configurable: true, get: () => FastBuffer });
  Buffer.poolSize = 0;

  const fromString = (text, encoding) => wrap(native.fromString(text, encodingOf(encoding)));
  const fromArrayBuffer = (buffer, offset, length) => {
    offset = offset === undefined ? 0 : +offset || 0;
    const most = buffer.byteLength - offset;
    if (most < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS("offset");
    if (length === undefined) return new FastBuffer(buffer, offset, most);
    length = +length;
    if (!(length > 0)) length = 0;
    if (length > most) throw new ERR_BUFFER_OUT_OF_BOUNDS("length");
    return new FastBuffer(buffer, offset, length);
  };
  const fromObject = (o) => {
    if (o.length !== undefined || isAnyBuffer(o.buffer)) return typeof o.length === "number" ? FastBuffer.from(o) : new FastBuffer(0);
    if (o.type === "Buffer" && Array.isArray(o.data)) return FastBuffer.from(o.data);
    return undefined;
  };

  Buffer.from = function from(value, encodingOrOffset, length) {
    if (typeof value === "string") return fromString(value, encodingOrOffset);
    if (typeof value === "object" && value !== null) {
      if (isBytes(value)) { const b = new FastBuffer(value.length); b.set(value); return b; }
      if (isAnyBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);
      const primitive = value.valueOf?.();
      if (primitive != null && primitive !== value && (typeof primitive === "string" || typeof primitive === "object")) {
        return from(primitive, encodingOrOffset, length);
      }
      const b = fromObject(value);
      if (b) return b;
      if (typeof value[Symbol.toPrimitive] === "function") {
        const text = value[Symbol.toPrimitive]("string");
        if (typeof text === "string") return fromString(text, encodingOrOffset);
      }
    }
    const e = new ERR_INVALID_ARG_TYPE("first argument", "string", value);
    e.message = "The first argument must be of type string or an instance of Buffer, TypedArray, ArrayBuffer, SharedArrayBuffer, or Array or an Array-like Object." + require("internal/errors").received(value);
    throw e;
  };
  Buffer.of = (...items) => FastBuffer.from(items);
  Buffer.alloc = function alloc(size, fill, encoding) {
    checkSize(size);
    const b = new FastBuffer(size);
    return fill === undefined || fill === 0 || size === 0 ? b : fillBuffer(b, fill, 0, b.length, encoding, true);
  };
  Buffer.allocUnsafe = function allocUnsafe(size) { checkSize(size); return new FastBuffer(size); };
  Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) { checkSize(size); return new FastBuffer(size); };
  Buffer.isBuffer = function isBuffer(b) { return b instanceof Buffer; };
  Buffer.isEncoding = function isEncoding(name) { return typeof name === "string" && name.length !== 0 && native.encoding(name) !== ""; };
  Buffer.byteLength = function byteLength(v, encoding) {
    if (typeof v !== "string") {
      if (ArrayBuffer.isView(v) || isAnyBuffer(v)) return v.byteLength;
      throw new ERR_INVALID_ARG_TYPE("string", ["string", "Buffer", "ArrayBuffer"], v);
    }
    return native.byteLength(v, (encoding && native.encoding(encoding)) || "utf8");
  };
  Buffer.compare = function compare(a, b) {
    if (!isBytes(a)) throw new ERR_INVALID_ARG_TYPE("a", ["Buffer", "Uint8Array"], a);
    if (!isBytes(b)) throw new ERR_INVALID_ARG_TYPE("b", ["Buffer", "Uint8Array"], b);
    return a === b ? 0 : native.compare(a, b);
  };
  Buffer.concat = function concat(list, length) {
    if (!Array.isArray(list)) throw new ERR_INVALID_ARG_TYPE("list", "(Buffer|Uint8Array)[]", list);
    list.forEach((b, i) => {
      if (!isBytes(b)) throw new TypeError(`Incorrect type for array element ${i}: the provided value is not of type 'JsUint8Array'.`);
    });
    if (length === undefined) length = list.reduce((n, b) => n + b.length, 0);
    else validateInteger(length, "length", 0);
    const out = new FastBuffer(length);
    let at = 0;
    for (let b of list) {
      if (at >= length) break;
      if (b.length > length - at) b = b.subarray(0, length - at);
      out.set(b, at);
      at += b.length;
    }
    return out;
  };

  const hide = (name, value) => Object.defineProperty(proto, name, { value, writable: true, configurable: true, enumerable: true });
  const methods = (o) => { for (const k of Object.keys(o)) hide(k, o[k]); };
  Object.defineProperty(proto, "constructor", { value: Buffer, writable: true, configurable: true, enumerable: false });
  Object.defineProperty(proto, "parent", { enumerable: true, configurable: true, get() { return this instanceof Buffer ? this.buffer : undefined; } });
  Object.defineProperty(proto, "offset", { enumerable: true, configurable: true, get() { return this instanceof Buffer ? this.byteOffset : undefined; } });

  const clamp = (v, fallback, max) => {
    if (v === undefined) return fallback;
    v = Math.trunc(+v) || 0;
    return v < 0 ? 0 : v > max ? max : v;
  };
  const slice = (b, encoding, start, end) => {
    start = clamp(start, 0, b.length);
    end = clamp(end, b.length, b.length);
    return end <= start ? "" : native.toString(b, encoding, start, end);
  };
  const writeText = (b, text, offset, length, encoding) => {
    if (offset === undefined) offset = 0;
    else validateInteger(offset, "offset", 0, b.length);
    const most = b.length - offset;
    if (length === undefined || length > most) length = most;
    else validateInteger(length, "length", 0, b.length);
    return native.write(b, text, offset, length, encoding);
  };
  const sameKind = (v, name) => {
    if (!isBytes(v)) throw new ERR_INVALID_ARG_TYPE(name, ["Buffer", "Uint8Array"], v);
  };

  const fillBuffer = (b, value, start, end, encoding, strictHex) => {
    if (typeof value === "string") {
      const name = encodingOf(encoding);
      if (value.length === 0) value = 0;
      else {
        const data = new Uint8Array(native.fromString(value, name));
        if (data.length === 0) {
          throw name === "hex" && strictHex ? new TypeError("The text is not valid hex") : new codes.ERR_INVALID_ARG_VALUE("value", value);
        }
        native.fill(b.subarray(start, end), data);
        return b;
      }
    } else if (isBytes(value) && value.length) {
      native.fill(b.subarray(start, end), value.slice());
      return b;
    }
    Uint8Array.prototype.fill.call(b, typeof value === "boolean" ? +value : typeof value === "number" ? value & 255 : 0, start, end);
    return b;
  };

  const search = (b, value, offset, encoding, forward) => {
    if (typeof offset === "string") { encoding = offset; offset = undefined; }
    if (offset !== undefined) {
      offset = +offset;
      if (Number.isNaN(offset)) offset = forward ? 0 : undefined;
    }
    if (typeof value === "number") return native.indexOf(b, new Uint8Array([value & 255]), offset, forward, 1);
    if (typeof value === "string") {
      const name = encodingOf(encoding);
      return native.indexOf(b, new Uint8Array(native.fromString(value, name)), offset, forward, name === "utf16le" ? 2 : 1);
    }
    if (!isBytes(value)) {
      const e = new ERR_INVALID_ARG_TYPE("value", ["number", "string", "Buffer", "Uint8Array"], value);
      throw e;
    }
    return native.indexOf(b, value, offset, forward, encoding !== undefined && native.encoding(encoding) === "utf16le" ? 2 : 1);
  };

  methods({
    swap16() { return swap(this, 2); },
    swap32() { return swap(this, 4); },
    swap64() { return swap(this, 8); },
    toString(encoding, start, end) {
      if (arguments.length === 0) return native.toString(this, "utf8", 0, this.length);
      return slice(this, encodingOf(encoding), start, end);
    },
    equals(b) {
      if (!isBytes(b)) throw new ERR_INVALID_ARG_TYPE("b", ["Buffer", "Uint8Array"], b);
      return this === b || (this.byteLength === b.byteLength && native.compare(this, b) === 0);
    },
    inspect() {
      const max = exports.INSPECT_MAX_BYTES;
      let text = native.toString(this, "hex", 0, Math.min(max, this.length)).replace(/(..)/g, "$1 ").trim();
      const more = this.length - max;
      if (more > 0) text += ` ... ${more} more byte${more > 1 ? "s" : ""}`;
      return `<${this.constructor.name} ${text}>`;
    },
    compare(target, targetStart, targetEnd, start, end) {
      sameKind(target, "target");
      if (arguments.length === 1) return native.compare(this, target);
      const bound = (v, name, fallback, max) => {
        if (v === undefined) return fallback;
        validateInteger(v, name, 0, max);
        return v;
      };
      targetStart = bound(targetStart, "targetStart", 0);
      targetEnd = bound(targetEnd, "targetEnd", target.length, target.length);
      start = bound(start, "sourceStart", 0);
      end = bound(end, "sourceEnd", this.length, this.length);
      if (start >= end) return targetStart >= targetEnd ? 0 : -1;
      if (targetStart >= targetEnd) return 1;
      return native.compare(this.subarray(start, end), target.subarray(targetStart, targetEnd));
    },
    includes(value, offset, encoding) { return search(this, value, offset, encoding, true) !== -1; },
    indexOf(value, offset, encoding) { return search(this, value, offset, encoding, true); },
    lastIndexOf(value, offset, encoding) { return search(this, value, offset, encoding, false); },
    fill(value, start, end, encoding) {
      if (typeof value === "string") {
        if (start === undefined || typeof start === "string") { encoding = start; start = 0; end = this.length; }
        else if (typeof end === "string") { encoding = end; end = this.length; }
      }
      if (start === undefined) start = 0;
      else validateNumber(start, "start");
      if (end === undefined) end = this.length;
      else if (!(end >= 0 && end <= this.length)) throw new ERR_OUT_OF_RANGE("end", `0 to ${this.length}`, end);
      if (start < 0 || start > end) throw new ERR_OUT_OF_RANGE("start", "0 to end", start);
      return start === end ? this : fillBuffer(this, value, start, end, encoding, true);
    },
    write(text, offset, length, encoding) {
      if (offset === undefined) return native.write(this, String(text), 0, this.length, "utf8");
      if (length === undefined && typeof offset === "string") { encoding = offset; offset = 0; length = this.length; }
      else {
        validateInteger(offset, "offset", 0, this.length);
        const most = this.length - offset;
        if (length === undefined) length = most;
        else if (typeof length === "string") { encoding = length; length = most; }
        else {
          validateInteger(length, "length", 0, this.length);
          if (length > most) length = most;
        }
      }
      return native.write(this, String(text), offset, length, encodingOf(encoding));
    },
    toJSON() { return { type: "Buffer", data: Array.from(this) }; },
    subarray(start, end) {
      const n = this.length;
      const at = (v, fallback) => {
        if (v === undefined) return fallback;
        v = Math.trunc(+v) || 0;
        return v < 0 ? Math.max(v + n, 0) : Math.min(v, n);
      };
      start = at(start, 0);
      end = at(end, n);
      return new FastBuffer(this.buffer, this.byteOffset + start, end > start ? end - start : 0);
    },
    slice(start, end) { return this.subarray(start, end); },
    copy(target, targetStart, start, end) {
      sameKind(target, "target");
      const from = (v, name) => {
        if (v === undefined) return 0;
        v = Math.trunc(+v) || 0;
        if (v < 0) throw new ERR_OUT_OF_RANGE(name, ">= 0", v);
        return v;
      };
      targetStart = from(targetStart, "targetStart");
      start = from(start, "sourceStart");
      end = end === undefined ? this.length : from(end, "sourceEnd");
      if (end > this.length) end = this.length;
      if (targetStart >= target.length || start >= end) return 0;
      const n = Math.min(end - start, target.length - targetStart);
      Uint8Array.prototype.set.call(target, Uint8Array.prototype.subarray.call(this, start, start + n), targetStart);
      return n;
    },
  });
  hide("toLocaleString", proto.toString);
  const swap = (b, n) => {
    if (b.length % n) throw new ERR_INVALID_BUFFER_SIZE(`${n * 8}-bits`);
    native.swap(b, n);
    return b;
  };
  for (const name of ["ascii", "base64", "base64url", "hex", "latin1", "ucs2", "utf8"]) {
    const encoding = native.encoding(name);
    hide(`${name}Slice`, { [`${name}Slice`](start, end) { return slice(this, encoding, start, end); } }[`${name}Slice`]);
    hide(`${name}Write`, { [`${name}Write`](text, offset, length) { return writeText(this, text, offset, length, encoding); } }[`${name}Write`]);
  }
  Object.defineProperty(proto, customInspect, { configurable: true, writable: true, value(depth, options) {
    let text = proto.inspect.call(this);
    // Properties that were added are shown too.
    const extra = Object.keys(this).slice(this.length);
    if (extra.length) {
      const shown = require("util").inspect(Object.fromEntries(extra.map((k) => [k, this[k]])), { ...options, breakLength: Infinity, compact: true });
      text = text.replace(/>$/, `${this.length ? ", " : ""}${shown.slice(2, -2)}>`);
    }
    return text;
  } });

  // Numbers. offset must leave room for size bytes.
  const room = (b, offset, size) => {
    if (typeof offset !== "number") throw new ERR_INVALID_ARG_TYPE("offset", "number", offset);
    if (offset >= 0 && offset + size <= b.length && offset % 1 === 0) return;
    if (offset % 1 !== 0) throw new ERR_OUT_OF_RANGE("offset", "an integer", offset);
    if (b.length - size < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
    throw new ERR_OUT_OF_RANGE("offset", `>= 0 && <= ${b.length - (size === 1 ? 0 : size)}`, offset);
  };
  const readInt = (b, offset, size, little, signed) => {
    room(b, offset, size);
    let v = 0;
    if (little) for (let i = size - 1; i >= 0; i--) v = v * 256 + b[offset + i];
    else for (let i = 0; i < size; i++) v = v * 256 + b[offset + i];
    const limit = 2 ** (8 * size);
    return signed && v >= limit / 2 ? v - limit : v;
  };
  const writeInt = (b, value, offset, size, little, signed, range) => {
    value = +value;
    const limit = 2 ** (8 * size), min = signed ? -limit / 2 : 0, max = (signed ? limit / 2 : limit) - 1;
    if (value > max || value < min) {
      throw new ERR_OUT_OF_RANGE("value", range === "power" && size > 3
        ? (signed ? `>= -(2 ** ${size * 8 - 1}) and < 2 ** ${size * 8 - 1}` : `>= 0 and < 2 ** ${size * 8}`)
        : `>= ${min} and <= ${max}`, value);
    }
    room(b, offset, size);
    let v = Math.trunc(value) || 0;
    if (v < 0) v += limit;
    for (let i = 0; i < size; i++) {
      b[offset + (little ? i : size - 1 - i)] = v % 256;
      v = Math.floor(v / 256);
    }
    return offset + size;
  };
  const number = (name, read, write) => {
    const both = (suffix, f) => {
      for (const n of new Set([suffix, suffix.replace("UI", "Ui")])) {
        Object.defineProperty(f, "name", { value: n, configurable: true });
        hide(n, f);
      }
    };
    both(`read${name}`, read);
    both(`write${name}`, write);
  };
  for (const little of [true, false]) {
    const end = little ? "LE" : "BE";
    for (const bits of [16, 32]) {
      const n = bits / 8;
      number(`UInt${bits}${end}`, function (offset = 0) { return readInt(this, offset, n, little, false); },
        function (value, offset = 0) { return writeInt(this, value, offset, n, little, false); });
      number(`Int${bits}${end}`, function (offset = 0) { return readInt(this, offset, n, little, true); },
        function (value, offset = 0) { return writeInt(this, value, offset, n, little, true); });
    }
    for (const signed of [true, false]) {
      const sized = (size) => {
        if (size === undefined) throw new ERR_INVALID_ARG_TYPE("byteLength", "number", size);
        validateInteger(size, "byteLength", -Infinity, Infinity);
        if (size < 1 || size > 6) throw new ERR_OUT_OF_RANGE("byteLength", ">= 1 and <= 6", size);
      };
      number(`${signed ? "" : "U"}Int${end}`, function (offset, byteLength) {
        if (offset === undefined) throw new ERR_INVALID_ARG_TYPE("offset", "number", offset);
        sized(byteLength);
        return readInt(this, offset, byteLength, little, signed);
      }, function (value, offset, byteLength) {
        sized(byteLength);
        return writeInt(this, value, offset, byteLength, little, signed, "power");
      });
      number(`Big${signed ? "" : "U"}Int64${end}`, function (offset = 0) {
        const low = readInt(this, offset + (little ? 0 : 4), 4, little, false), high = readInt(this, offset + (little ? 4 : 0), 4, little, signed);
        return (BigInt(high) << 32n) + BigInt(low);
      }, function (value, offset = 0) {
        const min = signed ? -(2n ** 63n) : 0n, max = signed ? 2n ** 63n - 1n : 2n ** 64n - 1n;
        if (value > max || value < min) {
          throw new ERR_OUT_OF_RANGE("value", signed ? ">= -(2n ** 63n) and < 2 ** 63n" : ">= 0n and < 2n ** 64n", value);
        }
        room(this, offset, 8);
        const low = Number(BigInt.asUintN(32, value)), high = Number(BigInt.asUintN(32, value >> 32n));
        writeInt(this, low, offset + (little ? 0 : 4), 4, little, false);
        writeInt(this, high, offset + (little ? 4 : 0), 4, little, false);
        return offset + 8;
      });
    }
    for (const [name, size] of [["Float", 4], ["Double", 8]]) {
      number(name + end, function (offset = 0) { room(this, offset, size); return native.readFloat(this, offset, size, little); },
        function (value, offset = 0) { room(this, offset, size); native.writeFloat(this, offset, size, little, +value); return offset + size; });
    }
  }
  number("UInt8", function (offset = 0) { room(this, offset, 1); return this[offset]; },
    function (value, offset = 0) { return writeInt(this, value, offset, 1, true, false); });
  number("Int8", function (offset = 0) { room(this, offset, 1); const v = this[offset]; return v > 127 ? v - 256 : v; },
    function (value, offset = 0) { return writeInt(this, value, offset, 1, true, true); });

  const aView = (v, name) => {
    if (!ArrayBuffer.isView(v) && !isAnyBuffer(v)) throw new TypeError(`Failed to execute '${name}' on 'BufferUtil': parameter 1 is not of type 'JsUint8Array'.`);
    return v;
  };
  const exports = {
    atob: globalThis.atob.bind(undefined),
    btoa: globalThis.btoa.bind(undefined),
    constants: { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength },
    kMaxLength,
    kStringMaxLength,
    Blob: globalThis.Blob,
    Buffer,
    File: globalThis.File,
    SlowBuffer: function SlowBuffer(size) { checkSize(+size); return Buffer.allocUnsafeSlow(+size); },
    isAscii(v) { return native.isAscii(aView(v, "isAscii")); },
    isUtf8(v) { return native.isUtf8(aView(v, "isUtf8")); },
    transcode(source, from, to) {
      if (!ArrayBuffer.isView(source)) throw new ERR_INVALID_ARG_TYPE("source", "ArrayBufferView", source);
      const out = native.transcode(source, from, to);
      if (out === undefined) throw new Error("Unable to transcode buffer due to unsupported encoding");
      return wrap(out);
    },
    INSPECT_MAX_BYTES: 50,
    resolveObjectURL() { throw new Error("resolveObjectURL is not implemented"); },
  };
  return exports;
})
