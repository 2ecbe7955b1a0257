import * as nodeCrypto from "node:crypto";
import * as zlib from "node:zlib";
import * as stream from "node:stream";
import { promisify } from "node:util";
import { Buffer } from "node:buffer";
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

function objects() {
  const priv = nodeCrypto.createPrivateKey({ key: K.rsaPriv, format: "jwk" }),
    pub = nodeCrypto.createPublicKey({ key: K.rsaPub, format: "jwk" }),
    ecpriv = nodeCrypto.createPrivateKey({ key: K["P-256Priv"], format: "jwk" }),
    ecpub = nodeCrypto.createPublicKey({ key: K["P-256Pub"], format: "jwk" }),
    edpriv = nodeCrypto.createPrivateKey({ key: K.ed25519Priv, format: "jwk" }),
    edpub = nodeCrypto.createPublicKey({ key: K.ed25519Pub, format: "jwk" });
  const ek = (f) => {
    try {
      const r = f();
      return r instanceof Uint8Array ? Buffer.from(r).toString("hex") : r;
    } catch (e) {
      return e.name + ": " + e.message + (e.code ? " [" + e.code + "]" : "");
    }
  };
  return { priv, pub, ecpriv, ecpub, edpriv, edpub, ek };
}

const snippets = {
  async "createhash-md4-update-abc-digest"() {
    return nodeCrypto.createHash("md4").update("abc").digest("hex");
  },
  async "createhash-sha-1-update-abc-digest"() {
    return nodeCrypto.createHash("SHA-1").update("abc").digest("hex");
  },
  async "createhash-sha-256-update-abc-digest"() {
    return nodeCrypto.createHash("sha-256").update("abc").digest("hex");
  },
  async "createhash-sha512-224-update-abc-digest"() {
    return nodeCrypto.createHash("sha512-224").update("abc").digest("hex");
  },
  async "createhash-sha3-256-update-abc-digest"() {
    return nodeCrypto.createHash("sha3-256").update("abc").digest("hex");
  },
  async "createhash-shake128-update-abc-digest"() {
    return nodeCrypto.createHash("shake128").update("abc").digest("hex");
  },
  async "createhash-ripemd160-update-abc-digest"() {
    return nodeCrypto.createHash("ripemd160").update("abc").digest("hex");
  },
  async "createhash-rmd160-update-abc-digest"() {
    return nodeCrypto.createHash("rmd160").update("abc").digest("hex");
  },
  async "createhash-rsa-sha256-update-abc-digest"() {
    return nodeCrypto.createHash("rsa-sha256").update("abc").digest("hex");
  },
  async "createhash-rsa-sha1-2-update-abc-digest"() {
    return nodeCrypto.createHash("RSA-SHA1-2").update("abc").digest("hex");
  },
  async "createhash-ssl3-md5-update-abc-digest"() {
    return nodeCrypto.createHash("ssl3-md5").update("abc").digest("hex");
  },
  async "createhash-blake2b512-update-abc-digest"() {
    return nodeCrypto.createHash("blake2b512").update("abc").digest("hex");
  },
  async "createhash-blake2s256-update-abc-digest"() {
    return nodeCrypto.createHash("blake2s256").update("abc").digest("hex");
  },
  async "createhash-whirlpool-update-abc-digest"() {
    return nodeCrypto.createHash("whirlpool").update("abc").digest("hex");
  },
  async "createhash-ecdsa-with-sha1-update-abc-digest"() {
    return nodeCrypto.createHash("ecdsa-with-SHA1").update("abc").digest("hex");
  },
  async "createhash-dsa-sha-update-abc-digest"() {
    return nodeCrypto.createHash("DSA-SHA").update("abc").digest("hex");
  },
  async "createhash-sha1-outputlength-5-digest"() {
    return nodeCrypto.createHash("sha1", { outputLength: 5 }).digest();
  },
  async "createhmac-sha256"() {
    return nodeCrypto.createHmac("sha256");
  },
  async "createhmac-sha1-5"() {
    return nodeCrypto.createHmac("sha1", 5);
  },
  async "createhmac-md5-createpublickey-key-k-rsapub"() {
    return nodeCrypto.createHmac("md5", nodeCrypto.createPublicKey({ key: K.rsaPub, format: "jwk" }));
  },
  async "createhmac-md5-importkey-raw-raw-hmac-sha-1"() {
    return nodeCrypto
      .createHmac("md5", await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]))
      .digest("hex");
  },
  async "sha1-5"() {
    return nodeCrypto.hash("sha1", 5);
  },
  async "sha1-x-5"() {
    return nodeCrypto.hash("sha1", "x", 5);
  },
  async "randombytes-1-5"() {
    return nodeCrypto.randomBytes(1.5);
  },
  async "randombytes-70000-length"() {
    return nodeCrypto.randomBytes(70000).length;
  },
  async "pseudorandombytes-3-length"() {
    return nodeCrypto.pseudoRandomBytes(3).length;
  },
  async "randomint-0"() {
    return nodeCrypto.randomInt(0);
  },
  async "randomint-5-5"() {
    return nodeCrypto.randomInt(5, 5);
  },
  async "randomint-x"() {
    return nodeCrypto.randomInt("x");
  },
  async "randomint-1-5"() {
    return nodeCrypto.randomInt(1.5);
  },
  async "randomint-0-2**48"() {
    return nodeCrypto.randomInt(0, 2 ** 48);
  },
  async "randomint-1-2-5"() {
    return nodeCrypto.randomInt(1, 2, 5);
  },
  async "randomfillsync-buffer-alloc-4-2-length"() {
    return nodeCrypto.randomFillSync(Buffer.alloc(4), 2).length;
  },
  async "randomfillsync-x"() {
    return nodeCrypto.randomFillSync("x");
  },
  async "randomfillsync-buffer-alloc-4-5"() {
    return nodeCrypto.randomFillSync(Buffer.alloc(4), 5);
  },
  async "randomfillsync-buffer-alloc-4-2-3"() {
    return nodeCrypto.randomFillSync(Buffer.alloc(4), 2, 3);
  },
  async "timingsafeequal-raw-raw-slice-1"() {
    return nodeCrypto.timingSafeEqual(raw, raw.slice(1));
  },
  async "timingsafeequal-a-raw"() {
    return nodeCrypto.timingSafeEqual("a", raw);
  },
  async "timingsafeequal-raw-a"() {
    return nodeCrypto.timingSafeEqual(raw, "a");
  },
  async "pbkdf2sync-p-s-1-0-sha1"() {
    return nodeCrypto.pbkdf2Sync("p", "s", 1, 0, "sha1");
  },
  async "pbkdf2sync-p-s-1-99999-md5"() {
    return nodeCrypto.pbkdf2Sync("p", "s", 1, 99999, "md5");
  },
  async "scryptsync-p-s-8-n-3"() {
    return nodeCrypto.scryptSync("p", "s", 8, { N: 3 });
  },
  async "scryptsync-p-s-8-n-2-cost-2"() {
    return nodeCrypto.scryptSync("p", "s", 8, { N: 2, cost: 2 });
  },
  async "scryptsync-p-s-8-n-2**20"() {
    return nodeCrypto.scryptSync("p", "s", 8, { N: 2 ** 20 });
  },
  async "scryptsync-p-s-8-maxmem-1"() {
    return nodeCrypto.scryptSync("p", "s", 8, { maxmem: 1 });
  },
  async "scryptsync-p-s-8-n-1"() {
    return nodeCrypto.scryptSync("p", "s", 8, { N: -1 });
  },
  async "hkdfsync-sha1-k-s-i-9999"() {
    return nodeCrypto.hkdfSync("sha1", "k", "s", "i", 9999);
  },
  async "hkdfsync-sha1-k-s-i-1"() {
    return nodeCrypto.hkdfSync("sha1", "k", "s", "i", -1);
  },
  async "generateprimesync-3-add-100n"() {
    return nodeCrypto.generatePrimeSync(3, { add: 100n });
  },
  async getfips() {
    return nodeCrypto.getFips();
  },
  async setfips() {
    return nodeCrypto.setFips(true);
  },
  async "setfips-2"() {
    return nodeCrypto.setFips(false);
  },
  async "setengine-x"() {
    return nodeCrypto.setEngine("x");
  },
  async secureheapused() {
    return nodeCrypto.secureHeapUsed();
  },
  async fips() {
    return nodeCrypto.fips;
  },
  async "createcipher-aes-128-cbc-x"() {
    return nodeCrypto.createCipher("aes-128-cbc", "x");
  },
  async "c-createcipheriv-des-cbc-buffer-alloc-8-1-bu"() {
    const c = nodeCrypto.createCipheriv("des-cbc", Buffer.alloc(8, 1), Buffer.alloc(8, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("des-cbc")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("des-cbc", Buffer.alloc(8, 1), Buffer.alloc(8, 2));
    if (/gcm|poly/.test("des-cbc")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-des-ecb-buffer-alloc-8-1-bu"() {
    const c = nodeCrypto.createCipheriv("des-ecb", Buffer.alloc(8, 1), Buffer.alloc(0, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("des-ecb")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("des-ecb", Buffer.alloc(8, 1), Buffer.alloc(0, 2));
    if (/gcm|poly/.test("des-ecb")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-rc4-buffer-alloc-16-1-buffe"() {
    const c = nodeCrypto.createCipheriv("rc4", Buffer.alloc(16, 1), Buffer.alloc(0, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("rc4")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("rc4", Buffer.alloc(16, 1), Buffer.alloc(0, 2));
    if (/gcm|poly/.test("rc4")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-chacha20-poly1305-buffer-al"() {
    const c = nodeCrypto.createCipheriv("chacha20-poly1305", Buffer.alloc(32, 1), Buffer.alloc(12, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("chacha20-poly1305")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("chacha20-poly1305", Buffer.alloc(32, 1), Buffer.alloc(12, 2));
    if (/gcm|poly/.test("chacha20-poly1305")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-aes-128-ccm-buffer-alloc-16"() {
    const c = nodeCrypto.createCipheriv("aes-128-ccm", Buffer.alloc(16, 1), Buffer.alloc(12, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("aes-128-ccm")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("aes-128-ccm", Buffer.alloc(16, 1), Buffer.alloc(12, 2));
    if (/gcm|poly/.test("aes-128-ccm")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-aes-128-cbc-buffer-alloc-15"() {
    const c = nodeCrypto.createCipheriv("aes-128-cbc", Buffer.alloc(15, 1), Buffer.alloc(16, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("aes-128-cbc")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("aes-128-cbc", Buffer.alloc(15, 1), Buffer.alloc(16, 2));
    if (/gcm|poly/.test("aes-128-cbc")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-aes-128-cbc-buffer-alloc-16"() {
    const c = nodeCrypto.createCipheriv("aes-128-cbc", Buffer.alloc(16, 1), Buffer.alloc(15, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("aes-128-cbc")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("aes-128-cbc", Buffer.alloc(16, 1), Buffer.alloc(15, 2));
    if (/gcm|poly/.test("aes-128-cbc")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-aes-128-ecb-buffer-alloc-16"() {
    const c = nodeCrypto.createCipheriv("aes-128-ecb", Buffer.alloc(16, 1), Buffer.alloc(16, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("aes-128-ecb")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("aes-128-ecb", Buffer.alloc(16, 1), Buffer.alloc(16, 2));
    if (/gcm|poly/.test("aes-128-ecb")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-aes-128-gcm-buffer-alloc-16"() {
    const c = nodeCrypto.createCipheriv("aes-128-gcm", Buffer.alloc(16, 1), Buffer.alloc(0, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("aes-128-gcm")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("aes-128-gcm", Buffer.alloc(16, 1), Buffer.alloc(0, 2));
    if (/gcm|poly/.test("aes-128-gcm")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-aes-128-cfb-buffer-alloc-16"() {
    const c = nodeCrypto.createCipheriv("aes-128-cfb", Buffer.alloc(16, 1), Buffer.alloc(16, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("aes-128-cfb")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("aes-128-cfb", Buffer.alloc(16, 1), Buffer.alloc(16, 2));
    if (/gcm|poly/.test("aes-128-cfb")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "c-createcipheriv-rc4-buffer-alloc-5-1-buffer"() {
    const c = nodeCrypto.createCipheriv("rc4", Buffer.alloc(5, 1), Buffer.alloc(0, 2));
    const o = [
      c.update("hello world, this is a text", "utf8", "hex"),
      c.update(Buffer.alloc(3)).toString("hex"),
      c.final("hex"),
    ];
    if (/gcm|poly/.test("rc4")) o.push(c.getAuthTag().toString("hex"));
    const d = nodeCrypto.createDecipheriv("rc4", Buffer.alloc(5, 1), Buffer.alloc(0, 2));
    if (/gcm|poly/.test("rc4")) d.setAuthTag(Buffer.from(o[3], "hex"));
    o.push(d.update(o[0] + o[1] + o[2], "hex", "utf8") + d.final("utf8"));
    return o;
  },
  async "mk-createcipheriv-aes-128-gcm-buffer-alloc-1"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const mk = () => nodeCrypto.createCipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12));
    const a = mk();
    a.setAAD(Buffer.from("x"));
    a.update("abc", "utf8");
    const out = [ek(() => a.getAuthTag())];
    a.final();
    out.push(
      a.getAuthTag().toString("hex"),
      ek(() => a.final()),
      ek(() => a.update("x", "utf8")),
      ek(() => a.setAAD(Buffer.from("x"))),
      ek(() => mk().setAuthTag),
      ek(() => mk().update("x")),
      ek(() => mk().update(5)),
      ek(() => mk().setAAD("x") === undefined),
    );
    const d = () => nodeCrypto.createDecipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12));
    out.push(
      ek(() => d().final()),
      ek(() => d().update("ab", "hex")),
      ek(() => {
        const x = d();
        x.setAuthTag(Buffer.alloc(16));
        x.update("abcd", "hex");
        return x.final();
      }),
      ek(() => {
        const x = d();
        x.setAuthTag(Buffer.alloc(5));
      }),
      ek(() => {
        const x = d();
        x.setAuthTag(Buffer.alloc(16));
        x.setAuthTag(Buffer.alloc(16));
      }),
      ek(() => nodeCrypto.createCipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)).setAAD(Buffer.alloc(1))),
      ek(() => nodeCrypto.createCipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)).getAuthTag()),
      ek(() =>
        nodeCrypto.createDecipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)).setAuthTag(Buffer.alloc(16)),
      ),
    );
    return out;
  },
  async "c-p-x-createcipheriv-aes-128-cbc-buffer-allo"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const c = (p) => {
      const x = nodeCrypto.createCipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16));
      x.setAutoPadding(p);
      return x;
    };
    const d = () => nodeCrypto.createDecipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16));
    return [
      ek(() => {
        const x = c(false);
        x.update("abc", "utf8");
        return x.final();
      }),
      ek(() => {
        const x = c(false);
        return x.update(Buffer.alloc(16), undefined, "hex") + x.final("hex");
      }),
      ek(() => {
        const x = c();
        return x.update(Buffer.alloc(16), undefined, "hex") + x.final("hex");
      }),
      ek(() => {
        const x = d();
        x.update(Buffer.alloc(16));
        return x.final();
      }),
      ek(() => {
        const x = d();
        x.update(Buffer.alloc(15));
        return x.final();
      }),
      ek(() => {
        const x = d();
        return x.final();
      }),
      ek(() => {
        const x = d();
        x.setAutoPadding(false);
        return x.update(Buffer.alloc(16), undefined, "hex") + x.final("hex");
      }),
    ];
  },
  async "getcipherinfo-aes-128-cbc-getcipherinfo-419"() {
    return [
      nodeCrypto.getCipherInfo("aes-128-cbc"),
      nodeCrypto.getCipherInfo(419),
      nodeCrypto.getCipherInfo("aes-128-gcm", { ivLength: 16 }),
      nodeCrypto.getCipherInfo("aes-128-cbc", { keyLength: 5 }),
      nodeCrypto.getCipherInfo("aes-128-cbc", { ivLength: 5 }),
      nodeCrypto.getCipherInfo("x"),
      nodeCrypto.getCipherInfo(0),
    ];
  },
  async getcipherinfo() {
    return nodeCrypto.getCipherInfo();
  },
  async "priv-type-priv-asymmetrickeytype-priv-asymme"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    return [
      priv.type,
      priv.asymmetricKeyType,
      priv.asymmetricKeyDetails.modulusLength,
      String(priv.asymmetricKeyDetails.publicExponent),
      ecpriv.asymmetricKeyDetails,
      edpriv.asymmetricKeyDetails,
      edpriv.asymmetricKeyType,
      String(priv),
      Object.prototype.toString.call(pub),
      priv instanceof nodeCrypto.KeyObject,
      priv.constructor.name,
      pub.equals(nodeCrypto.createPublicKey(priv)),
      priv.equals(pub),
      ek(() => priv.equals(5)),
      pub.symmetricKeySize,
      nodeCrypto.createSecretKey("abc", "utf8").symmetricKeySize,
      nodeCrypto.createSecretKey("abc", "utf8").asymmetricKeyType,
    ];
  },
  async "ek-pub-export-ek-pub-export-format-pem-ek-pu"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    return [
      ek(() => pub.export()),
      ek(() => pub.export({ format: "pem" })),
      ek(() => pub.export({ format: "pem", type: "spki" })),
      ek(() => pub.export({ format: "pem", type: "pkcs1" })),
      ek(() => pub.export({ format: "pem", type: "pkcs8" })),
      ek(() => pub.export({ format: "der", type: "spki" })),
      ek(() => pub.export({ format: "x", type: "spki" })),
      ek(() => pub.export({ format: "jwk" })),
      ek(() => priv.export({ format: "pem", type: "pkcs1" })),
      ek(() => priv.export({ format: "pem", type: "pkcs8" }).length),
      ek(() => priv.export({ format: "pem", type: "sec1" })),
      ek(() => priv.export({ format: "pem", type: "spki" })),
      ek(() => ecpriv.export({ format: "pem", type: "sec1" })),
      ek(() => ecpriv.export({ format: "pem", type: "pkcs8" })),
      ek(() => ecpub.export({ format: "pem", type: "spki" })),
      ek(() => ecpub.export({ format: "pem", type: "pkcs1" })),
      ek(() => edpriv.export({ format: "pem", type: "pkcs8" })),
      ek(() => edpub.export({ format: "jwk" })),
      ek(() => ecpriv.export({ format: "jwk" })),
      ek(() => edpriv.export({ format: "jwk" })),
      ek(() => priv.export(5)),
      ek(() => priv.export({ format: 5 })),
    ];
  },
  async "s-createsecretkey-raw-ek-s-export-ek-s-expor"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const s = nodeCrypto.createSecretKey(raw);
    return [
      ek(() => s.export()),
      ek(() => s.export({ format: "jwk" })),
      ek(() => s.export({ format: "pem" })),
      ek(() => nodeCrypto.createSecretKey()),
      ek(() => nodeCrypto.createSecretKey(5)),
      ek(() => nodeCrypto.createSecretKey("")),
      ek(() => s.equals(nodeCrypto.createSecretKey(raw))),
      ek(() => new nodeCrypto.KeyObject()),
      ek(() => nodeCrypto.KeyObject.from(5)),
      String(s),
    ];
  },
  async "k-importkey-jwk-k-rsapub-rsa-pss-sha-1-verif"() {
    const k = await S.importKey("jwk", K.rsaPub, { name: "RSA-PSS", hash: "SHA-1" }, true, ["verify"]);
    const o = nodeCrypto.KeyObject.from(k);
    return [o.type, o.export({ format: "pem", type: "spki" }).length, o.asymmetricKeyType];
  },
  async "k-importkey-raw-raw-hmac-sha-1-sign-o-keyobj"() {
    const k = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
    const o = nodeCrypto.KeyObject.from(k);
    return o.export();
  },
  async "pem-priv-export-format-pem-type-pkcs8-ek-cre"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const pem = priv.export({ format: "pem", type: "pkcs8" });
    return [
      ek(() => nodeCrypto.createPrivateKey(pem).type),
      ek(() => nodeCrypto.createPublicKey(pem).type),
      ek(() => nodeCrypto.createPublicKey(pub.export({ format: "pem", type: "pkcs1" })).type),
      ek(() => nodeCrypto.createPrivateKey({ key: b64(K.rsaPkcs8), format: "der", type: "pkcs8" }).asymmetricKeyType),
      ek(
        () =>
          nodeCrypto.createPrivateKey({ key: Buffer.from(K.rsaPkcs1, "base64"), format: "der", type: "pkcs1" })
            .asymmetricKeyType,
      ),
      ek(
        () =>
          nodeCrypto.createPrivateKey({ key: Buffer.from(K["P-256Sec1"], "base64"), format: "der", type: "sec1" })
            .asymmetricKeyType,
      ),
      ek(
        () =>
          nodeCrypto.createPublicKey({ key: Buffer.from(K.x25519Spki, "base64"), format: "der", type: "spki" })
            .asymmetricKeyType,
      ),
      ek(() => nodeCrypto.createPrivateKey("x")),
      ek(() => nodeCrypto.createPublicKey("x")),
      ek(() => nodeCrypto.createPrivateKey()),
      ek(() => nodeCrypto.createPrivateKey(5)),
      ek(() => nodeCrypto.createPrivateKey({})),
      ek(() => nodeCrypto.createPrivateKey({ key: 5 })),
      ek(() => nodeCrypto.createPrivateKey({ key: "x", format: "x" })),
      ek(() => nodeCrypto.createPrivateKey({ key: "x", type: "x" })),
      ek(() => nodeCrypto.createPublicKey({ key: "x", type: "pkcs8" })),
      ek(() => nodeCrypto.createPrivateKey(priv)),
      ek(() => nodeCrypto.createPublicKey(pub)),
      ek(() => nodeCrypto.createPublicKey({ key: pub })),
      ek(() => nodeCrypto.createPrivateKey({ key: K.rsaPub, format: "jwk" })),
      ek(() => nodeCrypto.createPublicKey({ key: K.rsaPriv, format: "jwk" }).type),
      ek(() => nodeCrypto.createPublicKey({ key: { kty: "oct", k: "AA" }, format: "jwk" })),
      ek(() => nodeCrypto.createPublicKey({ key: { kty: "EC", crv: "P-256" }, format: "jwk" })),
      ek(() => nodeCrypto.createPublicKey({ key: { kty: "RSA" }, format: "jwk" })),
      ek(() => nodeCrypto.createPublicKey({ key: {}, format: "jwk" })),
      ek(() => nodeCrypto.createPublicKey({ key: { kty: "OKP", crv: "Ed25519" }, format: "jwk" })),
      ek(() => nodeCrypto.createPublicKey({ key: { kty: "EC", crv: "x", x: "AA", y: "AA" }, format: "jwk" })),
    ];
  },
  async "ek-createsign-x-ek-createsign-ek-createsign"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    return [
      ek(() => nodeCrypto.createSign("x")),
      ek(() => nodeCrypto.createSign()),
      ek(() => nodeCrypto.createSign("sha256").sign()),
      ek(() => nodeCrypto.createSign("sha256").sign(pub)),
      ek(() => nodeCrypto.createSign("sha256").sign(nodeCrypto.createSecretKey(raw))),
      ek(() => nodeCrypto.createSign("sha256").update(5)),
      ek(() => {
        const s = nodeCrypto.createSign("sha256");
        s.sign(priv);
        return s.sign(priv);
      }),
      ek(() => {
        const s = nodeCrypto.createSign("sha256");
        s.sign(priv);
        s.update("x");
      }),
      ek(() => nodeCrypto.sign("sha256", "x", priv)),
      ek(() => nodeCrypto.sign("x", Buffer.alloc(1), priv)),
      ek(() => nodeCrypto.sign(5, Buffer.alloc(1), priv)),
      ek(() => nodeCrypto.sign(null, Buffer.alloc(1), edpriv)),
      ek(() => nodeCrypto.sign("sha256", Buffer.alloc(1), edpriv)),
      ek(() => nodeCrypto.sign(null, Buffer.alloc(1), priv)),
      ek(() => nodeCrypto.sign(null, Buffer.alloc(1), ecpriv).length),
      ek(() => nodeCrypto.createSign("sha256").sign(edpriv)),
      ek(() => nodeCrypto.verify(null, Buffer.alloc(1), edpub, nodeCrypto.sign(null, Buffer.alloc(1), edpriv))),
      ek(() => nodeCrypto.verify("sha256", Buffer.alloc(1), pub, "x")),
      ek(() => nodeCrypto.verify("sha256", Buffer.alloc(1), pub, Buffer.alloc(3))),
      ek(() => nodeCrypto.sign("sha256", Buffer.alloc(1))),
      ek(() => nodeCrypto.sign("sha256", Buffer.alloc(1), { key: priv })),
      ek(() =>
        nodeCrypto.sign("sha256", Buffer.alloc(1), {
          key: priv.export({ format: "pem", type: "pkcs8" }),
          padding: 1.5,
        }),
      ),
      ek(() =>
        nodeCrypto.sign("sha256", Buffer.alloc(1), {
          key: priv.export({ format: "pem", type: "pkcs8" }),
          dsaEncoding: "x",
        }),
      ),
      ek(() =>
        nodeCrypto.sign("sha256", Buffer.alloc(1), { key: priv.export({ format: "pem", type: "pkcs8" }), padding: 5 }),
      ),
      ek(() => nodeCrypto.verify(null, Buffer.alloc(1), ecpub, Buffer.alloc(64))),
    ];
  },
  async "pem-priv-export-format-pem-type-pkcs8-spem-p"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const pem = priv.export({ format: "pem", type: "pkcs8" }),
      spem = pub.export({ format: "pem", type: "spki" });
    const out = [];
    for (const saltLength of [undefined, -1, -2, 0, 20]) {
      const s = nodeCrypto.sign("sha256", raw, { key: pem, padding: 6, saltLength });
      out.push(s.length);
      for (const v of [undefined, -1, -2, 0, 20, 32])
        out.push(ek(() => nodeCrypto.verify("sha256", raw, { key: spem, padding: 6, saltLength: v }, s)));
    }
    out.push(ek(() => nodeCrypto.sign("sha256", raw, { key: pem, padding: 6, saltLength: 300 })));
    out.push(nodeCrypto.sign("sha256", raw, { key: pem, padding: 6, saltLength: 0 }).toString("hex"));
    return out;
  },
  async "pem-priv-export-format-pem-type-pkcs8-spem-p-2"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const pem = priv.export({ format: "pem", type: "pkcs8" }),
      spem = pub.export({ format: "pem", type: "spki" });
    const c = nodeCrypto.publicEncrypt(pub, Buffer.from("hi")),
      o = nodeCrypto.publicEncrypt({ key: spem, padding: 4 }, Buffer.from("hi")),
      pe = nodeCrypto.privateEncrypt(priv, Buffer.from("hi"));
    return [
      c.length,
      nodeCrypto.privateDecrypt(priv, c).toString(),
      nodeCrypto.privateDecrypt({ key: pem, padding: 4 }, o).toString(),
      pe.toString("hex"),
      nodeCrypto.publicDecrypt(pub, pe).toString(),
      nodeCrypto.privateEncrypt({ key: pem, padding: 3 }, Buffer.alloc(256, 1)).toString("hex"),
      ek(() => nodeCrypto.privateDecrypt(priv, o).length),
      ek(() => nodeCrypto.privateDecrypt({ key: pem, padding: 4 }, c)),
      ek(() => nodeCrypto.privateDecrypt(priv, Buffer.alloc(5))),
      ek(() => nodeCrypto.publicEncrypt(pub, Buffer.alloc(300))),
      ek(() => nodeCrypto.publicEncrypt()),
      ek(() => nodeCrypto.publicEncrypt(pub)),
      ek(() => nodeCrypto.publicEncrypt(priv, raw)),
      ek(() => nodeCrypto.privateDecrypt(pub, raw)),
      ek(() => nodeCrypto.publicDecrypt(pub, Buffer.alloc(256, 1))),
      ek(() => nodeCrypto.publicEncrypt(ecpub, raw)),
      ek(() => nodeCrypto.publicEncrypt({ key: spem, padding: 4, oaepHash: "x" }, raw)),
      ek(() =>
        nodeCrypto.privateDecrypt(
          { key: pem, padding: 4, oaepHash: "sha1", oaepLabel: "l" },
          nodeCrypto.publicEncrypt({ key: spem, padding: 4, oaepHash: "sha1", oaepLabel: "l" }, raw),
        ),
      ),
      ek(() => nodeCrypto.publicEncrypt({ key: spem, padding: "x" }, raw)),
      ek(() => nodeCrypto.publicEncrypt({ key: spem, padding: 3 }, raw)),
      ek(() => nodeCrypto.publicEncrypt({ key: spem, padding: 9 }, raw)),
    ];
  },
  async "a-creatediffiehellman-64-b-creatediffiehellm"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const a = nodeCrypto.createDiffieHellman(64),
      b = nodeCrypto.createDiffieHellman(a.getPrime(), a.getGenerator());
    const ka = a.generateKeys(),
      kb = b.generateKeys("hex");
    const x = nodeCrypto.createDiffieHellmanGroup("modp5");
    return [
      a.computeSecret(kb, "hex", "hex") === b.computeSecret(ka, null, "hex"),
      a.verifyError,
      typeof a.getPrivateKey("hex"),
      ek(() => x.getPublicKey()),
      ek(() => x.getPrivateKey()),
      ek(() => x.computeSecret(raw)),
      x.setPublicKey,
      ek(() => nodeCrypto.createDiffieHellman()),
      ek(() => nodeCrypto.createDiffieHellman(raw, true)),
      ek(() => nodeCrypto.createDiffieHellman("ff", "hex", "x", 5)),
      x.verifyError,
      ek(() => {
        a.setPrivateKey(Buffer.from([5]));
        return a.generateKeys().length;
      }),
      ek(() => nodeCrypto.createDiffieHellmanGroup(5)),
    ];
  },
  async "e-createecdh-prime256v1-e-setprivatekey-buff"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const e = nodeCrypto.createECDH("prime256v1");
    e.setPrivateKey(Buffer.from(K["P-256Priv"].d, "base64url"));
    const f = nodeCrypto.createECDH("secp384r1");
    return [
      e.getPublicKey("hex"),
      e.getPublicKey("hex", "compressed"),
      e.getPublicKey("hex", "hybrid"),
      ek(() => e.getPublicKey("hex", "x")),
      ek(() => f.getPublicKey()),
      ek(() => f.getPrivateKey()),
      ek(() => e.computeSecret(e.getPublicKey(), null, "hex")),
      ek(() => e.computeSecret(raw)),
      ek(() => nodeCrypto.createECDH("x")),
      ek(() => nodeCrypto.createECDH()),
      ek(() => f.setPrivateKey(Buffer.alloc(48))),
      nodeCrypto.ECDH.convertKey(e.getPublicKey("hex", "compressed"), "prime256v1", "hex", "hex", "uncompressed"),
      ek(() => nodeCrypto.ECDH.convertKey("00", "prime256v1", "hex")),
      f.generateKeys().length,
      f.generateKeys(null, "compressed").length,
      ek(() => nodeCrypto.createECDH("secp256k1").generateKeys().length),
      ek(() => nodeCrypto.createECDH("P-256").generateKeys().length),
    ];
  },
  async "ek-ecpriv-export-format-pem-type-pkcs1-ek-ec"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    return [
      ek(() => ecpriv.export({ format: "pem", type: "pkcs1" })),
      ek(() => ecpub.export({ format: "pem", type: "sec1" })),
      ek(() => ecpub.export({ format: "pem", type: "x" })),
      ek(() => ecpriv.export({ format: "pem", type: "x" })),
      ek(() => ecpriv.export({ format: "pem", type: "spki" })),
      ek(() => edpriv.export({ format: "der", type: "sec1" })),
      ek(() => pub.export({ format: "pem", type: "sec1" })),
      ek(() =>
        nodeCrypto
          .createSign("sha256")
          .sign({ key: priv.export({ format: "pem", type: "pkcs8" }), padding: 6, saltLength: 0 })
          .toString("hex")
          .slice(0, 8),
      ),
      ek(() =>
        nodeCrypto.createSign("sha256").sign({ key: priv.export({ format: "pem", type: "pkcs8" }), padding: 5 }),
      ),
      ek(() =>
        nodeCrypto
          .createSign("sha256")
          .sign({ key: priv.export({ format: "pem", type: "pkcs8" }), padding: 6, saltLength: 300 }),
      ),
    ];
  },
  async "pem-priv-export-format-pem-type-pkcs8-spem-p-3"() {
    const { priv, pub, ecpriv, ecpub, edpriv, edpub, ek } = objects();
    const pem = priv.export({ format: "pem", type: "pkcs8" }),
      spem = pub.export({ format: "pem", type: "spki" });
    const out = [];
    for (const saltLength of [undefined, -1, -2, 0, 20]) {
      const s = nodeCrypto.createSign("sha256").update(raw).sign({ key: pem, padding: 6, saltLength });
      for (const v of [undefined, -1, -2, 0, 20, 32])
        out.push(
          ek(() => nodeCrypto.createVerify("sha256").update(raw).verify({ key: spem, padding: 6, saltLength: v }, s)),
        );
    }
    return out;
  },
  async "c-createdecipheriv-chacha20-poly1305-buffer"() {
    const c = nodeCrypto.createDecipheriv("chacha20-poly1305", Buffer.alloc(32), Buffer.alloc(12));
    return c.update("ab", "hex");
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
