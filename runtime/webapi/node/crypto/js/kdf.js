// pbkdf2, scrypt and hkdf. The ones with a callback work beside the Worker.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer, codes, isBytes, bytesFrom } = require("internal/crypto_util");
  const { validateString, validateFunction, validateInteger, validateInt32, validateUint32 } = require("internal/validators");
  const longest = 2147483647;

  // told calls back with what a native's promise comes to.
  const told = (start, callback, wrap) => {
    let promise;
    try {
      promise = Promise.resolve(start());
    } catch (error) {
      promise = Promise.reject(error);
    }
    promise.then((v) => callback(null, wrap ? Buffer.from(v) : v), (error) => callback(error));
  };

  const pbkdf2Args = (password, salt, iterations, keylen, digest) => {
    validateString(digest, "digest");
    password = bytesFrom(password, "password");
    salt = bytesFrom(salt, "salt");
    validateInt32(iterations, "iterations", 1);
    validateInt32(keylen, "keylen", 0);
    return [password, salt, iterations, keylen, digest];
  };
  const pbkdf2Sync = (...args) => Buffer.from(native.pbkdf2(...pbkdf2Args(...args), false));
  const pbkdf2 = (password, salt, iterations, keylen, digest, callback) => {
    if (typeof digest === "function") validateString(undefined, "digest");
    validateFunction(callback, "callback");
    const args = pbkdf2Args(password, salt, iterations, keylen, digest);
    told(() => native.pbkdf2(...args, true), callback, true);
  };

  // Node has two names for each of the three costs.
  const costs = [["N", "cost", 16384], ["r", "blockSize", 8], ["p", "parallelization", 1]];
  const scryptArgs = (password, salt, keylen, options) => {
    password = bytesFrom(password, "password");
    salt = bytesFrom(salt, "salt");
    validateInteger(keylen, "keylen", 0, longest);
    const values = [];
    for (const [short, long, usual] of costs) {
      let value = options?.[short];
      const given = value !== undefined;
      if (given) validateUint32(value, short);
      const other = options?.[long];
      if (other !== undefined) {
        if (given) throw new codes.ERR_INVALID_ARG_VALUE(long, other);
        validateUint32(other, long);
        value = other;
      }
      values.push(value || usual);
    }
    const maxmem = options?.maxmem;
    if (maxmem !== undefined) validateInteger(maxmem, "maxmem", 0);
    return [password, salt, ...values, maxmem || 32 * 1024 * 1024, keylen];
  };
  const scryptSync = (password, salt, keylen, options) => Buffer.from(native.scrypt(...scryptArgs(password, salt, keylen, options), false));
  const scrypt = (password, salt, keylen, options, callback) => {
    if (callback === undefined) {
      callback = options;
      options = undefined;
    }
    const args = scryptArgs(password, salt, keylen, options);
    validateFunction(callback, "callback");
    told(() => native.scrypt(...args, true), callback, true);
  };

  const source = (v, name, kinds) => {
    if (typeof v === "string") return Buffer.from(v);
    if (isBytes(v)) return v;
    throw new codes.ERR_INVALID_ARG_TYPE(name, kinds, v);
  };
  const usual = ["string", "ArrayBuffer", "TypedArray", "DataView", "Buffer"];
  const hkdfArgs = (hash, key, salt, info, length) => {
    if (typeof key === "object" && key !== null && !isBytes(key)) {
      const keys = require("internal/crypto_keys");
      if (keys.isKeyObject(key)) key = key.export();
    }
    validateString(hash, "digest");
    key = source(key, "ikm", ["string", "SecretKeyObject", "ArrayBuffer", "TypedArray", "DataView", "Buffer"]);
    salt = source(salt, "salt", usual);
    info = source(info, "info", usual);
    validateInteger(length, "length", 0, longest);
    if (info.byteLength > 1024) throw new codes.ERR_OUT_OF_RANGE("info", "must not contain more than 1024 bytes", info.byteLength);
    return [hash, key, salt, info, length];
  };
  const hkdfSync = (...args) => native.hkdf(...hkdfArgs(...args), false);
  const hkdf = (hash, key, salt, info, length, callback) => {
    const args = hkdfArgs(hash, key, salt, info, length);
    validateFunction(callback, "callback");
    told(() => native.hkdf(...args, true), callback, false);
  };
  return { pbkdf2, pbkdf2Sync, scrypt, scryptSync, hkdf, hkdfSync };
});
