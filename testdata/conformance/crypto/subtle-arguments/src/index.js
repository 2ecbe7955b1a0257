import K from "./keys.json";

// One snippet a path: what it gives, or the name and message it throws.
const S = crypto.subtle;
const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, "0")).join("");
const un = (s) => new Uint8Array((s.match(/../g) ?? []).map((x) => parseInt(x, 16)));
const enc = (s) => new TextEncoder().encode(s);
const b64 = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
const raw = new Uint8Array([1, 2, 3]);
const show = (k) => ({ type: k.type, ext: k.extractable, u: k.usages, a: k.algorithm });
const er = async (f) => {
  try {
    return await f();
  } catch (e) {
    return e.name + ": " + e.message;
  }
};
const without = (o, ...names) => {
  const c = { ...o };
  for (const n of names) delete c[n];
  return c;
};

const snippets = {
  async "digest-5-raw"() {
    return S.digest(5, raw);
  },
  async "digest-5-raw-2"() {
    return S.digest({ name: 5 }, raw);
  },
  async "digest-undefined-raw"() {
    return S.digest({ name: undefined }, raw);
  },
  async "digest-null-raw"() {
    return S.digest({ name: null }, raw);
  },
  async "digest-raw"() {
    return S.digest({}, raw);
  },
  async "digest-null-raw-2"() {
    return S.digest(null, raw);
  },
  async digest() {
    return S.digest();
  },
  async "digest-sha-1-null"() {
    return S.digest("SHA-1", null);
  },
  async "digest-sha-1-1"() {
    return S.digest("SHA-1", [1]);
  },
  async "digest-raw-2"() {
    return S.digest(true, raw);
  },
  async "digest-string-sha-1-raw"() {
    return S.digest(new String("SHA-1"), raw);
  },
  async "digest-sha-1-raw"() {
    return S.digest(["SHA-1"], raw);
  },
  async "importkey-raw-raw-hmac-5-sign"() {
    return show(await S.importKey("raw", raw, { name: "HMAC", hash: 5 }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-null-sign"() {
    return show(await S.importKey("raw", raw, { name: "HMAC", hash: null }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sign"() {
    return show(await S.importKey("raw", raw, { name: "HMAC", hash: {} }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sha-256-length-null-s"() {
    return show(await S.importKey("raw", raw, { name: "hmac", hash: "sha-256", length: null }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sha-256-length-24-sig"() {
    return show(await S.importKey("raw", raw, { name: "hmac", hash: "sha-256", length: "24" }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sha-256-length-x-sign"() {
    return show(await S.importKey("raw", raw, { name: "hmac", hash: "sha-256", length: "x" }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sha-256-length-23-7-s"() {
    return show(await S.importKey("raw", raw, { name: "hmac", hash: "sha-256", length: 23.7 }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sha-256-length-1e12-s"() {
    return show(await S.importKey("raw", raw, { name: "hmac", hash: "sha-256", length: 1e12 }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sha-256-length-16-sig"() {
    return show(await S.importKey("raw", raw, { name: "hmac", hash: "sha-256", length: 16 }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sha-256-length-0-sign"() {
    return show(await S.importKey("raw", raw, { name: "hmac", hash: "sha-256", length: 0 }, true, ["sign"]));
  },
  async "importkey-raw-raw-hmac-sha-256-length-1-sign"() {
    return show(await S.importKey("raw", raw, { name: "hmac", hash: "sha-256", length: -1 }, true, ["sign"]));
  },
  async "exportkey-raw-importkey-raw-un-ffffff-hmac-s"() {
    return hex(
      await S.exportKey(
        "raw",
        await S.importKey("raw", un("ffffff"), { name: "hmac", hash: "sha-256", length: 19 }, true, ["sign"]),
      ),
    );
  },
  async "importkey-raw-raw-hmac-sha-256-sign"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, true, "sign");
  },
  async "importkey-raw-raw-hmac-sha-256-undefined"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, true, undefined);
  },
  async "importkey-raw-raw-hmac-sha-256-set-sign"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, true, new Set(["sign"])).then(show);
  },
  async "importkey-raw-raw-hmac-sha-256-1"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, true, [1]);
  },
  async "importkey-raw-raw-hmac-sha-256"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, true);
  },
  async "importkey-raw-raw-hmac-sha-256-2"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" });
  },
  async "importkey-raw-raw"() {
    return S.importKey("raw", raw);
  },
  async "importkey-raw"() {
    return S.importKey("raw");
  },
  async importkey() {
    return S.importKey();
  },
  async "importkey-raw-x-hmac-sign"() {
    return S.importKey("raw", "x", "HMAC", true, ["sign"]);
  },
  async "importkey-jwk-x-hmac-sign"() {
    return S.importKey("jwk", "x", "HMAC", true, ["sign"]);
  },
  async "importkey-jwk-hmac-sign"() {
    return S.importKey("jwk", {}, "HMAC", true, ["sign"]);
  },
  async "importkey-jwk-kty-5-hmac-sha-1-sign"() {
    return S.importKey("jwk", { kty: 5 }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-jwk-kty-oct-key-ops-5-hmac-sha-1-s"() {
    return S.importKey("jwk", { kty: "oct", key_ops: 5 }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-jwk-kty-oct-key-ops-sign-k-aaaa-ex"() {
    return S.importKey(
      "jwk",
      { kty: "oct", key_ops: ["sign"], k: "AAAA", ext: false },
      { name: "hmAC", hash: "SHA-1" },
      true,
      ["sign"],
    );
  },
  async "importkey-jwk-kty-oct-oth-5-hmac-sha-1-sign"() {
    return S.importKey("jwk", { kty: "oct", oth: 5 }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-jwk-kty-oct-alg-null-hmac-sha-1-si"() {
    return S.importKey("jwk", { kty: "oct", alg: null }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-jwk-kty-oct-k-a*a-hmac-sha-1-sign"() {
    return S.importKey("jwk", { kty: "oct", k: "A*A" }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-jwk-kty-oct-k-aaaa-hmac-sha-1-sign"() {
    return S.importKey("jwk", { kty: "oct", k: "AAAA==" }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]).then(show);
  },
  async "importkey-jwk-kty-oct-k-aa-aa-hmac-sha-1-sig"() {
    return S.importKey("jwk", { kty: "oct", k: "AA AA+/" }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"])
      .then((k) => S.exportKey("raw", k))
      .then(hex);
  },
  async "importkey-jwk-kty-oct-k-a-hmac-sha-1-sign-k"() {
    return S.importKey("jwk", { kty: "oct", k: "A" }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"])
      .then((k) => S.exportKey("raw", k))
      .then(hex);
  },
  async "importkey-jwk-kty-oct-k-aaaaab-hmac-sha-1-si"() {
    return S.importKey("jwk", { kty: "oct", k: "AAAAAB" }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"])
      .then((k) => S.exportKey("raw", k))
      .then(hex);
  },
  async "importkey-jwk-kty-oct-k-aaaaa-hmac-sha-1-sig"() {
    return S.importKey("jwk", { kty: "oct", k: "AAAAAé" }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"])
      .then((k) => S.exportKey("raw", k))
      .then(hex);
  },
  async "importkey-jwk-raw-hmac-sha-1-sign"() {
    return S.importKey("jwk", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-raw-kty-oct-hmac-sha-1-sign"() {
    return S.importKey("raw", { kty: "oct" }, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-raw-hmac-sha-1-sign"() {
    return S.importKey("raw", {}, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-zzz-hmac-sha-1-sign"() {
    return S.importKey("zzz", {}, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-raw-raw-xx-sign"() {
    return S.importKey("raw", raw, "XX", true, ["sign"]);
  },
  async "importkey-raw-raw-xx"() {
    return S.importKey("raw", raw, { name: "XX" }, true, []);
  },
  async "importkey-raw-raw-hmac-md5-sign-k-exportkey"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "MD5" }, true, ["sign"]).then((k) => S.exportKey("jwk", k));
  },
  async "importkey-raw-raw-hmac-sha-1-sign-k-exportke"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]).then((k) => S.exportKey("spki", k));
  },
  async "importkey-raw-raw-hmac-sha-1-sign-k-exportke-2"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"])
      .then((k) => S.exportKey("jwk", k))
      .then((j) => [Object.keys(j), j]);
  },
  async "importkey-raw-raw-hmac-sha-1-sign-sign-verif"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign", "sign", "verify"]).then(show);
  },
  async "importkey-raw-raw-hmac-sha-1-encrypt"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["encrypt"]).then(show);
  },
  async "importkey-raw-raw-hmac-sha-1-foo"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["foo"]).then(show);
  },
  async "crypto-getrandomvalues-float64array-1"() {
    return crypto.getRandomValues(new Float64Array(1));
  },
  async "crypto-getrandomvalues-dataview-arraybuffer"() {
    return crypto.getRandomValues(new DataView(new ArrayBuffer(2)));
  },
  async "crypto-getrandomvalues-65537"() {
    return crypto.getRandomValues(new Uint8Array(65537));
  },
  async "crypto-getrandomvalues"() {
    return crypto.getRandomValues();
  },
  async "crypto-getrandomvalues-arraybuffer-2"() {
    return crypto.getRandomValues(new ArrayBuffer(2));
  },
  async "crypto-getrandomvalues-bigint64array-2-lengt"() {
    return crypto.getRandomValues(new BigInt64Array(2)).length;
  },
  async "crypto-getrandomvalues-uint8clampedarray-2-l"() {
    return crypto.getRandomValues(new Uint8ClampedArray(2)).length;
  },
  async "crypto-getrandomvalues-float32array-0"() {
    return crypto.getRandomValues(new Float32Array(0));
  },
  async "timingsafeequal-a-raw"() {
    return S.timingSafeEqual("a", raw);
  },
  async "timingsafeequal-raw"() {
    return S.timingSafeEqual(raw);
  },
  async "timingsafeequal-raw-raw-buffer"() {
    return S.timingSafeEqual(raw, raw.buffer);
  },
  async "timingsafeequal-raw-2"() {
    return S.timingSafeEqual(raw, new Uint8Array(2));
  },
  async "timingsafeequal-uint16array-1-1-0"() {
    return S.timingSafeEqual(new Uint16Array([1]), new Uint8Array([1, 0]));
  },
  async "d-crypto-digeststream-1"() {
    const d = new crypto.DigestStream();
    return 1;
  },
  async "d-crypto-digeststream-crc32-w-d-getwriter-w"() {
    const d = new crypto.DigestStream("crc32");
    const w = d.getWriter();
    await w.write("abc");
    await w.close();
    return [hex(await d.digest), d.bytesWritten, String(d), d instanceof WritableStream, d.digest === d.digest];
  },
  async "r-a-crc32c-crc64nvme-md5-sha-384-sha-1-d-cry"() {
    const r = [];
    for (const a of ["crc32c", "crc64nvme", "MD5", "sha-384", { name: "SHA-1" }]) {
      const d = new crypto.DigestStream(a);
      const w = d.getWriter();
      w.write("abc");
      w.write(new Uint16Array([1]));
      w.write("");
      w.write(new ArrayBuffer(0));
      await w.close();
      r.push(hex(await d.digest), d.bytesWritten);
    }
    return r;
  },
  async "d-crypto-digeststream-sha-1-w-d-getwriter-w"() {
    const d = new crypto.DigestStream("SHA-1");
    const w = d.getWriter();
    return er(() => w.write(5));
  },
  async "d-crypto-digeststream-sha-1-w-d-getwriter-w-2"() {
    const d = new crypto.DigestStream("SHA-1");
    const w = d.getWriter();
    w.write(5).catch(() => {});
    w.closed.catch(() => {});
    return Promise.race([er(() => d.digest), new Promise((r) => setTimeout(() => r("pending"), 50))]);
  },
  async "d-crypto-digeststream-sha-1-d-abort-error-x"() {
    const d = new crypto.DigestStream("SHA-1");
    d.abort(new Error("x"));
    return er(() => d.digest);
  },
  async "d-crypto-digeststream-sha-1-d-symbol-dispose"() {
    const d = new crypto.DigestStream("SHA-1");
    d[Symbol.dispose]();
    return er(() => d.digest);
  },
  async "d-crypto-digeststream-sha-1-d-symbol-dispose-2"() {
    const d = new crypto.DigestStream("SHA-1");
    d[Symbol.dispose]();
    const w = d.getWriter();
    return er(() => w.write("x"));
  },
  async cryptokey() {
    return new CryptoKey();
  },
  async "importkey-raw-raw-hmac-sha-1-1-sign"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, 1, ["sign"]).then(show);
  },
  async "importkey-raw-raw-hmac-sha-1-x-sign"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, "x", ["sign"]).then(show);
  },
  async "importkey-raw-raw-hmac-sha-1-null-sign"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, null, ["sign"]).then(show);
  },
  async "importkey-null-raw-hmac-sha-1-sign"() {
    return S.importKey(null, raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-5-raw-hmac-sha-1-sign"() {
    return S.importKey(5, raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-raw-raw-hmac-sha-1-length-infinity"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1", length: Infinity }, true, ["sign"]);
  },
  async "importkey-raw-raw-hmac-sha-1-length-nan-sign"() {
    return S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1", length: NaN }, true, ["sign"]);
  },
  async "importkey-raw-raw-null-sign"() {
    return S.importKey("raw", raw, null, true, ["sign"]);
  },
  async "importkey-raw-null-hmac-sign"() {
    return S.importKey("raw", null, "HMAC", true, ["sign"]);
  },
  async "importkey-jwk-null-hmac-sign"() {
    return S.importKey("jwk", null, "HMAC", true, ["sign"]);
  },
  async "importkey-raw-raw-sign"() {
    return S.importKey("raw", raw, () => {}, true, ["sign"]);
  },
  async sign() {
    return S.sign();
  },
  async "sign-hmac"() {
    return S.sign("HMAC");
  },
  async "sign-hmac-2"() {
    return S.sign("HMAC", {});
  },
  async "sign-hmac-null-raw"() {
    return S.sign("HMAC", null, raw);
  },
  async "k-importkey-raw-raw-hmac-sha-1-sign-sign-hma"() {
    const k = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    return S.sign("HMAC", k);
  },
  async "k-importkey-raw-raw-hmac-sha-1-sign-sign-hma-2"() {
    const k = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    return S.sign("HMA", k, raw);
  },
  async "k-importkey-raw-raw-hmac-sha-1-sign-sign-hma-3"() {
    const k = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    return S.sign({ name: "hmac", saltLength: "x" }, k, raw).then(hex);
  },
  async "k-importkey-raw-raw-hmac-sha-1-sign-verify-h"() {
    const k = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    return S.verify({ name: "hmac" }, k, raw, raw);
  },
  async "k-importkey-raw-raw-hmac-sha-1-sign-encrypt"() {
    const k = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    return S.encrypt({ name: "hmac" }, k, raw, raw);
  },
  async "k-importkey-raw-raw-hmac-sha-1-sign-encrypt-2"() {
    const k = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    return S.encrypt({ name: "hmac", iv: 5 }, k, raw, raw);
  },
  async "k-importkey-raw-raw-hmac-sha-1-sign-encrypt-3"() {
    const k = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    return S.encrypt({ name: "hmac", iv: null }, k, raw, raw);
  },
  async exportkey() {
    return S.exportKey();
  },
  async "exportkey-raw-5"() {
    return S.exportKey("raw", 5);
  },
  async generatekey() {
    return S.generateKey();
  },
  async "generatekey-x"() {
    return S.generateKey("x");
  },
  async "generatekey-x-2"() {
    return S.generateKey("x", true);
  },
  async "generatekey-x-3"() {
    return S.generateKey("x", true, []);
  },
  async "generatekey-hmac-sign"() {
    return S.generateKey("HMAC", true, ["sign"]);
  },
  async "generatekey-hmac-sha-1-length-0-sign"() {
    return S.generateKey({ name: "HMAC", hash: "SHA-1", length: 0 }, true, ["sign"]);
  },
  async "generatekey-hmac-sha-1-length-8-sign"() {
    return S.generateKey({ name: "HMAC", hash: "SHA-1", length: -8 }, true, ["sign"]);
  },
  async "generatekey-hmac-sha-1-length-13-sign-k-k-ex"() {
    return S.generateKey({ name: "HMAC", hash: "SHA-1", length: 13 }, true, ["sign"]).then(async (k) => [
      show(k),
      (await S.exportKey("raw", k)).byteLength,
    ]);
  },
  async "generatekey-hmac-sha-1"() {
    return S.generateKey({ name: "HMAC", hash: "SHA-1" }, true, []);
  },
  async "generatekey-hmac-sha-512-sign"() {
    return S.generateKey({ name: "HMAC", hash: "SHA-512" }, true, ["sign"]).then(show);
  },
  async "generatekey-aes-gcm-length-100-encrypt"() {
    return S.generateKey({ name: "AES-GCM", length: 100 }, true, ["encrypt"]);
  },
  async "generatekey-aes-gcm-encrypt"() {
    return S.generateKey("AES-GCM", true, ["encrypt"]);
  },
  async "generatekey-aes-gcm-length-128"() {
    return S.generateKey({ name: "AES-GCM", length: 128 }, true, []);
  },
  async "generatekey-aes-kw-length-128-encrypt"() {
    return S.generateKey({ name: "AES-KW", length: 128 }, true, ["encrypt"]);
  },
  async "generatekey-aes-kw-length-128-wrapkey"() {
    return S.generateKey({ name: "aes-kw", length: 128 }, true, ["wrapKey"]).then(show);
  },
  async "k-generatekey-aes-gcm-length-128-encrypt-exp"() {
    const k = await S.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);
    return S.exportKey("spki", k);
  },
  async derivebits() {
    return S.deriveBits();
  },
  async "derivebits-hkdf"() {
    return S.deriveBits("HKDF");
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return S.deriveBits("HKDF", k);
  },
  async "o-k-importkey-raw-raw-hkdf-derivebits-derive"() {
    const o = {};
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-k-importkey-raw-raw-hkdf-derivebits"() {
    const o = { hash: "SHA-1" };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-k-importkey-raw-raw-hkdf-de"() {
    const o = { hash: "SHA-1", salt: raw };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-info-raw-k-importkey-raw-ra"() {
    const o = { hash: "SHA-1", salt: raw, info: raw };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-info-raw-l-7-k-importkey-ra"() {
    const o = { hash: "SHA-1", salt: raw, info: raw, l: 7 };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-info-raw-l-8-k-importkey-ra"() {
    const o = { hash: "SHA-1", salt: raw, info: raw, l: 8 };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-info-raw-l-8-k-importkey-ra-2"() {
    const o = { hash: "SHA-1", salt: raw, info: raw, l: -8 };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-info-raw-l-40808-k-importke"() {
    const o = { hash: "SHA-1", salt: raw, info: raw, l: 40808 };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-info-raw-l-0-k-importkey-ra"() {
    const o = { hash: "SHA-1", salt: raw, info: raw, l: 0 };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-info-raw-l-null-k-importkey"() {
    const o = { hash: "SHA-1", salt: raw, info: raw, l: null };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-info-raw-l-16-k-importkey-r"() {
    const o = { hash: "SHA-1", salt: raw, info: raw, l: "16" };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-sha-1-salt-x-info-raw-l-8-k-importkey-raw"() {
    const o = { hash: "SHA-1", salt: "x", info: raw, l: 8 };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-x-salt-raw-info-raw-l-8-k-importkey-raw-ra"() {
    const o = { hash: "X", salt: raw, info: raw, l: 8 };
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "hkdf", ...o }, k, o.l));
  },
  async "o-k-importkey-raw-raw-pbkdf2-derivebits-deri"() {
    const o = {};
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-k-importkey-raw-raw-pbkdf2-derivebit"() {
    const o = { hash: "SHA-1" };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-k-importkey-raw-raw-pbkdf2"() {
    const o = { hash: "SHA-1", salt: raw };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-iterations-0-k-importkey-ra"() {
    const o = { hash: "SHA-1", salt: raw, iterations: 0 };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-iterations-1-k-importkey-ra"() {
    const o = { hash: "SHA-1", salt: raw, iterations: 1 };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-iterations-1-l-8-k-importke"() {
    const o = { hash: "SHA-1", salt: raw, iterations: -1, l: 8 };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-iterations-1-l-8-k-importke-2"() {
    const o = { hash: "SHA-1", salt: raw, iterations: 1, l: 8 };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-iterations-1-l-9-k-importke"() {
    const o = { hash: "SHA-1", salt: raw, iterations: 1, l: 9 };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-iterations-100001-l-8-k-imp"() {
    const o = { hash: "SHA-1", salt: raw, iterations: 100001, l: 8 };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-iterations-1-l-0-k-importke"() {
    const o = { hash: "SHA-1", salt: raw, iterations: 1, l: 0 };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "o-sha-1-salt-raw-iterations-1-l-40808-k-impo"() {
    const o = { hash: "SHA-1", salt: raw, iterations: 1, l: 40808 };
    const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveBits", "deriveKey"]);
    return hex(await S.deriveBits({ name: "PBKDF2", ...o }, k, o.l));
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-2"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(await S.deriveKey({ name: "HKDF", hash: "SHA-1", salt: raw, info: raw }, k, "AES-GCM", true, ["sign"]));
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-3"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(
      await S.deriveKey(
        { name: "HKDF", hash: "SHA-1", salt: raw, info: raw },
        k,
        { name: "AES-GCM", length: 100 },
        true,
        ["sign"],
      ),
    );
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-4"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(
      await S.deriveKey(
        { name: "HKDF", hash: "SHA-1", salt: raw, info: raw },
        k,
        { name: "aes-gcm", length: 128 },
        true,
        ["sign"],
      ),
    );
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-5"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(await S.deriveKey({ name: "HKDF", hash: "SHA-1", salt: raw, info: raw }, k, "HMAC", true, ["sign"]));
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-6"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(
      await S.deriveKey(
        { name: "HKDF", hash: "SHA-1", salt: raw, info: raw },
        k,
        { name: "HMAC", hash: "SHA-1" },
        true,
        ["sign"],
      ),
    );
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-7"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(
      await S.deriveKey(
        { name: "HKDF", hash: "SHA-1", salt: raw, info: raw },
        k,
        { name: "HMAC", hash: "SHA-1", length: 0 },
        true,
        ["sign"],
      ),
    );
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-8"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(
      await S.deriveKey(
        { name: "HKDF", hash: "SHA-1", salt: raw, info: raw },
        k,
        { name: "HMAC", hash: "SHA-1", length: 20 },
        true,
        ["sign"],
      ),
    );
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-9"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(await S.deriveKey({ name: "HKDF", hash: "SHA-1", salt: raw, info: raw }, k, "HKDF", true, ["sign"]));
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-10"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(await S.deriveKey({ name: "HKDF", hash: "SHA-1", salt: raw, info: raw }, k, "PBKDF2", true, ["sign"]));
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-11"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(await S.deriveKey({ name: "HKDF", hash: "SHA-1", salt: raw, info: raw }, k, "ECDSA", true, ["sign"]));
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-12"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits", "deriveKey"]);
    return show(await S.deriveKey({ name: "HKDF", hash: "SHA-1", salt: raw, info: raw }, k, "xx", true, ["sign"]));
  },
  async "k-importkey-raw-raw-hkdf-derivebits-deriveke-13"() {
    const k = await S.importKey("raw", raw, "HKDF", false, ["deriveBits"]);
    return S.deriveKey({ name: "HKDF", hash: "SHA-1", salt: raw, info: raw }, k, "HKDF", true, ["sign"]);
  },
  async "importkey-raw-raw-hkdf-derivebits"() {
    return S.importKey("raw", raw, "HKDF", true, ["deriveBits"]);
  },
  async "importkey-jwk-kty-oct-k-aa-hkdf-derivebits"() {
    return S.importKey("jwk", { kty: "oct", k: "AA" }, "HKDF", false, ["deriveBits"]);
  },
  async "importkey-pkcs8-raw-pbkdf2-derivebits"() {
    return S.importKey("pkcs8", raw, "PBKDF2", false, ["deriveBits"]);
  },
  async "importkey-raw-raw-pbkdf2"() {
    return S.importKey("raw", raw, "PBKDF2", false, []);
  },
  async "importkey-raw-0-pbkdf2-derivebits"() {
    return S.importKey("raw", new Uint8Array(0), "PBKDF2", false, ["deriveBits"]).then(show);
  },
  async "importkey-raw-raw-pbkdf2-2"() {
    return S.importKey("raw", raw, "PBKDF2", true, []);
  },
};

export default {
  async fetch(request) {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    let body;
    try {
      const v = await snippets[name]();
      body =
        typeof v === "string" ? v : (JSON.stringify(v, (k, x) => (typeof x === "bigint" ? x + "n" : x)) ?? String(v));
    } catch (e) {
      body = e.name + ": " + e.message + (typeof e.code === "string" ? " [" + e.code + "]" : "");
    }
    return new Response(body);
  },
};
