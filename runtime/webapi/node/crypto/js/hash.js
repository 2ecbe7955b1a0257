// createHash, createHmac and hash().
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer, codes, isView, isBytes, isCryptoKey, bytesFrom, stringOption, streamish } = require("internal/crypto_util");
  const { validateString, validateUint32 } = require("internal/validators");

  const shortcuts = { hex: 1, base64: 1, base64url: 1 };
  const shown = (sum, encoding) => {
    if (typeof sum === "string") return sum;
    const bytes = Buffer.from(sum);
    return encoding === undefined || encoding === "buffer" ? bytes : bytes.toString(encoding);
  };
  const sumOf = (handle, encoding) => shown(native.hashSum(handle, shortcuts[encoding] === 1 ? encoding : ""), encoding);

  const states = new WeakMap(); // { handle, over, options }

  function Hash(algorithm, options) {
    if (!(this instanceof Hash)) return new Hash(algorithm, options);
    const length = typeof options === "object" ? options?.outputLength : undefined;
    if (length !== undefined) validateUint32(length, "options.outputLength");
    let handle;
    if (states.has(algorithm)) handle = native.hashCopy(states.get(algorithm).handle);
    else {
      validateString(algorithm, "algorithm");
      handle = native.hashNew(algorithm);
    }
    if (length !== undefined && length !== native.hashSize(handle)) throw new Error("invalid digest size");
    states.set(this, { handle, over: false, options });
  }
  Hash.prototype.copy = function copy(options) {
    if (states.get(this).over) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    return new Hash(this, options);
  };
  Hash.prototype._transform = function _transform(chunk, encoding, callback) {
    native.hashWrite(states.get(this).handle, typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
    callback();
  };
  Hash.prototype._flush = function _flush(callback) {
    this.push(sumOf(states.get(this).handle));
    callback();
  };
  Hash.prototype.update = function update(data, encoding) {
    const state = states.get(this);
    if (state.over) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    if (typeof data === "string") {
      if (encoding !== undefined && encoding !== null && encoding !== "utf8" && encoding !== "buffer") data = Buffer.from(data, encoding);
    } else if (!isView(data)) {
      throw new codes.ERR_INVALID_ARG_TYPE("data", ["string", "Buffer", "TypedArray", "DataView"], data);
    }
    native.hashWrite(state.handle, data);
    return this;
  };
  Hash.prototype.digest = function digest(encoding) {
    const state = states.get(this);
    if (state.over) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    const sum = native.hashSum(state.handle, shortcuts[encoding] === 1 ? encoding : "");
    state.over = true;
    return shown(sum, encoding);
  };
  streamish(Hash, "Transform", (self) => states.get(self).options);

  function Hmac(hmac, key, options) {
    if (!(this instanceof Hmac)) return new Hmac(hmac, key, options);
    validateString(hmac, "hmac");
    const encoding = stringOption(options, "encoding");
    let bytes;
    if (typeof key === "string" || isBytes(key)) bytes = bytesFrom(key, "key", encoding);
    else {
      const keys = require("internal/crypto_keys");
      if (!keys.isKeyObject(key) && !isCryptoKey(key)) {
        throw new codes.ERR_INVALID_ARG_TYPE("key", ["ArrayBuffer", "Buffer", "ArrayBufferView", "string", "KeyObject", "CryptoKey"], key);
      }
      if (key.type !== "secret") throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, "secret");
      bytes = keys.materialOf(key);
    }
    states.set(this, { handle: native.hmacNew(hmac, bytes), over: false, options });
  }
  Hmac.prototype.update = Hash.prototype.update;
  Hmac.prototype.digest = function digest(encoding) {
    const state = states.get(this);
    if (state.over) return !encoding || encoding === "buffer" ? Buffer.from("") : "";
    const sum = sumOf(state.handle, encoding);
    state.over = true;
    return sum;
  };
  Hmac.prototype._flush = Hash.prototype._flush;
  Hmac.prototype._transform = Hash.prototype._transform;
  streamish(Hmac, "Transform", (self) => states.get(self).options);

  const createHash = (algorithm, options) => new Hash(algorithm, options);
  const createHmac = (hmac, key, options) => new Hmac(hmac, key, options);
  const hash = (algorithm, data, outputEncoding = "hex") => {
    validateString(algorithm, "algorithm");
    validateString(outputEncoding, "outputEncoding");
    if (typeof data !== "string" && !isView(data)) {
      throw new codes.ERR_INVALID_ARG_TYPE("data", ["string", "Buffer", "TypedArray", "DataView"], data);
    }
    return shown(native.hashOnce(algorithm, data, shortcuts[outputEncoding] === 1 ? outputEncoding : ""), outputEncoding);
  };
  const names = "md4 md5 sha1 sha224 sha256 sha384 sha512 md5-sha1 RSA-MD5 RSA-SHA1 RSA-SHA224 RSA-SHA256 RSA-SHA384 RSA-SHA512 DSA-SHA DSA-SHA1 ecdsa-with-SHA1";
  return { Hash, Hmac, createHash, createHmac, hash, getHashes: () => names.split(" ") };
});
