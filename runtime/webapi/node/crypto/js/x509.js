// X509Certificate, and Certificate for SPKAC (refused).
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer, codes, isBytes } = require("internal/crypto_util");
  const keys = require("internal/crypto_keys");
  const { validateString, validateObject } = require("internal/validators");

  const states = new WeakMap(); // { handle, fields }
  const of = (self) => states.get(self);

  class X509Certificate {
    constructor(buffer) {
      if (typeof buffer === "string") buffer = Buffer.from(buffer);
      if (!isBytes(buffer)) throw new codes.ERR_INVALID_ARG_TYPE("buffer", ["string", "Buffer", "TypedArray", "DataView"], buffer);
      const handle = native.certParse(buffer);
      if (handle === null) throw new Error("Failed to parse X.509 certificate");
      states.set(this, { handle, fields: native.certFields(handle) });
    }
    get validFromDate() { return new Date(of(this).fields.from); }
    get validToDate() { return new Date(of(this).fields.to); }
    get issuerCertificate() { return undefined; }
    get publicKey() {
      const key = native.certKey(of(this).handle);
      if (key === null) throw new TypeError("Unsupported key type");
      return keys.make("public", key);
    }
    get raw() { return Buffer.from(native.certRaw(of(this).handle)); }
    toString() { return native.certPEM(of(this).handle); }
    toJSON() { return this.toString(); }
    checkHost(name, options = {}) {
      validateString(name, "name");
      validateObject(options, "options");
      return native.certCheck(of(this).handle, "host", name);
    }
    checkEmail(email) {
      validateString(email, "email");
      return native.certCheck(of(this).handle, "email", email);
    }
    checkIP(ip) {
      validateString(ip, "ip");
      return native.certCheck(of(this).handle, "ip", ip);
    }
    checkIssued(other) {
      if (!states.has(other)) throw new codes.ERR_INVALID_ARG_TYPE("otherCert", "X509Certificate", other);
      return native.certIssued(of(this).handle, of(other).handle);
    }
    checkPrivateKey(key) {
      if (!keys.isKeyObject(key)) throw new codes.ERR_INVALID_ARG_TYPE("pkey", "KeyObject", key);
      if (key.type !== "private") throw new codes.ERR_INVALID_ARG_VALUE("pkey", key);
      return native.keyEqual(native.certKey(of(this).handle), keys.materialOf(key));
    }
    verify(key) {
      if (!keys.isKeyObject(key)) throw new codes.ERR_INVALID_ARG_TYPE("pkey", "KeyObject", key);
      if (key.type !== "public") throw new codes.ERR_INVALID_ARG_VALUE("pkey", key);
      return native.certVerify(of(this).handle, keys.materialOf(key));
    }
    toLegacyObject() {
      const { subject, issuer, subjectAltName, infoAccess, ca, validFrom, validTo, fingerprint, fingerprint256, fingerprint512, serialNumber, keyUsage } = of(this).fields;
      const split = (text = "") => Object.fromEntries(text.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
      return {
        subject: split(subject), issuer: split(issuer), subjectaltname: subjectAltName, infoAccess, ca, valid_from: validFrom, valid_to: validTo,
        fingerprint, fingerprint256, fingerprint512, ext_key_usage: keyUsage, serialNumber, raw: this.raw,
      };
    }
  }
  for (const name of ["subject", "issuer", "subjectAltName", "infoAccess", "validFrom", "validTo", "serialNumber", "fingerprint", "fingerprint256", "fingerprint512", "keyUsage", "ca"]) {
    Object.defineProperty(X509Certificate.prototype, name, { get() { return of(this).fields[name]; }, configurable: true });
  }
  return { X509Certificate };
});
