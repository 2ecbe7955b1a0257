// Signatures.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer, codes, isView, isCryptoKey, streamish } = require("internal/crypto_util");
  const keys = require("internal/crypto_keys");
  const { validateString } = require("internal/validators");
  const PKCS1 = 1;
  const kinds = ["string", "Buffer", "TypedArray", "DataView"];

  const states = new WeakMap(); // { algorithm, hash, options }
  const begin = (self, algorithm, options) => {
    validateString(algorithm, "algorithm");
    if (!native.hashKnown(algorithm)) throw new Error(`Unknown digest: ${algorithm}`);
    states.set(self, { algorithm, hash: native.hashNew(algorithm), options });
  };
  const common = {
    update(data, encoding) {
      if (typeof data === "string") data = Buffer.from(data, encoding);
      if (!isView(data)) throw new codes.ERR_INVALID_ARG_TYPE("data", kinds, data);
      const state = states.get(this);
      if (state.hash === undefined) throw new Error(`${this instanceof Sign ? "Signing" : "Verification"} context has already been finalized`);
      native.hashWrite(state.hash, data);
      return this;
    },
    _write(chunk, encoding, callback) {
      this.update(chunk, encoding);
      callback();
    },
  };
  const finish = (self, what) => {
    const state = states.get(self);
    if (state.hash === undefined) throw new Error(`${what} context has already been finalized`);
    const sum = native.hashSum(state.hash, "");
    state.hash = undefined;
    return [state.algorithm, sum];
  };
  const integer = (name, options) => {
    const value = options[name];
    if (value === undefined || value === value >> 0) return value;
    throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, value);
  };
  const settings = (options) => {
    const padding = integer("padding", options);
    const salt = integer("saltLength", options);
    const dsa = typeof options === "object" ? options.dsaEncoding ?? "der" : "der";
    if (dsa !== "der" && dsa !== "ieee-p1363") throw new codes.ERR_INVALID_ARG_VALUE("options.dsaEncoding", dsa);
    return [padding ?? PKCS1, salt, dsa === "ieee-p1363"];
  };
  // workerd's sign() and verify() do not look at padding and saltLength: they
  // are PKCS #1 v1.5 whatever the options say.
  const oneShot = ([, , raw]) => [PKCS1, undefined, raw, true];
  const privateOf = (options) => {
    const key = options;
    if (isCryptoKey(key)) return keys.materialOf(key);
    if (!keys.isKeyObject(key)) return keys.materialOf(keys.createPrivateKey(key));
    if (key.type === "secret") {
      throw new codes.ERR_INVALID_ARG_TYPE("options", ["PublicKeyObject", "PrivateKeyObject", "CryptoKey", "object"], key.type);
    }
    if (key.type === "public") throw new codes.ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE("public", "private");
    return keys.materialOf(key);
  };
  const publicOf = (options) => {
    const key = options;
    return keys.materialOf(isCryptoKey(key) || keys.isKeyObject(key) ? key : keys.createPublicKey(key));
  };

  function Sign(algorithm, options) {
    if (!(this instanceof Sign)) return new Sign(algorithm, options);
    begin(this, algorithm, options);
  }
  Object.assign(Sign.prototype, common);
  Sign.prototype.sign = function sign(options, encoding) {
    if (!options) throw new codes.ERR_CRYPTO_SIGN_KEY_REQUIRED();
    const key = privateOf(options);
    const how = settings(options);
    const [algorithm, sum] = finish(this, "Signing");
    const out = Buffer.from(native.signDigest(key, algorithm, sum, ...how));
    return encoding && encoding !== "buffer" ? out.toString(encoding) : out;
  };
  streamish(Sign, "Writable", (self) => states.get(self).options);

  function Verify(algorithm, options) {
    if (!(this instanceof Verify)) return new Verify(algorithm, options);
    begin(this, algorithm, options);
  }
  Object.assign(Verify.prototype, common);
  Verify.prototype.verify = function verify(options, signature, encoding = "utf8") {
    if (!options) throw new codes.ERR_CRYPTO_SIGN_KEY_REQUIRED();
    const key = publicOf(options);
    const how = settings(options);
    if (typeof signature === "string") signature = Buffer.from(signature, encoding);
    const [algorithm, sum] = finish(this, "Verification");
    return native.verifyDigest(key, algorithm, sum, signature, ...how);
  };
  streamish(Verify, "Writable", (self) => states.get(self).options);

  const views = ["Buffer", "TypedArray", "DataView"];
  const check = (algorithm, data, options, signature) => {
    if (algorithm != null) validateString(algorithm, "algorithm");
    if (!isView(data)) throw new codes.ERR_INVALID_ARG_TYPE("data", views, data);
    if (signature !== undefined && !isView(signature[0])) throw new codes.ERR_INVALID_ARG_TYPE("signature", views, signature[0]);
    if (!options) throw new codes.ERR_CRYPTO_SIGN_KEY_REQUIRED();
  };
  // sumOf hashes data; Ed25519 has no digest and sees the data.
  const sumOf = (algorithm, data) => {
    if (!native.hashKnown(algorithm)) throw new Error(`Unknown digest: ${algorithm}`);
    return native.hashOnce(algorithm, data, "");
  };
  const sign = (algorithm, data, options, callback) => {
    check(algorithm, data, options);
    const key = privateOf(options);
    const how = oneShot(settings(options));
    const run = () =>
      Buffer.from(algorithm == null ? native.signPlain(key, data) : native.signDigest(key, algorithm, sumOf(algorithm, data), ...how));
    if (callback === undefined) return run();
    try {
      const signature = run();
      queueMicrotask(() => callback(null, signature));
    } catch (error) {
      queueMicrotask(() => callback(error));
    }
  };
  const verify = (algorithm, data, options, signature, callback) => {
    check(algorithm, data, options, [signature]);
    const key = publicOf(options);
    const how = oneShot(settings(options));
    const run = () =>
      algorithm == null ? native.verifyPlain(key, data, signature) : native.verifyDigest(key, algorithm, sumOf(algorithm, data), signature, ...how);
    if (callback === undefined) return run();
    try {
      callback(null, run());
    } catch (error) {
      queueMicrotask(() => callback(error));
    }
  };
  return {
    Sign, Verify, sign, verify,
    createSign: (algorithm, options) => new Sign(algorithm, options),
    createVerify: (algorithm, options) => new Verify(algorithm, options),
  };
});
