// KeyObject and what makes one. Secret keys hold bytes, the others hold what
// CryptoKey holds, so that one becomes the other without work.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer, codes, isView, isBuffer, isBytes, isCryptoKey, bytesFrom } = require("internal/crypto_util");
  const { validateString, validateObject, validateOneOf, validateInteger, validateInt32, validateUint32, validateFunction } = require("internal/validators");

  const secret = Symbol("key");
  const kept = new WeakMap(); // KeyObject → bytes or native key
  const isKeyObject = (v) => typeof v === "object" && v !== null && kept.has(v);
  const materialOf = (key) => (kept.has(key) ? kept.get(key) : internals.crypto.materialOf(key));

  const checkExport = (options, type, name = "options") => {
    validateObject(options, name);
    const checked = { ...options };
    if (options.format !== undefined) validateString(options.format, `${name}.format`);
    else checked.format = "buffer";
    if (options.type !== undefined) validateString(options.type, `${name}.type`);
    if (type === "private" && options.cipher !== undefined) {
      validateString(options.cipher, `${name}.cipher`);
      if (typeof options.passphrase === "string") checked.passphrase = Buffer.from(options.passphrase, options.encoding);
      if (!(checked.passphrase instanceof Uint8Array)) {
        throw new codes.ERR_INVALID_ARG_TYPE(`${name}.passphrase`, ["string", "Uint8Array"], checked.passphrase);
      }
    }
    return checked;
  };

  class KeyObject {
    constructor(token, material) {
      if (token !== secret) throw new Error("Illegal constructor");
      kept.set(this, material);
    }
    static from(key) {
      if (!isCryptoKey(key)) throw new codes.ERR_INVALID_ARG_TYPE("key", "CryptoKey", key);
      const made = make(key.type, internals.crypto.materialOf(key));
      if (!key.extractable) closed.add(made);
      return made;
    }
    export(options = {}) {
      const { format, type, cipher, passphrase } = checkExport(options, this.type);
      if (closed.has(this)) throw new TypeError("Unable to export non-extractable key");
      const material = kept.get(this);
      if (this.type === "secret") {
        if (format === "jwk") return { kty: "oct", ext: true, k: Buffer.from(material).toString("base64url") };
        if (format !== "buffer") throw new TypeError(`Invalid format for secret key export: ${format}`);
        return Buffer.from(material);
      }
      const isPrivate = this.type === "private";
      if (format === "jwk") {
        const jwk = native.keyToJWK(material, isPrivate);
        if (jwk === undefined) throw new Error("Key type is invalid for JWK export");
        return jwk;
      }
      if (type === undefined) throw new TypeError("Missing type option");
      if (format !== "pem" && format !== "der") throw new Error("Invalid key format");
      if (isPrivate) {
        const kind = this.asymmetricKeyType;
        if (type === "pkcs1" && kind !== "rsa") throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, "can only be used for RSA keys");
        if (type === "sec1" && kind !== "ec") throw new codes.ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, "can only be used for EC keys");
      }
      const out = native.keyEncode(material, isPrivate, format, type, cipher, passphrase);
      return typeof out === "string" ? out : Buffer.from(out);
    }
    equals(other) {
      if (this === other) return true;
      if (this.type !== other.type) return false;
      if (!isKeyObject(other)) throw new codes.ERR_INVALID_ARG_TYPE("otherKeyObject", "KeyObject", other);
      const [a, b] = [kept.get(this), kept.get(other)];
      return this.type === "secret" ? a.byteLength === b.byteLength && native.equal(a, b) : native.keyEqual(a, b);
    }
    get [Symbol.toStringTag]() {
      return "KeyObject";
    }
  }
  const closed = new WeakSet(); // made of keys that must not be exported

  class AsymmetricKeyObject extends KeyObject {
    get asymmetricKeyDetails() {
      const [modulusLength, exponent, namedCurve] = native.keyDetails(kept.get(this));
      const details = {};
      if (modulusLength !== undefined) Object.assign(details, { modulusLength, publicExponent: BigInt(exponent) });
      if (namedCurve !== undefined) details.namedCurve = namedCurve;
      return details;
    }
    get asymmetricKeyType() {
      return native.keyType(kept.get(this));
    }
    toCryptoKey() {
      throw new codes.ERR_METHOD_NOT_IMPLEMENTED("toCryptoKey");
    }
  }
  class PublicKeyObject extends AsymmetricKeyObject {
    get type() {
      return "public";
    }
  }
  class PrivateKeyObject extends AsymmetricKeyObject {
    get type() {
      return "private";
    }
  }
  class SecretKeyObject extends KeyObject {
    get symmetricKeySize() {
      return kept.get(this).byteLength;
    }
    get type() {
      return "secret";
    }
  }
  const classes = { secret: SecretKeyObject, public: PublicKeyObject, private: PrivateKeyObject };
  const make = (type, material) => new classes[type](secret, material);

  const createSecretKey = (key, encoding) => {
    const kinds = ["string", "ArrayBuffer", "TypedArray", "DataView"];
    if (typeof key === "string") key = Buffer.from(key, encoding);
    else if (key != null && !isBytes(key)) {
      throw new TypeError("Failed to execute 'createSecretKey' on 'CryptoImpl': parameter 1 is not of type 'BufferSource'.");
    } else if (key == null) throw new codes.ERR_INVALID_ARG_TYPE("key", kinds, key);
    const bytes = isBuffer(key) ? new Uint8Array(key) : new Uint8Array(key.buffer, key.byteOffset, key.byteLength);
    return make("secret", bytes.slice());
  };

  const keyKinds = ["ArrayBuffer", "Buffer", "TypedArray", "DataView", "string", "object"];
  const isData = (v) => typeof v === "string" || isBytes(v);

  // read makes a key of what createPrivateKey and createPublicKey are given.
  const read = (key, isPrivate) => {
    if (key == null) throw new codes.ERR_INVALID_ARG_TYPE("key", keyKinds, key);
    const options = isData(key) ? { key } : key;
    const { key: data, encoding = "utf8", format = "pem", type, passphrase } = options;
    if (data == null || isKeyObject(data) || isCryptoKey(data)) throw new codes.ERR_INVALID_ARG_TYPE("options.key", keyKinds, data);
    if (isData(data)) {
      validateOneOf(format, "format", ["pem", "der"]);
      if (type !== undefined) validateOneOf(type, "type", isPrivate ? ["pkcs1", "pkcs8", "sec1"] : ["pkcs1", "spki"]);
      const phrase = passphrase == null ? undefined : bytesFrom(passphrase, "passphrase", encoding);
      const found = native.keyParse(bytesFrom(data, "key", encoding), format, type ?? "", phrase, isPrivate);
      if (found === null) throw new Error(isPrivate ? "Failed to parse private key" : "Failed to parse public key");
      return found;
    }
    if (typeof data !== "object") throw new codes.ERR_INVALID_ARG_TYPE("key", keyKinds, key);
    return fromJWK(data, isPrivate);
  };
  // What a JSON Web Key must have; those that follow d are private.
  const jwkFields = { RSA: ["n", "e", "d", "p", "q", "dp", "dq", "qi"], EC: ["crv", "x", "y", "d"], OKP: ["crv", "x", "d"] };
  const jwkCurves = { EC: ["P-256", "P-384", "P-521"], OKP: ["Ed25519", "X25519"] };
  const fromJWK = (jwk, isPrivate) => {
    const { kty } = jwk;
    const bad = (text) => {
      throw new Error(text);
    };
    const unknown = `JWK ${isPrivate ? "private" : "public"} key import is not implemented for this key type`;
    const fields = Object.hasOwn(jwkFields, kty) ? jwkFields[kty] : bad(unknown);
    for (const field of isPrivate ? fields : fields.slice(0, fields.indexOf("d"))) {
      if (jwk[field] === undefined) bad(`${kty} JWK missing ${field} parameter`);
      if (field === "crv" && !jwkCurves[kty].includes(jwk.crv)) bad(`${kty} JWK unsupported crv parameter`);
      if (field !== "crv" && !/^[\w-]*={0,2}$/.test(jwk[field])) bad(`${kty} JWK invalid ${field} parameter`);
    }
    return native.keyFromJWK(kty, String(jwk.crv), jwk, isPrivate) ?? bad(kty === "EC" ? "EC JWK invalid public key" : unknown);
  };
  const createPrivateKey = (key) => make("private", read(key, true));
  const createPublicKey = (key) => {
    if (isKeyObject(key) || isCryptoKey(key)) {
      if (key.type !== "private") throw new codes.ERR_INVALID_ARG_TYPE("key", "PrivateKeyObject", key);
      return make("public", native.keyPublic(materialOf(key)));
    }
    return make("public", read(key, false));
  };

  const generateKeySync = (type, options) => {
    validateOneOf(type, "type", ["hmac", "aes"]);
    validateObject(options, "options");
    const { length } = options;
    if (type === "hmac") validateInteger(length, "options.length", 8, 65536);
    else validateOneOf(length, "options.length", [128, 192, 256]);
    return createSecretKey(require("internal/crypto_random").randomBytes(Math.floor(length / 8)));
  };
  const told = (work, callback) => {
    let result;
    try {
      result = work();
    } catch (error) {
      queueMicrotask(() => callback(error));
      return;
    }
    queueMicrotask(() => callback(null, ...result));
  };
  const generateKey = (type, options, callback) => told(() => [generateKeySync(type, options)], callback);

  const generateKeyPairSync = (type, options = {}) => {
    validateOneOf(type, "type", ["rsa", "ec", "ed25519", "x25519", "dh"]);
    validateObject(options, "options");
    const { publicKeyEncoding, privateKeyEncoding } = options;
    if (publicKeyEncoding !== undefined) checkExport(publicKeyEncoding, "public", "options.publicKeyEncoding");
    if (privateKeyEncoding !== undefined) checkExport(privateKeyEncoding, "private", "options.privateKeyEncoding");
    const key = newPair(type, options);
    const [publicKey, privateKey] = [make("public", native.keyPublic(key)), make("private", key)];
    return {
      publicKey: publicKeyEncoding === undefined ? publicKey : publicKey.export(publicKeyEncoding),
      privateKey: privateKeyEncoding === undefined ? privateKey : privateKey.export(privateKeyEncoding),
    };
  };
  const newPair = (type, options) => {
    const { modulusLength, publicExponent = 65537, namedCurve, paramEncoding = "named" } = options;
    if (type === "dh") return newDH(options);
    if (type === "rsa") {
      validateUint32(modulusLength, "options.modulusLength");
      validateUint32(publicExponent, "options.publicExponent");
      return native.keyGenerate(type, modulusLength, publicExponent);
    }
    if (type === "ec") {
      validateString(namedCurve, "options.namedCurve");
      validateOneOf(paramEncoding, "options.paramEncoding", ["named", "explicit"]);
    }
    return native.keyGenerate(type, namedCurve, 0);
  };
  const newDH = ({ prime, primeLength, generator, group, groupName }) => {
    if (generator != null) validateInt32(generator, "options.generator", 0);
    const g = Buffer.from([generator ?? 2]);
    if (group != null || groupName != null) {
      for (const [name, v] of Object.entries({ prime, primeLength, generator })) {
        if (v != null) throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR("group", name);
      }
      const named = group || groupName;
      validateString(named, "options.group");
      const found = native.dhGroup(named);
      if (found === null) throw new Error("Invalid DH group name");
      return native.dhKey(found, g);
    }
    if (prime != null) {
      if (primeLength != null) throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR("prime", "primeLength");
      if (!isBytes(prime)) throw new codes.ERR_INVALID_ARG_TYPE("options.prime", ["Buffer", "TypedArray", "ArrayBuffer"], prime);
      return native.dhKey(prime, g);
    }
    if (primeLength == null) throw new codes.ERR_MISSING_OPTION("At least one of the group, prime, or primeLength options");
    validateInt32(primeLength, "options.primeLength", 0);
    return native.dhKey(native.randomPrime(primeLength, true, undefined, undefined, false), g);
  };
  const generateKeyPair = (type, options, callback) => {
    validateFunction(callback, "callback");
    told(() => {
      const { publicKey, privateKey } = generateKeyPairSync(type, options);
      return [publicKey, privateKey];
    }, callback);
  };
  const { promisify } = require("util");
  Object.defineProperty(generateKeyPair, promisify.custom, {
    value: (type, options) =>
      new Promise((resolve, reject) =>
        generateKeyPair(type, options, (error, publicKey, privateKey) => (error ? reject(error) : resolve({ publicKey, privateKey })))),
  });

  return {
    KeyObject, PublicKeyObject, PrivateKeyObject, SecretKeyObject, createSecretKey, createPrivateKey, createPublicKey,
    generateKey, generateKeySync, generateKeyPair, generateKeyPairSync, isKeyObject, materialOf, make,
  };
});
