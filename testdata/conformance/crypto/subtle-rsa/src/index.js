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
  async "importkey-jwk-k-rsapub-e-undefined-rsassa-pk"() {
    return S.importKey("jwk", { ...K.rsaPub, e: undefined }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-n-undefined-rsassa-pk"() {
    return S.importKey("jwk", { ...K.rsaPub, n: undefined }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-n-*-rsassa-pkcs1-v1-5"() {
    return S.importKey("jwk", { ...K.rsaPub, n: "*" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-kty-ec-rsassa-pkcs1-v"() {
    return S.importKey("jwk", { ...K.rsaPub, kty: "EC" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-alg-rs384-rsassa-pkcs"() {
    return S.importKey("jwk", { ...K.rsaPub, alg: "RS384" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-alg-xx-rsassa-pkcs1-v"() {
    return S.importKey("jwk", { ...K.rsaPub, alg: "xx" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-alg-ps256-rsassa-pkcs"() {
    return S.importKey("jwk", { ...K.rsaPub, alg: "PS256" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-use-enc-rsassa-pkcs1"() {
    return S.importKey("jwk", { ...K.rsaPub, use: "enc" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-use-sig-key-ops-verif"() {
    return S.importKey(
      "jwk",
      { ...K.rsaPub, use: "sig", key_ops: ["verify"] },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      true,
      ["verify"],
    ).then(show);
  },
  async "importkey-jwk-k-rsapub-use-sig-key-ops-encry"() {
    return S.importKey(
      "jwk",
      { ...K.rsaPub, use: "sig", key_ops: ["encrypt"] },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      true,
      ["verify"],
    ).then(show);
  },
  async "importkey-jwk-k-rsapub-key-ops-verify-verify"() {
    return S.importKey(
      "jwk",
      { ...K.rsaPub, key_ops: ["verify", "verify"] },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      true,
      ["verify"],
    ).then(show);
  },
  async "importkey-jwk-k-rsapub-key-ops-sign-rsassa-p"() {
    return S.importKey(
      "jwk",
      { ...K.rsaPub, key_ops: ["sign"] },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      true,
      ["verify"],
    ).then(show);
  },
  async "importkey-jwk-k-rsapub-ext-rsassa-pkcs1-v1-5"() {
    return S.importKey("jwk", { ...K.rsaPub, ext: false }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-e-aqac-rsassa-pkcs1-v"() {
    return S.importKey("jwk", { ...K.rsaPub, e: "AQAC" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-e-ag-rsassa-pkcs1-v1"() {
    return S.importKey("jwk", { ...K.rsaPub, e: "Ag" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-e-eq-rsassa-pkcs1-v1"() {
    return S.importKey("jwk", { ...K.rsaPub, e: "EQ" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-e-aqaaaaaaaaab-rsassa"() {
    return S.importKey(
      "jwk",
      { ...K.rsaPub, e: "AQAAAAAAAAAB" },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      true,
      ["verify"],
    ).then(show);
  },
  async "importkey-jwk-k-rsapub-n-aa-rsassa-pkcs1-v1"() {
    return S.importKey("jwk", { ...K.rsaPub, n: "AA" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-n-aqab-rsassa-pkcs1-v"() {
    return S.importKey("jwk", { ...K.rsaPub, n: "AQAB" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-n-aa-k-rsapub-n-rsass"() {
    return S.importKey(
      "jwk",
      { ...K.rsaPub, n: "AA" + K.rsaPub.n },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      true,
      ["verify"],
    ).then(show);
  },
  async "importkey-jwk-without-k-rsapriv-p-rsassa-pkc"() {
    return S.importKey("jwk", without(K.rsaPriv, "p"), { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "sign",
    ]).then(async (k) => [
      show(k),
      await er(() => S.sign(k.algorithm.name, k, raw).then(hex)),
      await er(() => S.exportKey("pkcs8", k).then(hex)),
    ]);
  },
  async "importkey-jwk-k-rsapriv-oth-rsassa-pkcs1-v1"() {
    return S.importKey("jwk", { ...K.rsaPriv, oth: [] }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "sign",
    ]).then(async (k) => [
      show(k),
      await er(() => S.sign(k.algorithm.name, k, raw).then(hex)),
      await er(() => S.exportKey("pkcs8", k).then(hex)),
    ]);
  },
  async "importkey-jwk-k-rsa1024-rsassa-pkcs1-v1-5-sh"() {
    return S.importKey("jwk", K.rsa1024, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, ["sign"]).then(
      async (k) => [
        show(k),
        await er(() => S.sign(k.algorithm.name, k, raw).then(hex)),
        await er(() => S.exportKey("pkcs8", k).then(hex)),
      ],
    );
  },
  async "importkey-jwk-k-rsae3-rsassa-pkcs1-v1-5-sha"() {
    return S.importKey("jwk", K.rsaE3, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, ["sign"]).then(
      async (k) => [
        show(k),
        await er(() => S.sign(k.algorithm.name, k, raw).then(hex)),
        await er(() => S.exportKey("pkcs8", k).then(hex)),
      ],
    );
  },
  async "importkey-jwk-k-rsapriv-d-*-rsassa-pkcs1-v1"() {
    return S.importKey("jwk", { ...K.rsaPriv, d: "*" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "sign",
    ]).then(async (k) => [
      show(k),
      await er(() => S.sign(k.algorithm.name, k, raw).then(hex)),
      await er(() => S.exportKey("pkcs8", k).then(hex)),
    ]);
  },
  async "importkey-jwk-k-rsapriv-p-*-rsassa-pkcs1-v1"() {
    return S.importKey("jwk", { ...K.rsaPriv, p: "*" }, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, [
      "sign",
    ]).then(async (k) => [
      show(k),
      await er(() => S.sign(k.algorithm.name, k, raw).then(hex)),
      await er(() => S.exportKey("pkcs8", k).then(hex)),
    ]);
  },
  async "importkey-jwk-k-rsapub-rsassa-pkcs1-v1-5-sha"() {
    return S.importKey("jwk", K.rsaPub, { name: "rsassa-pkcs1-v1_5", hash: "SHA-256" }, true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-rsapub-alg-rs256-rsassa-pkcs"() {
    return S.importKey("jwk", { ...K.rsaPub, alg: "RS256" }, { name: "rsassa-pkcs1-v1_5", hash: "SHA-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-rsapub-rsa-oaep-sha-256-veri"() {
    return S.importKey("jwk", K.rsaPub, { name: "RSA-OAEP", hash: "SHA-256" }, true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-rsapub-rsa-oaep-sha-256-decr"() {
    return S.importKey("jwk", K.rsaPub, { name: "RSA-OAEP", hash: "SHA-256" }, true, ["decrypt"]).then(show);
  },
  async "importkey-jwk-k-rsapub-rsa-oaep-decrypt"() {
    return S.importKey("jwk", K.rsaPub, { name: "RSA-OAEP" }, true, ["decrypt"]).then(show);
  },
  async "importkey-jwk-k-rsapub-rsa-oaep-md5-encrypt"() {
    return S.importKey("jwk", K.rsaPub, { name: "RSA-OAEP", hash: "MD5" }, true, ["encrypt"]).then((k) =>
      S.exportKey("jwk", k),
    );
  },
  async "importkey-raw-raw-rsa-pss-sha-1-verify"() {
    return S.importKey("raw", raw, { name: "RSA-PSS", hash: "SHA-1" }, true, ["verify"]);
  },
  async "importkey-spki-raw-rsa-pss-sha-1-verify"() {
    return S.importKey("spki", raw, { name: "RSA-PSS", hash: "SHA-1" }, true, ["verify"]);
  },
  async "importkey-pkcs8-raw-rsa-pss-sha-1-sign"() {
    return S.importKey("pkcs8", raw, { name: "RSA-PSS", hash: "SHA-1" }, true, ["sign"]);
  },
  async "importkey-spki-b64-k-p-256spki-rsa-pss-sha-1"() {
    return S.importKey("spki", b64(K["P-256Spki"]), { name: "RSA-PSS", hash: "SHA-1" }, true, ["verify"]);
  },
  async "importkey-spki-b64-k-rsaspki-1-2-rsa-pss-sha"() {
    return S.importKey("spki", new Uint8Array([...b64(K.rsaSpki), 1, 2]), { name: "RSA-PSS", hash: "SHA-1" }, true, [
      "verify",
    ]);
  },
  async "importkey-pkcs8-b64-k-rsapkcs8-1-2-rsa-pss-s"() {
    return S.importKey("pkcs8", new Uint8Array([...b64(K.rsaPkcs8), 1, 2]), { name: "RSA-PSS", hash: "SHA-1" }, true, [
      "sign",
    ]);
  },
  async "importkey-pkcs8-b64-k-rsapkcs1-rsa-pss-sha-1"() {
    return S.importKey("pkcs8", b64(K.rsaPkcs1), { name: "RSA-PSS", hash: "SHA-1" }, true, ["sign"]).then(show);
  },
  async "importkey-pkcs8-b64-k-p-256sec1-ecdsa-namedc"() {
    return S.importKey("pkcs8", b64(K["P-256Sec1"]), { name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]).then(show);
  },
  async "importkey-spki-b64-k-rsaspki-rsa-pss-sha-1-s"() {
    return S.importKey("spki", b64(K.rsaSpki), { name: "RSA-PSS", hash: "SHA-1" }, true, ["sign"]).then(show);
  },
  async "importkey-spki-b64-k-rsapkcs8-rsa-pss-sha-1"() {
    return S.importKey("spki", b64(K.rsaPkcs8), { name: "RSA-PSS", hash: "SHA-1" }, true, ["verify"]).then(show);
  },
  async "importkey-spki-b64-k-rsaspki-rsa-raw-verify"() {
    return S.importKey("spki", b64(K.rsaSpki), { name: "RSA-RAW" }, true, ["verify"]).then(show);
  },
  async "importkey-pkcs8-b64-k-rsapkcs8-rsa-raw-sign"() {
    return S.importKey("pkcs8", b64(K.rsaPkcs8), { name: "RSA-RAW" }, true, ["sign"]).then(async (k) => [
      show(k),
      hex(await S.sign("RSA-RAW", k, raw)),
      await er(() => S.exportKey("jwk", k)),
      await er(() => S.sign("RSA-RAW", k, new Uint8Array(257))),
      await er(() => S.sign("RSA-RAW", k, new Uint8Array(256).fill(255))),
      await er(() => S.sign("RSA-RAW", k, new Uint8Array(0)).then(hex)),
      await er(() => S.sign("RSA-RAW", k, new Uint8Array(256)).then(hex)),
    ]);
  },
  async "importkey-jwk-k-rsapriv-rsa-raw-sign"() {
    return S.importKey("jwk", K.rsaPriv, { name: "RSA-RAW" }, true, ["sign"]).then(show);
  },
  async "importkey-jwk-k-rsapriv-rsa-raw-sign-verify"() {
    return S.importKey("jwk", K.rsaPriv, { name: "RSA-RAW" }, true, ["sign", "verify"]).then(show);
  },
  async "importkey-jwk-k-rsapub-rsa-raw-verify"() {
    return S.importKey("jwk", K.rsaPub, { name: "RSA-RAW" }, true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-rsapriv-alg-x-rsa-raw-sign"() {
    return S.importKey("jwk", { ...K.rsaPriv, alg: "x" }, { name: "RSA-RAW" }, true, ["sign"]).then(show);
  },
  async "k-importkey-jwk-k-rsapriv-rsa-pss-sha-256-si"() {
    const k = await S.importKey("jwk", K.rsaPriv, { name: "RSA-PSS", hash: "SHA-256" }, true, ["sign"]);
    return [
      await er(() => S.sign("RSA-PSS", k, raw)),
      await er(() => S.sign({ name: "RSA-PSS", saltLength: -1 }, k, raw)),
      await er(() => S.sign({ name: "RSA-PSS", saltLength: 300 }, k, raw)),
      await er(() => S.sign({ name: "RSA-PSS", saltLength: 222 }, k, raw).then((x) => x.byteLength)),
      await er(() => S.sign({ name: "RSA-PSS", saltLength: 223 }, k, raw)),
      await er(() => S.sign({ name: "RSA-PSS", saltLength: 0 }, k, raw).then(hex)),
      await er(() => S.exportKey("raw", k)),
      await er(() => S.exportKey("spki", k)),
      await er(() => S.exportKey("x", k)),
      Object.entries(await S.exportKey("jwk", k))
        .filter((e) => e[1] !== undefined)
        .map((e) => e[0]),
      (await S.exportKey("jwk", k)).alg,
    ];
  },
  async "k-importkey-jwk-k-rsapub-rsa-pss-sha-256-ver"() {
    const k = await S.importKey("jwk", K.rsaPub, { name: "RSA-PSS", hash: "SHA-256" }, true, ["verify"]);
    return [
      await er(() => S.verify("RSA-PSS", k, raw, raw)),
      await er(() => S.verify({ name: "RSA-PSS", saltLength: -1 }, k, raw, raw)),
      await er(() => S.verify({ name: "RSA-PSS", saltLength: 300 }, k, raw, raw)),
      await er(() => S.verify({ name: "RSA-PSS", saltLength: 300 }, k, new Uint8Array(256), raw)),
      await er(() => S.exportKey("pkcs8", k)),
      await er(() => S.exportKey("raw", k)),
    ];
  },
  async "k-importkey-jwk-k-rsapriv-rsa-oaep-sha-256-d"() {
    const k = await S.importKey("jwk", K.rsaPriv, { name: "RSA-OAEP", hash: "SHA-256" }, true, [
      "decrypt",
      "unwrapKey",
    ]);
    return [
      await er(() => S.decrypt("RSA-OAEP", k, raw)),
      await er(() => S.decrypt({ name: "RSA-OAEP", label: "x" }, k, new Uint8Array(256))),
      await er(() => S.decrypt({ name: "RSA-OAEP" }, k, new Uint8Array(256))),
      await er(() => S.decrypt({ name: "RSA-OAEP" }, k, new Uint8Array(256).fill(255))),
      await er(() => S.decrypt({ name: "RSA-OAEP" }, k, new Uint8Array(257))),
    ];
  },
  async "k-importkey-jwk-k-rsapub-rsa-oaep-sha-256-en"() {
    const k = await S.importKey("jwk", K.rsaPub, { name: "RSA-OAEP", hash: "SHA-256" }, true, ["encrypt", "wrapKey"]);
    return [
      await er(() => S.encrypt("RSA-OAEP", k, new Uint8Array(191))),
      await er(() => S.encrypt({ name: "RSA-OAEP" }, k, new Uint8Array(190)).then((x) => x.byteLength)),
      await er(() => S.encrypt({ name: "RSA-OAEP" }, k, new Uint8Array(0)).then((x) => x.byteLength)),
      (await S.exportKey("jwk", k)).alg,
    ];
  },
  async "generatekey-rsa-pss-sign-k-k-publickey"() {
    return S.generateKey({ name: "RSA-PSS" }, true, ["sign"]).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-raw-sign"() {
    return S.generateKey({ name: "RSA-PSS", publicExponent: raw }, true, ["sign"]).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-raw-sha-1"() {
    return S.generateKey({ name: "RSA-PSS", publicExponent: raw, hash: "SHA-1" }, true, ["sign"]).then((k) =>
      show(k.publicKey),
    );
  },
  async "generatekey-rsa-pss-publicexponent-raw-sha-1-2"() {
    return S.generateKey({ name: "RSA-PSS", publicExponent: raw, hash: "SHA-1", modulusLength: 0 }, true, [
      "sign",
    ]).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-raw-sha-1-3"() {
    return S.generateKey({ name: "RSA-PSS", publicExponent: raw, hash: "SHA-1", modulusLength: 2048 }, true, [
      "sign",
    ]).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-3-sha-1-m"() {
    return S.generateKey(
      { name: "RSA-PSS", publicExponent: new Uint8Array([3]), hash: "SHA-1", modulusLength: 2047 },
      true,
      ["sign"],
    ).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-1-0-1-sha"() {
    return S.generateKey(
      { name: "RSA-PSS", publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-1", modulusLength: 1032 },
      true,
      ["sign"],
    ).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-1-0-1-sha-2"() {
    return S.generateKey(
      { name: "RSA-PSS", publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-1", modulusLength: 256 },
      true,
      ["sign"],
    ).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-1-0-1-sha-3"() {
    return S.generateKey(
      { name: "RSA-PSS", publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-1", modulusLength: 128 },
      true,
      ["sign"],
    ).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-1-0-1-sha-4"() {
    return S.generateKey(
      { name: "RSA-PSS", publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-1", modulusLength: 20000 },
      true,
      ["sign"],
    ).then((k) => show(k.publicKey));
  },
  async "generatekey-rsa-pss-publicexponent-1-0-1-sha-5"() {
    return S.generateKey(
      { name: "RSA-PSS", publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-1", modulusLength: 70000 },
      true,
      ["sign"],
    );
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
