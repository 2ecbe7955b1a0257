// Ciphers, and RSA's four ways to encrypt.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer, codes, isBytes, isCryptoKey, streamish } = require("internal/crypto_util");
  const keys = require("internal/crypto_keys");
  const { validateString, validateObject, validateUint32, validateNumber } = require("internal/validators");

  const secretOf = (key) => {
    if (isCryptoKey(key) || keys.isKeyObject(key)) {
      if (key.type !== "secret") throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, "secret");
      return keys.materialOf(key);
    }
    if (isBytes(key)) return key;
    if (typeof key === "string") return Buffer.from(key, "utf8");
    throw new codes.ERR_INVALID_ARG_TYPE("key", ["string", "Buffer", "TypedArray", "DataView", "KeyObject", "CryptoKey"], key);
  };
  const ivOf = (iv) => {
    if (iv === null) return Buffer.alloc(0);
    if (isBytes(iv)) return iv;
    if (typeof iv === "string") return Buffer.from(iv, "utf8");
    throw new codes.ERR_INVALID_ARG_TYPE("iv", ["string", "Buffer", "TypedArray", "DataView", "null"], iv);
  };
  const states = new WeakMap(); // { handle, options }
  const handleOf = (self) => states.get(self).handle;
  const shown = (bytes, encoding) => (encoding === undefined ? Buffer.from(bytes) : Buffer.from(bytes).toString(encoding));

  const start = (self, decrypting, algorithm, key, iv, options = {}) => {
    validateString(algorithm, "algorithm");
    const material = secretOf(key);
    const begin = ivOf(iv);
    // workerd reads this name only; Node's authTagLength has no effect.
    const length = options.authLengthTag;
    if (length !== undefined) validateUint32(length, "options.authLengthTag");
    states.set(self, { handle: native.cipherNew(decrypting, algorithm, material, begin, length), options });
  };
  function Cipheriv(algorithm, key, iv, options) {
    if (!(this instanceof Cipheriv)) return new Cipheriv(algorithm, key, iv, options);
    start(this, false, algorithm, key, iv, options);
  }
  function Decipheriv(algorithm, key, iv, options) {
    if (!(this instanceof Decipheriv)) return new Decipheriv(algorithm, key, iv, options);
    start(this, true, algorithm, key, iv, options);
  }
  const common = {
    update(data, inputEncoding, outputEncoding) {
      if (typeof data === "string") {
        if (inputEncoding === undefined) {
          throw new codes.ERR_INVALID_ARG_VALUE("inputEncoding", inputEncoding, "If inputEncoding is not provided then the data must be a Buffer");
        }
        data = Buffer.from(data, inputEncoding);
      } else if (!isBytes(data)) {
        throw new codes.ERR_INVALID_ARG_TYPE("data", ["string", "Buffer", "TypedArray", "DataView"], data);
      }
      return shown(native.cipherUpdate(handleOf(this), data), outputEncoding);
    },
    final(outputEncoding) {
      return shown(native.cipherFinal(handleOf(this)), outputEncoding);
    },
    setAAD(buffer, options = {}) {
      validateObject(options, "options");
      const { plaintextLength, encoding } = options;
      if (plaintextLength !== undefined) validateUint32(plaintextLength, "options.plaintextLength");
      if (encoding !== undefined) validateString(encoding, "options.encoding");
      if (typeof buffer === "string") buffer = Buffer.from(buffer, encoding);
      if (isBytes(buffer)) native.cipherAAD(handleOf(this), buffer);
      return this;
    },
    setAutoPadding(autoPadding) {
      native.cipherPad(handleOf(this), Boolean(autoPadding));
      return this;
    },
    _transform(chunk, encoding, callback) {
      this.push(this.update(chunk, encoding));
      callback();
    },
    _flush(callback) {
      this.push(this.final());
      callback();
    },
  };
  for (const Class of [Cipheriv, Decipheriv]) {
    for (const name of Object.keys(common)) {
      Object.defineProperty(Class.prototype, name, { value: common[name], writable: true, enumerable: true, configurable: true });
    }
    streamish(Class, "Transform", (self) => states.get(self).options);
  }
  Cipheriv.prototype.getAuthTag = function getAuthTag() {
    const tag = native.cipherGetTag(handleOf(this));
    return tag === undefined ? undefined : Buffer.from(tag);
  };
  Decipheriv.prototype.setAuthTag = function setAuthTag(buffer, encoding) {
    if (typeof buffer === "string") buffer = Buffer.from(buffer, encoding);
    native.cipherSetTag(handleOf(this), buffer);
    return this;
  };

  const names =
    "AES-128-CBC AES-192-CBC AES-256-CBC AES-128-CTR AES-192-CTR AES-256-CTR AES-128-ECB AES-192-ECB AES-256-ECB AES-128-OFB AES-192-OFB AES-256-OFB AES-128-GCM AES-192-GCM AES-256-GCM DES-CBC DES-ECB DES-EDE DES-EDE-CBC DES-EDE3-CBC RC4";
  const getCiphers = () => [...names.split(" "), ...names.toLowerCase().split(" "), "chacha20-poly1305"];
  const getCipherInfo = (nameOrId, options = {}) => {
    if (typeof nameOrId !== "string" && typeof nameOrId !== "number") throw new codes.ERR_INVALID_ARG_TYPE("nameOrId", ["string", "number"], nameOrId);
    validateObject(options, "options");
    const name = typeof nameOrId === "string" ? nameOrId : getCiphers().find((n) => native.cipherInfo(n)[1] === nameOrId);
    const info = name === undefined ? undefined : native.cipherInfo(name);
    if (info === undefined) return undefined;
    let [, nid, blockSize, ivLength, keyLength, mode] = info;
    if (options.keyLength !== undefined) {
      if (mode !== "stream" && options.keyLength !== keyLength) return undefined;
      keyLength = options.keyLength;
    }
    if (options.ivLength !== undefined) {
      if (mode !== "gcm" && options.ivLength !== ivLength) return undefined;
      ivLength = options.ivLength;
    }
    return { name: info[0], nid, blockSize, ivLength, keyLength, mode };
  };

  // RSA.
  const rsa = (wanted, label, run) => (key, buffer) => {
    if (key === undefined) throw new codes.ERR_MISSING_ARGS(label);
    if (buffer === undefined) throw new codes.ERR_MISSING_ARGS("buffer");
    let material;
    if (isCryptoKey(key) || keys.isKeyObject(key)) {
      if (key.type !== wanted) throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, wanted);
      material = keys.materialOf(key);
    } else {
      const inner = typeof key === "object" && (keys.isKeyObject(key.key) || isCryptoKey(key.key)) ? key.key : undefined;
      material = keys.materialOf(inner ?? (wanted === "private" ? keys.createPrivateKey(key) : keys.createPublicKey(key)));
    }
    const { padding = run[2] ?? 1, oaepHash = run[3] ?? "sha256", oaepLabel, encoding = "utf8" } = key;
    if (typeof buffer === "string") buffer = Buffer.from(buffer, encoding);
    validateNumber(padding, "options.padding");
    validateString(oaepHash, "options.oaepHash");
    const bytes = typeof oaepLabel === "string" ? Buffer.from(oaepLabel, encoding) : oaepLabel;
    if (bytes !== undefined && !isBytes(bytes)) {
      throw new codes.ERR_INVALID_ARG_TYPE("options.oaepLabel", ["string", "Buffer", "TypedArray", "DataView", "ArrayBuffer"], oaepLabel);
    }
    return Buffer.from(native[run[0]](material, run[1], buffer, padding, oaepHash, bytes));
  };
  return {
    Cipheriv, Decipheriv, getCiphers, getCipherInfo,
    createCipheriv: (algorithm, key, iv, options) => new Cipheriv(algorithm, key, iv, options),
    createDecipheriv: (algorithm, key, iv, options) => new Decipheriv(algorithm, key, iv, options),
    privateEncrypt: rsa("private", "privateKey", ["rsaSeal", true]),
    privateDecrypt: rsa("private", "privateKey", ["rsaOpen", true]),
    publicEncrypt: rsa("public", "key", ["rsaSeal", false]),
    publicDecrypt: rsa("public", "key", ["rsaOpen", false]),
  };
});
