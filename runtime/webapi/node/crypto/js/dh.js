// Diffie-Hellman over primes and over curves.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer, codes, isBytes, bytesFrom } = require("internal/crypto_util");
  const { validateString, validateInt32, validateObject } = require("internal/validators");
  const keys = require("internal/crypto_keys");
  const shown = (bytes, encoding) => {
    const out = Buffer.from(bytes);
    return encoding && encoding !== "buffer" ? out.toString(encoding) : out;
  };
  const numberBytes = (n) => {
    const hex = n.toString(16);
    return Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
  };

  const states = new WeakMap(); // { prime, generator, privateKey, publicKey }
  const methods = {
    generateKeys(encoding) {
      const state = states.get(this);
      const [privateKey, publicKey] = native.dhGenerate(state.prime, state.generator, state.privateKey);
      Object.assign(state, { privateKey, publicKey });
      return shown(publicKey, encoding);
    },
    computeSecret(otherPublicKey, inputEncoding, outputEncoding) {
      const state = states.get(this);
      const other = bytesFrom(otherPublicKey, "otherPublicKey", inputEncoding);
      if (state.privateKey === undefined) throw new Error("No private key");
      return shown(native.dhSecret(state.prime, state.privateKey, other), outputEncoding);
    },
    getPrime(encoding) { return shown(states.get(this).prime, encoding); },
    getGenerator(encoding) { return shown(states.get(this).generator, encoding); },
    getPublicKey(encoding) {
      const { publicKey } = states.get(this);
      if (publicKey === undefined) throw new Error("No public key - did you forget to generate one?");
      return shown(publicKey, encoding);
    },
    getPrivateKey(encoding) {
      const { privateKey } = states.get(this);
      if (privateKey === undefined) throw new Error("No private key - did you forget to generate one?");
      return shown(privateKey, encoding);
    },
  };
  const setters = {
    setPublicKey(key, encoding) { states.get(this).publicKey = bytesFrom(key, "key", encoding); return this; },
    setPrivateKey(key, encoding) { states.get(this).privateKey = bytesFrom(key, "key", encoding); return this; },
  };

  function DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding) {
    if (!(this instanceof DiffieHellman)) return new DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding);
    if (typeof sizeOrKey !== "number" && typeof sizeOrKey !== "string" && !isBytes(sizeOrKey)) {
      throw new codes.ERR_INVALID_ARG_TYPE("sizeOrKey", ["number", "string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"], sizeOrKey);
    }
    if (typeof sizeOrKey === "number") validateInt32(sizeOrKey, "sizeOrKey");
    if (keyEncoding && typeof keyEncoding !== "string") {
      genEncoding = generator;
      generator = keyEncoding;
      keyEncoding = undefined;
    }
    const prime =
      typeof sizeOrKey === "number"
        ? native.randomPrime(sizeOrKey, true, undefined, undefined, false)
        : bytesFrom(sizeOrKey, "sizeOrKey", keyEncoding);
    if (!generator) generator = 2;
    if (typeof generator !== "number" && typeof generator !== "string" && !isBytes(generator)) {
      throw new codes.ERR_INVALID_ARG_TYPE("generator", ["number", "string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"], generator);
    }
    const g = typeof generator === "number" ? numberBytes(generator) : bytesFrom(generator, "generator", genEncoding);
    states.set(this, { prime, generator: g });
    Object.defineProperty(this, "verifyError", { value: 0, enumerable: true });
  }
  Object.assign(DiffieHellman.prototype, methods, setters);

  function DiffieHellmanGroup(name) {
    if (!(this instanceof DiffieHellmanGroup)) return new DiffieHellmanGroup(name);
    validateString(name, "name");
    const prime = native.dhGroup(name);
    if (prime === null) throw new Error("Failed to init DiffieHellmanGroup: invalid group. Only groups {modp14, modp15, modp16, modp17, modp18} are supported.");
    states.set(this, { prime, generator: Buffer.from([2]) });
    Object.defineProperty(this, "verifyError", { value: 0, enumerable: true });
  }
  Object.assign(DiffieHellmanGroup.prototype, methods);

  const curves = new WeakMap(); // { curve, privateKey, publicKey }
  function ECDH(curve) {
    if (!(this instanceof ECDH)) return new ECDH(curve);
    validateString(curve, "curve");
    if (!native.ecdhKnown(curve)) throw new Error("Invalid curve");
    curves.set(this, { curve });
  }
  const formatOf = (format) => {
    if (format === undefined || format === "uncompressed") return "uncompressed";
    if (format === "compressed" || format === "hybrid") return format;
    throw new codes.ERR_CRYPTO_ECDH_INVALID_FORMAT(format);
  };
  Object.assign(ECDH.prototype, {
    generateKeys(encoding, format) {
      const state = curves.get(this);
      const [privateKey, publicKey] = native.ecdhPair(state.curve, undefined);
      Object.assign(state, { privateKey, publicKey });
      return this.getPublicKey(encoding, format);
    },
    computeSecret(otherPublicKey, inputEncoding, outputEncoding) {
      const state = curves.get(this);
      const other = bytesFrom(otherPublicKey, "otherPublicKey", inputEncoding);
      const secret = state.privateKey === undefined ? null : native.ecdhSecret(state.curve, state.privateKey, other);
      if (secret === null) throw new Error("Failed to compute ECDH key");
      return shown(secret, outputEncoding);
    },
    getPrivateKey(encoding) {
      const { privateKey } = curves.get(this);
      if (privateKey === undefined) throw new Error("Failed to get ECDH private key");
      return shown(privateKey, encoding);
    },
    getPublicKey(encoding, format) {
      const { curve, publicKey } = curves.get(this);
      const form = formatOf(format);
      if (publicKey === undefined) throw new Error("Failed to get ECDH public key");
      if (form === "hybrid") throw new Error("Failed to get public key length");
      return shown(native.ecdhPoint(curve, publicKey, form), encoding);
    },
    setPrivateKey(key, encoding) {
      const state = curves.get(this);
      const pair = native.ecdhPair(state.curve, bytesFrom(key, "key", encoding));
      if (pair === null) throw new Error("Private key is not valid for specified curve");
      [state.privateKey, state.publicKey] = pair;
      return this;
    },
  });
  ECDH.convertKey = (key, curve, inputEncoding, outputEncoding, format) => {
    validateString(curve, "curve");
    const bytes = bytesFrom(key, "key", inputEncoding);
    const form = formatOf(format);
    if (!native.ecdhKnown(curve)) throw new Error("Invalid curve");
    const point = native.ecdhPoint(curve, bytes, form);
    if (point === null) throw new Error("Failed to convert Buffer to EC_POINT");
    return shown(point, outputEncoding);
  };

  const diffieHellman = (options) => {
    validateObject(options, "options");
    const { privateKey, publicKey } = options;
    if (!keys.isKeyObject(publicKey)) throw new codes.ERR_INVALID_ARG_TYPE("options.publicKey", "KeyObject", publicKey);
    if (!keys.isKeyObject(privateKey)) throw new codes.ERR_INVALID_ARG_TYPE("options.privateKey", "KeyObject", privateKey);
    if (privateKey.type !== "private") throw new codes.ERR_INVALID_ARG_TYPE("options.privateKey", "private key", privateKey);
    if (publicKey.type !== "public" && publicKey.type !== "private") throw new codes.ERR_INVALID_ARG_TYPE("options.publicKey", "public key", publicKey);
    if (privateKey.asymmetricKeyType !== publicKey.asymmetricKeyType) {
      throw new codes.ERR_INVALID_ARG_VALUE("options.publicKey.asymmetricKeyType", publicKey.asymmetricKeyType, "must equal privateKey.asymmetricKeyType");
    }
    const secret = native.agree(keys.materialOf(privateKey), keys.materialOf(publicKey));
    if (secret === null) throw new Error("Failed to derive shared diffie-hellman secret");
    return Buffer.from(secret);
  };
  const createGroup = (name) => new DiffieHellmanGroup(name);
  return {
    DiffieHellman, DiffieHellmanGroup, ECDH, diffieHellman,
    createDiffieHellman: (...args) => new DiffieHellman(...args),
    createDiffieHellmanGroup: createGroup,
    getDiffieHellman: createGroup,
    createECDH: (curve) => new ECDH(curve),
    getCurves: () => ["secp224r1", "prime256v1", "secp384r1", "secp521r1"],
  };
});
