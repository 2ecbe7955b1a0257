// Crypto, SubtleCrypto and CryptoKey: what is the same for every algorithm.
(function (native, internals) {
  const illegal = () => {
    throw new TypeError("Illegal constructor");
  };
  const misplaced = () => {
    throw new TypeError(
      "Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
    );
  };
  const fail = (name, message) => {
    throw new DOMException(message, name);
  };
  const wrong = (method, n, type, Class = "SubtleCrypto") => {
    throw new TypeError(
      `Failed to execute '${method}' on '${Class}': parameter ${n} is not of type '${type}'.`,
    );
  };
  const tag = (Class, value) =>
    Object.defineProperty(Class.prototype, Symbol.toStringTag, {
      value,
      configurable: true,
    });
  const isBuffer = (v) =>
    typeof v === "object" && v !== null && native.isView(v);
  const secret = Symbol("crypto");

  const canonicalHash = {
    "SHA-1": 1,
    "SHA-256": 1,
    "SHA-384": 1,
    "SHA-512": 1,
    MD5: 1,
  };
  const hashName = (hash) => {
    const name = String(
      typeof hash === "object" && hash !== null ? hash.name : hash,
    ).toUpperCase();
    if (canonicalHash[name] !== 1)
      fail(
        "NotSupportedError",
        "Unrecognized or unimplemented digest algorithm requested.",
      );
    return name;
  };
  const normalize = (
    algorithm,
    method,
    n = 1,
    type = "string or Algorithm",
  ) => {
    if (typeof algorithm === "string") return { name: algorithm };
    if (typeof algorithm !== "object" || algorithm === null)
      wrong(method, n, type);
    if (algorithm.name === undefined)
      throw new TypeError('Missing field "name" in "algorithm".');
    return algorithm;
  };
  // The algorithms and the file that knows each.
  const families = {
    HMAC: "hmac",
    "AES-GCM": "aes",
    "AES-CBC": "aes",
    "AES-CTR": "aes",
    "AES-KW": "aes",
    PBKDF2: "derive",
    HKDF: "derive",
    "RSASSA-PKCS1-v1_5": "rsa",
    "RSA-PSS": "rsa",
    "RSA-OAEP": "rsa",
    ECDSA: "curve",
    ECDH: "curve",
    Ed25519: "curve",
    X25519: "curve",
    "NODE-ED25519": "curve",
  };
  const canonical = {};
  for (const name of Object.keys(families))
    canonical[name.toUpperCase()] = name;
  const algorithmOf = (name) => native.load(families[name])[name];
  const implementation = (algorithm, what, method) => {
    const name = canonical[String(algorithm.name).toUpperCase()];
    const found = name === undefined ? undefined : algorithmOf(name);
    if (!found || !found[method])
      fail(
        "NotSupportedError",
        `Unrecognized ${what} algorithm "${algorithm.name}" requested.`,
      );
    return found;
  };

  let materialOf;
  class CryptoKey {
    #material;
    constructor(key, type, extractable, algorithm, usages, material) {
      if (key !== secret) illegal();
      this.#material = material;
      const show = (name, value) =>
        Object.defineProperty(this, name, {
          value,
          enumerable: true,
          configurable: true,
        });
      show("usages", usages);
      show("algorithm", algorithm);
      show("extractable", extractable);
      show("type", type);
    }
    static {
      materialOf = (key) => key.#material;
      internals.isCryptoKey = (v) =>
        typeof v === "object" && v !== null && #material in v;
    }
  }
  tag(CryptoKey, "CryptoKey");
  const isKey = internals.isCryptoKey;

  // makeKey keeps the usages in the standard's order, each once.
  const order = [
    "encrypt",
    "decrypt",
    "sign",
    "verify",
    "deriveKey",
    "deriveBits",
    "wrapKey",
    "unwrapKey",
  ];
  const makeKey = (type, extractable, algorithm, usages, material) => {
    const kept = order.filter((u) => usages.includes(u));
    if (type !== "public" && kept.length === 0) {
      fail(
        "SyntaxError",
        "Secret/private CryptoKeys must have at least one usage.",
      );
    }
    return new CryptoKey(secret, type, extractable, algorithm, kept, material);
  };
  const checkUsages = (usages, allowed, verb, what) => {
    for (const u of usages) {
      if (!allowed.includes(u))
        fail(
          "SyntaxError",
          `Attempt to ${verb} ${what} key with invalid usage "${u}".`,
        );
    }
  };
  const needHash = (algorithm) => {
    if (algorithm.hash === undefined)
      throw new TypeError('Missing field "hash" in "algorithm".');
    return hashName(algorithm.hash);
  };
  // copy takes the bytes of a buffer out of reach of the script.
  const copy = (data) =>
    data instanceof ArrayBuffer
      ? new Uint8Array(data.slice(0))
      : new Uint8Array(
          data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength),
        );
  const base64url = {
    encode: (bytes) =>
      new Uint8Array(bytes).toBase64({
        alphabet: "base64url",
        omitPadding: true,
      }),
    decode(text) {
      if (typeof text !== "string") return null;
      try {
        return Uint8Array.fromBase64(text, { alphabet: "base64url" });
      } catch {
        return null;
      }
    },
  };
  const algorithmName = (algorithm) =>
    canonical[String(algorithm.name).toUpperCase()];
  internals.crypto = {
    fail,
    hashName,
    needHash,
    makeKey,
    checkUsages,
    materialOf,
    isBuffer,
    isKey,
    copy,
    base64url,
    algorithmName,
  };

  const usable = (method, usage, algorithm, key) => {
    if (!isKey(key)) wrong(method, 2, "CryptoKey");
    const wanted =
      canonical[String(algorithm.name).toUpperCase()] ?? algorithm.name;
    if (wanted !== key.algorithm.name) {
      fail(
        "InvalidAccessError",
        `Requested algorithm "${algorithm.name}" does not match this CryptoKey's algorithm "${key.algorithm.name}".`,
      );
    }
    if (!key.usages.includes(usage)) {
      fail(
        "InvalidAccessError",
        `Requested key usage "${usage}" does not match any usage listed in this CryptoKey.`,
      );
    }
    return algorithmOf(key.algorithm.name);
  };

  class SubtleCrypto {
    constructor(key) {
      if (key !== secret) illegal();
    }
    async digest(algorithm, data) {
      if (
        typeof algorithm !== "string" &&
        (typeof algorithm !== "object" || algorithm === null)
      ) {
        wrong("digest", 1, "string or HashAlgorithm");
      }
      if (!isBuffer(data)) wrong("digest", 2, "JsBufferSource");
      return native.digest(hashName(algorithm), data);
    }
    async sign(algorithm, key, data) {
      const a = normalize(algorithm, "sign", 1, "string or SignAlgorithm");
      if (!isKey(key)) wrong("sign", 2, "CryptoKey");
      if (!isBuffer(data)) wrong("sign", 3, "JsBufferSource");
      return usable("sign", "sign", a, key).sign(a, key, data);
    }
    async verify(algorithm, key, signature, data) {
      const a = normalize(algorithm, "verify", 1, "string or SignAlgorithm");
      if (!isKey(key)) wrong("verify", 2, "CryptoKey");
      if (!isBuffer(signature)) wrong("verify", 3, "JsBufferSource");
      if (!isBuffer(data)) wrong("verify", 4, "JsBufferSource");
      return usable("verify", "verify", a, key).verify(a, key, signature, data);
    }
    async encrypt(algorithm, key, data) {
      const a = normalize(
        algorithm,
        "encrypt",
        1,
        "string or EncryptAlgorithm",
      );
      if (!isKey(key)) wrong("encrypt", 2, "CryptoKey");
      if (!isBuffer(data)) wrong("encrypt", 3, "JsBufferSource");
      return usable("encrypt", "encrypt", a, key).encrypt(a, key, data);
    }
    async decrypt(algorithm, key, data) {
      const a = normalize(
        algorithm,
        "decrypt",
        1,
        "string or EncryptAlgorithm",
      );
      if (!isKey(key)) wrong("decrypt", 2, "CryptoKey");
      if (!isBuffer(data)) wrong("decrypt", 3, "JsBufferSource");
      return usable("decrypt", "decrypt", a, key).decrypt(a, key, data);
    }
    async generateKey(algorithm, extractable, usages) {
      const a = normalize(
        algorithm,
        "generateKey",
        1,
        "string or GenerateKeyAlgorithm",
      );
      return implementation(a, "key generation", "generate").generate(
        a,
        !!extractable,
        [...usages].map(String),
      );
    }
    async importKey(format, data, algorithm, extractable, usages) {
      if (typeof data !== "object" || data === null)
        wrong("importKey", 2, "JsBufferSource or JsonWebKey");
      const a = normalize(
        algorithm,
        "importKey",
        3,
        "string or ImportKeyAlgorithm",
      );
      if (format === "jwk") {
        if (isBuffer(data))
          throw new TypeError(
            'Import data provided for "jwk" import format must be a JsonWebKey.',
          );
      } else if (!isBuffer(data)) {
        throw new TypeError(
          'Import data provided for "raw", "pkcs8", or "spki" import formats must be a buffer source.',
        );
      }
      return implementation(a, "key import", "import").import(
        String(format),
        data,
        a,
        !!extractable,
        [...usages].map(String),
      );
    }
    async exportKey(format, key) {
      if (!isKey(key)) wrong("exportKey", 2, "CryptoKey");
      const name = key.algorithm.name;
      if (!key.extractable)
        fail(
          "InvalidAccessError",
          `Attempt to export non-extractable ${name} key.`,
        );
      return algorithmOf(name).export(String(format), key);
    }
    async deriveBits(algorithm, key, length) {
      const a = normalize(
        algorithm,
        "deriveBits",
        1,
        "string or DeriveKeyAlgorithm",
      );
      if (!isKey(key)) wrong("deriveBits", 2, "CryptoKey");
      return usable("deriveBits", "deriveBits", a, key).derive(a, key, length);
    }
    async deriveKey(algorithm, key, derived, extractable, usages) {
      const a = normalize(
        algorithm,
        "deriveKey",
        1,
        "string or DeriveKeyAlgorithm",
      );
      if (!isKey(key)) wrong("deriveKey", 2, "CryptoKey");
      const d = normalize(
        derived,
        "deriveKey",
        3,
        "string or ImportKeyAlgorithm",
      );
      const implemented = usable("deriveKey", "deriveKey", a, key);
      const target = implementation(d, "key import", "import");
      const bits = await implemented.derive(a, key, target.derivedLength(d));
      return target.import(
        "raw",
        bits,
        d,
        !!extractable,
        [...usages].map(String),
      );
    }
    async wrapKey(format, key, wrapping, algorithm) {
      const a = normalize(
        algorithm,
        "wrapKey",
        4,
        "string or EncryptAlgorithm",
      );
      const implemented = usable("wrapKey", "wrapKey", a, wrapping);
      const exported = await this.exportKey(format, key);
      const bytes =
        format === "jwk"
          ? new TextEncoder().encode(JSON.stringify(exported))
          : exported;
      return (implemented.wrap ?? implemented.encrypt)(a, wrapping, bytes);
    }
    async unwrapKey(
      format,
      wrapped,
      unwrapping,
      algorithm,
      keyAlgorithm,
      extractable,
      usages,
    ) {
      const a = normalize(
        algorithm,
        "unwrapKey",
        4,
        "string or EncryptAlgorithm",
      );
      const implemented = usable("unwrapKey", "unwrapKey", a, unwrapping);
      const bytes = await (implemented.unwrap ?? implemented.decrypt)(
        a,
        unwrapping,
        wrapped,
      );
      const data =
        format === "jwk" ? JSON.parse(new TextDecoder().decode(bytes)) : bytes;
      return this.importKey(format, data, keyAlgorithm, extractable, usages);
    }
    timingSafeEqual(a, b) {
      if (!isBuffer(a)) wrong("timingSafeEqual", 1, "JsBufferSource");
      if (!isBuffer(b)) wrong("timingSafeEqual", 2, "JsBufferSource");
      if (a.byteLength !== b.byteLength)
        throw new TypeError("Input buffers must have the same byte length.");
      return native.equal(a, b);
    }
  }
  tag(SubtleCrypto, "SubtleCrypto");
  // A method taken from its object fails at once, not by a rejected promise.
  for (const name of Object.getOwnPropertyNames(SubtleCrypto.prototype)) {
    if (name === "constructor") continue;
    const method = SubtleCrypto.prototype[name];
    const checked = {
      [name](...args) {
        if (!(this instanceof SubtleCrypto)) misplaced();
        return method.apply(this, args);
      },
    };
    Object.defineProperty(SubtleCrypto.prototype, name, {
      value: checked[name],
      writable: true,
      configurable: true,
    });
  }

  let DigestStream;
  const digestStream = () => {
    if (DigestStream) return DigestStream;
    const encoder = new TextEncoder();
    DigestStream = class DigestStream extends WritableStream {
      #digest;
      #written = 0;
      constructor(algorithm) {
        const [write, sum] = native.hasher(hashName(algorithm));
        const { promise, resolve, reject } = Promise.withResolvers();
        promise.catch(() => {});
        super({
          write: (chunk) => {
            const bytes =
              typeof chunk === "string" ? encoder.encode(chunk) : chunk;
            if (!isBuffer(bytes)) {
              const error = new TypeError(
                "DigestStream is a byte stream but received an object of non-ArrayBuffer/ArrayBufferView/string type on its writable side.",
              );
              reject(error);
              throw error;
            }
            write(bytes);
            this.#written += bytes.byteLength;
          },
          close: () => resolve(sum()),
          abort: (reason) => reject(reason),
        });
        this.#digest = promise;
      }
      get digest() {
        return this.#digest;
      }
      get bytesWritten() {
        return BigInt(this.#written);
      }
    };
    return DigestStream;
  };

  const integers = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    BigInt64Array,
    BigUint64Array,
  ];
  class Crypto {
    #subtle;
    constructor(key) {
      if (key !== secret) illegal();
      this.#subtle = new SubtleCrypto(secret);
    }
    get subtle() {
      return this.#subtle;
    }
    get DigestStream() {
      return digestStream();
    }
    getRandomValues(view) {
      if (!(this instanceof Crypto)) misplaced();
      if (!ArrayBuffer.isView(view))
        wrong("getRandomValues", 1, "JsArrayBufferView", "Crypto");
      if (!integers.some((Class) => view instanceof Class)) {
        fail(
          "TypeMismatchError",
          "ArrayBufferView argument to getRandomValues() must be an integer-typed view.",
        );
      }
      if (view.byteLength > 65536) {
        fail(
          "QuotaExceededError",
          `getRandomValues() only accepts buffers of size <= 64K but provided ${view.byteLength} bytes.`,
        );
      }
      return native.fill(view);
    }
    randomUUID() {
      if (!(this instanceof Crypto)) misplaced();
      return native.uuid();
    }
  }
  tag(Crypto, "Crypto");

  return { Crypto, SubtleCrypto, CryptoKey, crypto: new Crypto(secret) };
});
