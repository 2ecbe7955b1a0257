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
  async "importkey-jwk-k-p-256pub-x-undefined-ecdsa-n"() {
    return S.importKey("jwk", { ...K["P-256Pub"], x: undefined }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-y-*-ecdsa-namedcurv"() {
    return S.importKey("jwk", { ...K["P-256Pub"], y: "*" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-kty-rsa-ecdsa-named"() {
    return S.importKey("jwk", { ...K["P-256Pub"], kty: "RSA" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-crv-p-384-ecdsa-nam"() {
    return S.importKey("jwk", { ...K["P-256Pub"], crv: "P-384" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-crv-undefined-ecdsa"() {
    return S.importKey("jwk", { ...K["P-256Pub"], crv: undefined }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-x-aa-ecdsa-namedcur"() {
    return S.importKey("jwk", { ...K["P-256Pub"], x: "AA" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-x-k-p-384pub-x-ecds"() {
    return S.importKey("jwk", { ...K["P-256Pub"], x: K["P-384Pub"].x }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-alg-es256-ecdsa-nam"() {
    return S.importKey("jwk", { ...K["P-256Pub"], alg: "ES256" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-alg-es384-ecdsa-nam"() {
    return S.importKey("jwk", { ...K["P-256Pub"], alg: "ES384" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-alg-x-ecdsa-namedcu"() {
    return S.importKey("jwk", { ...K["P-256Pub"], alg: "x" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-use-enc-ecdsa-named"() {
    return S.importKey("jwk", { ...K["P-256Pub"], use: "enc" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-key-ops-ecdsa-named"() {
    return S.importKey("jwk", { ...K["P-256Pub"], key_ops: [] }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256pub-x-aa-k-p-256pub-x-e"() {
    return S.importKey(
      "jwk",
      { ...K["P-256Pub"], x: "AA" + K["P-256Pub"].x },
      { name: "ECDSA", namedCurve: "P-256" },
      true,
      ["verify"],
    ).then(show);
  },
  async "importkey-jwk-k-p-256priv-d-*-ecdsa-namedcur"() {
    return S.importKey("jwk", { ...K["P-256Priv"], d: "*" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256priv-d-aa-ecdsa-namedcu"() {
    return S.importKey("jwk", { ...K["P-256Priv"], d: "AA" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256priv-d-k-p-384priv-d-ec"() {
    return S.importKey(
      "jwk",
      { ...K["P-256Priv"], d: K["P-384Priv"].d },
      { name: "ECDSA", namedCurve: "P-256" },
      true,
      ["sign"],
    ).then(show);
  },
  async "importkey-jwk-k-p-256priv-d-aq-ecdsa-namedcu"() {
    return S.importKey("jwk", { ...K["P-256Priv"], d: "AQ" }, { name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
    ]).then(show);
  },
  async "importkey-jwk-k-p-256priv-d-ecdsa-namedcurve"() {
    return S.importKey(
      "jwk",
      { ...K["P-256Priv"], d: "_____________________________________________" },
      { name: "ECDSA", namedCurve: "P-256" },
      true,
      ["sign"],
    ).then(show);
  },
  async "importkey-spki-b64-k-p-256spki-ecdsa-null-ve"() {
    return S.importKey("spki", b64(K["P-256Spki"]), { name: "ECDSA", ...null }, true, ["verify"]).then(show);
  },
  async "importkey-spki-b64-k-p-256spki-ecdsa-undefin"() {
    return S.importKey("spki", b64(K["P-256Spki"]), { name: "ECDSA", ...undefined }, true, ["verify"]).then(show);
  },
  async "importkey-spki-b64-k-p-256spki-ecdsa-namedcu"() {
    return S.importKey("spki", b64(K["P-256Spki"]), { name: "ECDSA", ...{ namedCurve: "p-256" } }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-spki-b64-k-p-256spki-ecdsa-namedcu-2"() {
    return S.importKey("spki", b64(K["P-256Spki"]), { name: "ECDSA", ...{ namedCurve: "P-384" } }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-spki-b64-k-p-256spki-ecdsa-namedcu-3"() {
    return S.importKey("spki", b64(K["P-256Spki"]), { name: "ECDSA", ...{ namedCurve: "secp256k1" } }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-spki-b64-k-p-256spki-ecdsa-namedcu-4"() {
    return S.importKey("spki", b64(K["P-256Spki"]), { name: "ECDSA", ...{ namedCurve: "P-224" } }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-spki-b64-k-rsaspki-ecdsa-namedcurv"() {
    return S.importKey("spki", b64(K["rsaSpki"]), { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]).then(show);
  },
  async "importkey-spki-b64-k-ed25519spki-ecdsa-named"() {
    return S.importKey("spki", b64(K["ed25519Spki"]), { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]).then(
      show,
    );
  },
  async "importkey-spki-b64-k-rsaspki-ecdh-namedcurve"() {
    return S.importKey("spki", b64(K["rsaSpki"]), { name: "ECDH", namedCurve: "P-256" }, true, []).then(show);
  },
  async "importkey-spki-b64-k-p-384spki-ecdh-namedcur"() {
    return S.importKey("spki", b64(K["P-384Spki"]), { name: "ECDH", namedCurve: "P-256" }, true, []).then(show);
  },
  async "importkey-pkcs8-b64-k-p-384pkcs8-ecdh-namedc"() {
    return S.importKey("pkcs8", b64(K["P-384Pkcs8"]), { name: "ECDH", namedCurve: "P-384" }, true, ["deriveBits"]).then(
      show,
    );
  },
  async "importkey-raw-raw-ecdsa-namedcurve-p-256-ver"() {
    return S.importKey("raw", raw, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  },
  async "importkey-raw-0-ecdsa-namedcurve-p-256-verif"() {
    return S.importKey("raw", new Uint8Array(0), { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  },
  async "importkey-raw-65-fill-4-ecdsa-namedcurve-p-2"() {
    return S.importKey("raw", new Uint8Array(65).fill(4), { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  },
  async "importkey-raw-33-fill-2-ecdsa-namedcurve-p-2"() {
    return S.importKey("raw", new Uint8Array(33).fill(2), { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  },
  async "importkey-raw-33-fill-3-ecdsa-namedcurve-p-2"() {
    return S.importKey("raw", new Uint8Array(33).fill(3), { name: "ECDSA", namedCurve: "P-256" }, true, [
      "verify",
    ]).then(show);
  },
  async "importkey-raw-0-ecdsa-namedcurve-p-256-verif-2"() {
    return S.importKey("raw", new Uint8Array([0]), { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  },
  async "importkey-raw-33-fill-255-ecdsa-namedcurve-p"() {
    return S.importKey("raw", new Uint8Array(33).fill(255), { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  },
  async "importkey-raw-2-32-fill-255-ecdsa-namedcurve"() {
    return S.importKey(
      "raw",
      new Uint8Array([2, ...new Uint8Array(32).fill(255)]),
      { name: "ECDSA", namedCurve: "P-256" },
      true,
      ["verify"],
    );
  },
  async "u-i-0-i-6-i-b-33-b-0-2-b-32-i-u-push-importk"() {
    const u = [];
    for (let i = 0; i < 6; i++) {
      const b = new Uint8Array(33);
      b[0] = 2;
      b[32] = i;
      u.push(
        await er(() =>
          S.importKey("raw", b, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"])
            .then((k) => S.exportKey("raw", k))
            .then(hex),
        ),
      );
    }
    return u;
  },
  async "importkey-raw-raw-ecdh-namedcurve-p-256-deri"() {
    return S.importKey("raw", raw, { name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  },
  async "importkey-jwk-k-p-256pub-ecdh-namedcurve-p-2"() {
    return S.importKey("jwk", K["P-256Pub"], { name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  },
  async "importkey-jwk-k-p-256pub-ecdh-namedcurve-p-2-2"() {
    return S.importKey("jwk", K["P-256Pub"], { name: "ECDH", namedCurve: "P-256" }, true, []).then(show);
  },
  async "importkey-jwk-k-p-256pub-use-enc-key-ops-der"() {
    return S.importKey(
      "jwk",
      { ...K["P-256Pub"], use: "enc", key_ops: ["deriveBits"] },
      { name: "ECDH", namedCurve: "P-256" },
      true,
      [],
    );
  },
  async "importkey-jwk-k-p-256priv-use-sig-ecdh-named"() {
    return S.importKey("jwk", { ...K["P-256Priv"], use: "sig" }, { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
    ]);
  },
  async "importkey-jwk-k-p-256priv-alg-x-ecdh-namedcu"() {
    return S.importKey("jwk", { ...K["P-256Priv"], alg: "x" }, { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
    ]).then(show);
  },
  async "generatekey-ecdsa-sign"() {
    return S.generateKey({ name: "ECDSA" }, true, ["sign"]);
  },
  async "generatekey-ecdsa-namedcurve-x-sign"() {
    return S.generateKey({ name: "ECDSA", namedCurve: "x" }, true, ["sign"]);
  },
  async "generatekey-ecdsa-namedcurve-p-256-verify"() {
    return S.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  },
  async "generatekey-ecdh-namedcurve-p-256"() {
    return S.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, []);
  },
  async "generatekey-ecdh-namedcurve-p-256-sign"() {
    return S.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["sign"]);
  },
  async "k-importkey-jwk-k-p-256pub-ecdsa-namedcurve"() {
    const k = await S.importKey("jwk", K["P-256Pub"], { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
    return [
      await er(() => S.verify({ name: "ECDSA", hash: "SHA-1" }, k, raw, raw)),
      await er(() => S.verify("ECDSA", k, raw, raw)),
      await er(() => S.verify({ name: "ECDSA", hash: "SHA-1" }, k, new Uint8Array(64), raw)),
      hex(await S.exportKey("raw", k)),
      hex(await S.exportKey("spki", k)),
      await er(() => S.exportKey("pkcs8", k)),
    ];
  },
  async "priv-importkey-jwk-k-p-256priv-ecdh-namedcur"() {
    const priv = await S.importKey("jwk", K["P-256Priv"], { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
      "deriveKey",
    ]);
    return hex(await S.deriveBits({ name: "ECDH", ...{} }, priv, 256));
  },
  async "priv-importkey-jwk-k-p-256priv-ecdh-namedcur-2"() {
    const priv = await S.importKey("jwk", K["P-256Priv"], { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
      "deriveKey",
    ]);
    return hex(await S.deriveBits({ name: "ECDH", ...{ public: 5 } }, priv, 256));
  },
  async "priv-importkey-jwk-k-p-256priv-ecdh-namedcur-3"() {
    const priv = await S.importKey("jwk", K["P-256Priv"], { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
      "deriveKey",
    ]);
    return hex(await S.deriveBits({ name: "ECDH", ...{ public: null } }, priv, 256));
  },
  async "priv-importkey-jwk-k-p-256priv-ecdh-namedcur-4"() {
    const priv = await S.importKey("jwk", K["P-256Priv"], { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
      "deriveKey",
    ]);
    return hex(await S.deriveBits({ name: "ECDH", ...{ public: priv } }, priv, 256));
  },
  async "priv-importkey-jwk-k-p-256priv-ecdh-namedcur-5"() {
    const priv = await S.importKey("jwk", K["P-256Priv"], { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
      "deriveKey",
    ]);
    return hex(
      await S.deriveBits(
        {
          name: "ECDH",
          ...{ public: await S.importKey("jwk", K["P-384Pub"], { name: "ECDH", namedCurve: "P-384" }, true, []) },
        },
        priv,
        256,
      ),
    );
  },
  async "priv-importkey-jwk-k-p-256priv-ecdh-namedcur-6"() {
    const priv = await S.importKey("jwk", K["P-256Priv"], { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
      "deriveKey",
    ]);
    return hex(
      await S.deriveBits(
        { name: "ECDH", ...{ public: await S.importKey("jwk", K.x25519Pub, "X25519", true, []) } },
        priv,
        256,
      ),
    );
  },
  async "priv-importkey-jwk-k-p-256priv-ecdh-namedcur-7"() {
    const priv = await S.importKey("jwk", K["P-256Priv"], { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
      "deriveKey",
    ]);
    return hex(
      await S.deriveBits(
        {
          name: "ECDH",
          ...{
            public: await S.importKey("jwk", K["P-256Pub"], { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]),
          },
        },
        priv,
        256,
      ),
    );
  },
  async "priv-importkey-jwk-k-p-256priv-ecdh-namedcur-8"() {
    const priv = await S.importKey("jwk", K["P-256Priv"], { name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
      "deriveKey",
    ]);
    const pub = await S.importKey("jwk", K["P-256Pub"], { name: "ECDH", namedCurve: "P-256" }, true, []);
    const out = [];
    for (const l of [undefined, null, 0, 1, 8, 9, 255, 256, 257, -1])
      out.push(await er(() => S.deriveBits({ name: "ECDH", public: pub }, priv, l).then(hex)));
    out.push(
      await er(() => S.deriveKey({ name: "ECDH", public: pub }, priv, "HKDF", false, ["deriveBits"]).then(show)),
      await er(() =>
        S.deriveKey({ name: "ECDH", public: pub }, priv, { name: "AES-GCM", length: 256 }, true, ["encrypt"])
          .then((k) => S.exportKey("raw", k))
          .then(hex),
      ),
    );
    return out;
  },
  async "importkey-jwk-k-ed25519pub-x-undefined-ed255"() {
    return S.importKey("jwk", { ...K.ed25519Pub, x: undefined }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519pub-x-aa-ed25519-veri"() {
    return S.importKey("jwk", { ...K.ed25519Pub, x: "AA" }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519pub-kty-ec-ed25519-ve"() {
    return S.importKey("jwk", { ...K.ed25519Pub, kty: "EC" }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519pub-crv-undefined-ed2"() {
    return S.importKey("jwk", { ...K.ed25519Pub, crv: undefined }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519pub-crv-x25519-ed2551"() {
    return S.importKey("jwk", { ...K.ed25519Pub, crv: "X25519" }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519pub-alg-x-ed25519-ver"() {
    return S.importKey("jwk", { ...K.ed25519Pub, alg: "x" }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519pub-alg-eddsa-ed25519"() {
    return S.importKey("jwk", { ...K.ed25519Pub, alg: "EdDSA" }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519pub-alg-ed25519-ed255"() {
    return S.importKey("jwk", { ...K.ed25519Pub, alg: "Ed25519" }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519pub-use-enc-ed25519-v"() {
    return S.importKey("jwk", { ...K.ed25519Pub, use: "enc" }, "Ed25519", true, ["verify"]).then(show);
  },
  async "importkey-jwk-k-ed25519priv-d-*-ed25519-sign"() {
    return S.importKey("jwk", { ...K.ed25519Priv, d: "*" }, "Ed25519", true, ["sign"]).then((k) =>
      S.exportKey("jwk", k),
    );
  },
  async "importkey-jwk-k-ed25519priv-d-aa-ed25519-sig"() {
    return S.importKey("jwk", { ...K.ed25519Priv, d: "AA" }, "Ed25519", true, ["sign"]).then((k) =>
      S.exportKey("jwk", k),
    );
  },
  async "importkey-jwk-k-ed25519priv-x-k-x25519pub-x"() {
    return S.importKey("jwk", { ...K.ed25519Priv, x: K.x25519Pub.x }, "Ed25519", true, ["sign"]).then((k) =>
      S.exportKey("jwk", k),
    );
  },
  async "importkey-raw-raw-ed25519-verify"() {
    return S.importKey("raw", raw, "Ed25519", true, ["verify"]);
  },
  async "importkey-raw-raw-x25519"() {
    return S.importKey("raw", raw, "X25519", true, []);
  },
  async "importkey-raw-raw-ed25519-sign"() {
    return S.importKey("raw", raw, "Ed25519", true, ["sign"]);
  },
  async "importkey-raw-32-ed25519-verify"() {
    return S.importKey("raw", new Uint8Array(32), "ed25519", true, ["verify"]).then(show);
  },
  async "importkey-pkcs8-b64-k-ed25519pkcs8-ed25519-s"() {
    return S.importKey("pkcs8", b64(K.ed25519Pkcs8), "Ed25519", true, ["sign"]).then(async (k) => [
      hex(await S.exportKey("pkcs8", k)),
      await S.exportKey("jwk", k),
      await er(() => S.exportKey("raw", k)),
      hex(await S.sign("ED25519", k, raw)),
    ]);
  },
  async "importkey-raw-32-node-ed25519-verify"() {
    return S.importKey("raw", new Uint8Array(32), "NODE-ED25519", true, ["verify"]);
  },
  async "importkey-raw-32-node-ed25519-namedcurve-ed2"() {
    return S.importKey("raw", new Uint8Array(32), { name: "NODE-ED25519", namedCurve: "Ed25519" }, true, ["verify"]);
  },
  async "importkey-jwk-k-ed25519priv-node-ed25519-nam"() {
    return S.importKey("jwk", K.ed25519Priv, { name: "NODE-ED25519", namedCurve: "NODE-ED25519" }, true, ["sign"]).then(
      async (k) => [
        show(k),
        await S.exportKey("jwk", k),
        await er(() => S.exportKey("raw", k)),
        hex(await S.sign("NODE-ED25519", k, raw)),
      ],
    );
  },
  async "k-importkey-jwk-k-ed25519pub-ed25519-verify"() {
    const k = await S.importKey("jwk", K.ed25519Pub, "Ed25519", true, ["verify"]);
    return [await er(() => S.verify("Ed25519", k, raw, raw)), await S.verify("Ed25519", k, new Uint8Array(64), raw)];
  },
  async "k-importkey-jwk-k-ed25519pub-node-ed25519-na"() {
    const k = await S.importKey("jwk", K.ed25519Pub, { name: "NODE-ED25519", namedCurve: "NODE-ED25519" }, true, [
      "verify",
    ]);
    return [await er(() => S.verify("NODE-ED25519", k, raw, raw)), await er(() => S.exportKey("pkcs8", k))];
  },
  async "generatekey-node-ed25519-sign"() {
    return S.generateKey("NODE-ED25519", true, ["sign"]);
  },
  async "generatekey-x25519-sign"() {
    return S.generateKey("X25519", true, ["sign"]);
  },
  async "generatekey-x25519-derivebits-k-k-privatekey"() {
    return S.generateKey("X25519", true, ["deriveBits"]).then((k) => show(k.privateKey));
  },
  async "generatekey-ed25519-sign-k-k-privatekey-k-pu"() {
    return S.generateKey("Ed25519", false, ["sign"]).then((k) => [
      show(k.privateKey),
      show(k.publicKey),
      Object.keys(k),
      String(k),
    ]);
  },
  async "priv-importkey-jwk-k-x25519priv-x25519-deriv"() {
    const priv = await S.importKey("jwk", K.x25519Priv, "X25519", true, ["deriveBits", "deriveKey"]);
    const pub = await S.importKey("jwk", K.x25519Pub2, "X25519", true, []);
    const out = [];
    for (const l of [undefined, null, 0, 8, 9, 256, 257])
      out.push(await er(() => S.deriveBits({ name: "X25519", public: pub }, priv, l).then(hex)));
    const z = await S.importKey("raw", new Uint8Array(32), "X25519", true, []);
    out.push(
      await er(() => S.deriveBits({ name: "X25519", public: z }, priv, 256)),
      await er(() => S.deriveBits({ name: "X25519", public: priv }, priv, 256)),
      await S.exportKey("jwk", priv),
      await S.exportKey("jwk", pub),
      await er(() => S.exportKey("raw", priv)),
      await er(() => S.deriveBits({ name: "X25519" }, priv, 256)),
      await er(async () =>
        S.deriveBits(
          { name: "X25519", public: await S.importKey("jwk", K.ed25519Pub, "Ed25519", true, ["verify"]) },
          priv,
          256,
        ),
      ),
      await er(async () =>
        S.deriveBits(
          {
            name: "X25519",
            public: await S.importKey("jwk", K["P-256Pub"], { name: "ECDH", namedCurve: "P-256" }, true, []),
          },
          priv,
          256,
        ),
      ),
    );
    return out;
  },
  async "importkey-jwk-k-x25519priv-use-sig-x25519-de"() {
    return S.importKey("jwk", { ...K.x25519Priv, use: "sig" }, "X25519", true, ["deriveBits"]);
  },
  async "importkey-jwk-k-x25519pub-key-ops-x-use-enc"() {
    return S.importKey("jwk", { ...K.x25519Pub, key_ops: ["x"], use: "enc" }, "X25519", true, []);
  },
  async "k-importkey-raw-16-aes-kw-wrapkey-unwrapkey"() {
    const k = await S.importKey("raw", new Uint8Array(16), "AES-KW", true, ["wrapKey", "unwrapKey"]);
    const g = await S.importKey("raw", new Uint8Array(16).fill(1), "AES-GCM", true, ["encrypt"]);
    const h = await S.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    const n = await S.importKey("raw", new Uint8Array(16).fill(1), "AES-GCM", false, ["encrypt"]);
    return [
      hex(await S.wrapKey("raw", g, k, "AES-KW")),
      await er(() => S.wrapKey("jwk", g, k, "AES-KW").then(hex)),
      await er(() => S.wrapKey("raw", h, k, "AES-KW")),
      await er(() => S.wrapKey("raw", n, k, "AES-KW")),
      await er(() => S.wrapKey("raw", g, g, "AES-KW")),
      await er(() => S.wrapKey("raw", g, k, "AES-GCM")),
      await er(() => S.wrapKey("x", g, k, "AES-KW")),
      await er(() => S.wrapKey("raw", g, k)),
      await er(() => S.wrapKey("raw", g)),
      await er(() => S.wrapKey("raw")),
      await er(() => S.wrapKey()),
      await er(() => S.unwrapKey("raw", new Uint8Array(24), k, "AES-KW", "AES-GCM", true, ["encrypt"])),
      await er(() => S.unwrapKey("raw", new Uint8Array(25), k, "AES-KW", "AES-GCM", true, ["encrypt"])),
      await er(() => S.unwrapKey("raw", new Uint8Array(16), k, "AES-KW", "AES-GCM", true, ["encrypt"])),
      await er(() =>
        S.unwrapKey("raw", un("a8c41abd1ea3ee86e4b71c6ca7f57b5f7e3a5c4f0d5a7e19"), k, "AES-KW", "AES-GCM", true, [
          "encrypt",
        ]),
      ),
      await er(() => S.unwrapKey()),
      await er(() => S.unwrapKey("raw", 5)),
      await er(() => S.unwrapKey("raw", raw, 5)),
      await er(() => S.unwrapKey("raw", raw, k)),
      await er(() => S.unwrapKey("raw", raw, k, "AES-KW")),
      await er(() => S.unwrapKey("raw", raw, k, "AES-KW", "AES-GCM")),
      await er(() => S.unwrapKey("raw", raw, k, "AES-KW", "AES-GCM", true)),
      await er(() => S.unwrapKey("raw", raw, k, "AES-KW", "AES-GCM", true, [])),
    ];
  },
  async "k-importkey-raw-16-aes-cbc-encrypt-decrypt-e"() {
    const k = await S.importKey("raw", new Uint8Array(16), "AES-CBC", true, ["encrypt", "decrypt"]);
    return [
      await er(() => S.encrypt("AES-CBC", k, raw)),
      await er(() => S.encrypt({ name: "AES-CBC", iv: raw }, k, raw)),
      await er(() => S.decrypt({ name: "AES-CBC", iv: raw }, k, raw)),
      await er(() => S.decrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, k, raw)),
      await er(() => S.decrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, k, new Uint8Array(16))),
      await er(() => S.decrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, k, new Uint8Array(0))),
      await er(() => S.decrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, k, new Uint8Array(32))),
      await er(() => S.decrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, k, new Uint8Array(33))),
      await er(() => S.decrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, k, new Uint8Array(48))),
    ];
  },
  async "k-importkey-raw-16-aes-ctr-encrypt-decrypt-c"() {
    const k = await S.importKey("raw", new Uint8Array(16), "AES-CTR", true, ["encrypt", "decrypt"]);
    const c = new Uint8Array(16).fill(255);
    return [
      await er(() => S.encrypt("AES-CTR", k, raw)),
      await er(() => S.encrypt({ name: "AES-CTR", counter: raw }, k, raw)),
      await er(() => S.encrypt({ name: "AES-CTR", counter: c }, k, raw)),
      await er(() => S.encrypt({ name: "AES-CTR", counter: c, length: 0 }, k, raw)),
      await er(() => S.encrypt({ name: "AES-CTR", counter: c, length: 129 }, k, raw)),
      await er(() => S.encrypt({ name: "AES-CTR", counter: c, length: 1 }, k, new Uint8Array(33))),
      hex(await S.encrypt({ name: "AES-CTR", counter: c, length: 1 }, k, new Uint8Array(32))),
      hex(await S.encrypt({ name: "AES-CTR", counter: c, length: 128 }, k, new Uint8Array(33))),
      hex(await S.encrypt({ name: "AES-CTR", counter: c, length: 11 }, k, new Uint8Array(33))),
      hex(await S.decrypt({ name: "AES-CTR", counter: c, length: 64 }, k, new Uint8Array(17))),
    ];
  },
  async "k-importkey-raw-16-aes-gcm-encrypt-decrypt-n"() {
    const k = await S.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt", "decrypt"]);
    const out = [];
    for (const n of [1, 7, 8, 12, 16, 17, 100])
      for (const t of [32, 64, 96, 104, 112, 120, 128]) {
        const a = { name: "AES-GCM", iv: new Uint8Array(n).fill(n), tagLength: t, additionalData: raw };
        const c = await S.encrypt(a, k, enc("hello"));
        out.push(hex(c));
        if (hex(await S.decrypt(a, k, c)) !== hex(enc("hello"))) out.push("BAD");
      }
    return out;
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
