// Random bytes, integers, identifiers and primes.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer, codes, isView, isBuffer, isBytes } = require("internal/crypto_util");
  const { validateInteger, validateInt32, validateObject, validateBoolean, validateFunction } = require("internal/validators");
  const longest = 2147483647;
  const kinds = ["TypedArray", "DataView", "ArrayBuffer", "SharedArrayBuffer"];
  const told = (work, callback) => {
    new Promise((resolve) => resolve(work())).then((v) => callback(null, v), (error) => callback(error));
  };

  const randomFillSync = (buffer, offset = 0, size) => {
    if (!isBytes(buffer)) throw new codes.ERR_INVALID_ARG_TYPE("buffer", kinds, buffer);
    validateInteger(offset, "offset", 0, longest);
    const room = buffer.byteLength - offset;
    if (size !== undefined) validateInteger(size, "size", 0, room);
    else size = room;
    if (isBuffer(buffer)) buffer = Buffer.from(buffer);
    else if (buffer instanceof DataView) buffer = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    return crypto.getRandomValues(buffer.subarray(offset, offset + size));
  };
  const randomFill = (buffer, offset, size, callback) => {
    if (!isBytes(buffer)) throw new codes.ERR_INVALID_ARG_TYPE("buffer", kinds, buffer);
    const room = buffer.byteLength;
    if (typeof callback === "function") {
      validateInteger(offset, "offset", 0, room);
      validateInteger(size, "size", 0, room - offset);
    } else if (typeof size === "function") {
      validateInteger(offset, "offset", 0, room);
      callback = size;
      size = room - offset;
    } else if (typeof offset === "function") {
      callback = offset;
      offset = 0;
      size = room;
    }
    validateFunction(callback, "callback");
    told(() => { randomFillSync(buffer, offset, size); return buffer; }, callback);
  };
  const randomBytes = (size, callback) => {
    validateInteger(size, "size", 0, longest);
    const bytes = Buffer.alloc(size);
    if (callback !== undefined) return randomFill(bytes, callback);
    randomFillSync(bytes);
    return bytes;
  };

  const most = 0xffffffffffff;
  const integer = (min, max) => {
    const range = max - min;
    if (!(range <= most)) throw new codes.ERR_OUT_OF_RANGE(`max${max ? "" : " - min"}`, `<= ${most}`, range);
    const limit = most - (most % range);
    for (;;) {
      const x = randomBytes(6).readUIntBE(0, 6);
      if (x < limit) return (x % range) + min;
    }
  };
  const randomInt = function randomInt(min, max, callback) {
    if (typeof callback === "function") {
      validateInteger(min, "min");
      validateInteger(max, "max");
    } else if (typeof max === "function") {
      validateInteger(min, "max");
      callback = max;
      max = min;
      min = 0;
    } else if (arguments.length === 2) {
      validateInteger(min, "min");
      validateInteger(max, "max");
    } else {
      validateInteger(min, "max");
      max = min;
      min = 0;
    }
    if (min >= max) throw new codes.ERR_OUT_OF_RANGE("min", "min < max", min);
    if (callback == null) return integer(min, max);
    told(() => integer(min, max), callback);
  };
  const randomUUID = (options) => {
    if (options !== undefined) {
      validateObject(options, "options");
      if (options.disableEntropyCache !== undefined) validateBoolean(options.disableEntropyCache, "options.disableEntropyCache");
    }
    return crypto.randomUUID();
  };

  // Primes.
  const numberKinds = ["ArrayBuffer", "TypedArray", "Buffer", "DataView", "bigint"];
  const numberBytes = (v, name) => {
    if (typeof v === "bigint") {
      if (v < 0n) throw new codes.ERR_OUT_OF_RANGE(name, ">= 0", v);
      const hex = v.toString(16);
      return Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
    }
    if (!isBytes(v)) throw new codes.ERR_INVALID_ARG_TYPE(name, numberKinds, v);
    return v;
  };
  const primeOptions = (options) => {
    validateObject(options, "options");
    const { safe = false, bigint = false, add, rem } = options;
    validateBoolean(safe, "options.safe");
    validateBoolean(bigint, "options.bigint");
    return {
      safe,
      bigint,
      add: add === undefined ? undefined : numberBytes(add, "options.add"),
      rem: rem === undefined ? undefined : numberBytes(rem, "options.rem"),
    };
  };
  const asNumber = (bytes, bigint) => (bigint ? BigInt(`0x${Buffer.from(bytes).toString("hex")}`) : bytes);
  const generatePrimeSync = (size, options = {}) => {
    validateInt32(size, "size", 1);
    const { safe, bigint, add, rem } = primeOptions(options);
    return asNumber(native.randomPrime(size, safe, add, rem, false), bigint);
  };
  const generatePrime = (size, options, callback) => {
    validateInt32(size, "size", 1);
    if (typeof options === "function") {
      callback = options;
      options = {};
    }
    validateFunction(callback, "callback");
    const { safe, bigint, add, rem } = primeOptions(options);
    told(async () => asNumber(await native.randomPrime(size, safe, add, rem, true), bigint), callback);
  };
  const checksOf = (options) => {
    const { checks = 0 } = options;
    validateInt32(checks, "options.checks", 0);
    return checks;
  };
  const checkPrimeSync = (candidate, options = {}) => {
    const bytes = numberBytes(candidate, "candidate");
    validateObject(options, "options");
    return native.checkPrime(bytes, checksOf(options));
  };
  const checkPrime = (candidate, options, callback) => {
    const bytes = numberBytes(candidate, "candidate");
    if (typeof options === "function") {
      callback = options;
      options = {};
    }
    validateObject(options, "options");
    validateFunction(callback, "callback");
    const checks = checksOf(options);
    told(() => native.checkPrime(bytes, checks), callback);
  };
  return {
    randomBytes, pseudoRandomBytes: randomBytes, randomFill, randomFillSync, randomInt, randomUUID,
    generatePrime, generatePrimeSync, checkPrime, checkPrimeSync,
  };
});
