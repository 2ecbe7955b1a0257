// node:crypto: its parts, each loaded when the first of its names is used.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const exports = {};
  const names = {
    hash: ["Hash", "Hmac", "createHash", "createHmac", "getHashes", "hash"],
    kdf: ["hkdf", "hkdfSync", "pbkdf2", "pbkdf2Sync", "scrypt", "scryptSync"],
    random: ["checkPrime", "checkPrimeSync", "generatePrime", "generatePrimeSync", "pseudoRandomBytes", "randomBytes", "randomFill", "randomFillSync", "randomInt", "randomUUID"],
    keys: ["KeyObject", "PrivateKeyObject", "PublicKeyObject", "SecretKeyObject", "createPrivateKey", "createPublicKey", "createSecretKey", "generateKey", "generateKeyPair", "generateKeyPairSync", "generateKeySync"],
    cipher: ["Cipheriv", "Decipheriv", "createCipheriv", "createDecipheriv", "getCipherInfo", "getCiphers", "privateDecrypt", "privateEncrypt", "publicDecrypt", "publicEncrypt"],
    sign: ["Sign", "Verify", "createSign", "createVerify", "sign", "verify"],
    dh: ["DiffieHellman", "DiffieHellmanGroup", "ECDH", "createDiffieHellman", "createDiffieHellmanGroup", "createECDH", "diffieHellman", "getCurves", "getDiffieHellman"],
    x509: ["X509Certificate"],
  };
  const own = (name, value) => Object.defineProperty(exports, name, { value, writable: true, enumerable: true, configurable: true });
  const later = (name, get) =>
    Object.defineProperty(exports, name, {
      get() {
        const value = get();
        own(name, value);
        return value;
      },
      set: (value) => own(name, value),
      enumerable: true,
      configurable: true,
    });
  for (const part of Object.keys(names)) {
    for (const name of names[part]) later(name, () => require(`internal/crypto_${part}`)[name]);
  }
  for (const name of ["Cipher", "Decipher", "createCipher", "createDecipher"]) {
    own(name, { [name]() { throw new codes.ERR_METHOD_NOT_IMPLEMENTED(name); } }[name]);
  }
  own("timingSafeEqual", (a, b) => crypto.subtle.timingSafeEqual(a, b));
  own("getRandomValues", (view) => crypto.getRandomValues(view));
  later("webcrypto", () => crypto);
  later("subtle", () => crypto.subtle);
  later("CryptoKey", () => CryptoKey);
  own("constants", {});
  own("fips", true);
  own("getFips", () => true);
  own("setFips", () => { throw new codes.ERR_METHOD_NOT_IMPLEMENTED("setFips"); });
  own("setEngine", () => { throw new codes.ERR_METHOD_NOT_IMPLEMENTED("setEngine"); });
  own("secureHeapUsed", () => ({ total: 0, used: 0, utilization: 0, min: 0 }));
  class Certificate {}
  for (const name of ["exportChallenge", "exportPublicKey", "verifySpkac"]) {
    const refuse = () => { throw new codes.ERR_METHOD_NOT_IMPLEMENTED(`Certificate.${name}`); };
    Object.defineProperty(Certificate, name, { value: refuse, writable: true, configurable: true });
    Object.defineProperty(Certificate.prototype, name, { value: refuse, writable: true, configurable: true });
  }
  own("Certificate", Certificate);
  return exports;
});
