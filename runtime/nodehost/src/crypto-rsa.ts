// RSASSA-PKCS1-v1_5, RSA-PSS, RSA-OAEP, and workerd's own RSA-RAW (blind
// signatures, RFC 9474).
import {
  base64url,
  checkUsages,
  fail,
  hashName,
  isBytes,
  makeKey,
  materialOf,
  missing,
} from "./crypto-core.ts";
import type {
  Algorithm,
  Bytes,
  CryptoKey,
  JsonWebKey,
  Params,
} from "./crypto-core.ts";
import {
  exporter,
  halves,
  needPrivate,
  needType,
  readKey,
  textFields,
} from "./crypto-asymmetric.ts";
import type { Halves, Read } from "./crypto-asymmetric.ts";
import {
  rsaCipher,
  rsaFromJWK,
  rsaGenerate,
  rsaInfo,
  rsaRaw,
  rsaSign,
  rsaToJWK,
  rsaVerify,
} from "./crypto-native.ts";
import type { Pair } from "./crypto-native.ts";

const signing: Halves = { public: ["verify"], private: ["sign"] };
const encrypting: Halves = {
  public: ["encrypt", "wrapKey"],
  private: ["decrypt", "unwrapKey"],
};
const signUse = { use: "sig", ops: ["sign", "verify"] };
const encryptUse = { use: "enc", ops: ["encrypt", "wrapKey"] };

// The values of "alg" and their hash.
const algs: Readonly<Record<string, string>> = {
  RS1: "SHA-1",
  RS256: "SHA-256",
  RS384: "SHA-384",
  RS512: "SHA-512",
  PS1: "SHA-1",
  PS256: "SHA-256",
  PS384: "SHA-384",
  PS512: "SHA-512",
  "RSA-OAEP": "SHA-1",
  "RSA-OAEP-256": "SHA-256",
  "RSA-OAEP-384": "SHA-384",
  "RSA-OAEP-512": "SHA-512",
};
const names = ["RSASSA-PKCS1-v1_5", "RSA-PSS", "RSA-OAEP"];

const hashOf = (key: CryptoKey) =>
  (key.algorithm as unknown as { hash: { name: string } }).hash.name;
const digestBytes: Readonly<Record<string, number>> = {
  MD5: 16,
  "SHA-1": 20,
  "SHA-256": 32,
  "SHA-384": 48,
  "SHA-512": 64,
};

function algOf(name: string, hash: string): string {
  if (!hash.startsWith("SHA-"))
    fail(
      "NotSupportedError",
      `JWK export not supported for hash algorithm "${hash}".`,
    );
  const digits = hash.slice(4);
  if (name === "RSA-OAEP")
    return hash === "SHA-1" ? "RSA-OAEP" : `RSA-OAEP-${digits}`;
  return (name === "RSA-PSS" ? "PS" : "RS") + digits;
}

function checkAlg(alg: string, name: string, hash: string): void {
  if (!names.includes(name))
    fail("NotSupportedError", `Unrecognized RSA variant "${name}".`);
  if (algs[alg] === undefined)
    fail(
      "NotSupportedError",
      `Unrecognized or unimplemented algorithm "${alg}" listed in JSON Web Key Algorithm parameter.`,
    );
  if (algs[alg] !== hash)
    fail(
      "DataError",
      `JSON Web Key Algorithm parameter "alg" ("${alg}") does not match requested hash algorithm "${alg}".`,
    );
}

const factors: [keyof JsonWebKey, string][] = [
  ["p", "First Prime Factor"],
  ["q", "Second Prime Factor"],
  ["dp", "First Factor CRT Exponent"],
  ["dq", "Second Factor CRT Exponent"],
  ["qi", "First CRT Coefficient"],
];

function numbers(jwk: JsonWebKey): Pair {
  const parts: Record<string, Uint8Array> = {};
  const number = (field: keyof JsonWebKey, trouble: string) => {
    parts[field] =
      base64url.decode(jwk[field] as string | undefined) ??
      fail(
        "DataError",
        `Invalid RSA key in JSON Web Key; ${trouble} parameter ("${field}").`,
      );
  };
  number("n", "missing or invalid Modulus");
  number("e", "missing or invalid Exponent");
  if (jwk.d !== undefined) {
    number("d", "missing or invalid Private Exponent");
    const present = factors.filter(([field]) => jwk[field] !== undefined);
    if (present.length === factors.length)
      for (const [field, title] of factors) number(field, `invalid ${title}`);
    else if (present.length > 0)
      fail(
        "DataError",
        'Invalid RSA private key in JSON Web Key; if one Prime Factor or CRT Exponent/Coefficient parameter is present, then they must all be present ("p", "q", "dp", "dq", "qi").',
      );
  }
  checkExponent(parts["n"] as Uint8Array, parts["e"] as Uint8Array, true);
  return (
    rsaFromJWK(parts) ??
    fail("OperationError", "Invalid RSA key in JSON Web Key.")
  );
}

function checkExponent(n: Uint8Array, e: Bytes, importing: boolean): void {
  const bits = n.byteLength === 1 && n[0] === 0 ? 0 : n.byteLength * 8;
  checkSize(bits);
  const exponent = numberOf(e);
  if (exponent === undefined)
    fail(
      "OperationError",
      'The "publicExponent" must be either 3 or 65537, but got a number larger than 2^32.',
    );
  else if (importing && ![3, 17, 37, 65537].includes(exponent))
    fail(
      "OperationError",
      `Imported RSA key has invalid publicExponent ${exponent}.`,
    );
  else if (!importing && exponent !== 3 && exponent !== 65537)
    fail(
      "OperationError",
      `The "publicExponent" must be either 3 or 65537, but got ${exponent}.`,
    );
}

function checkSize(bits: number): void {
  if (bits % 8 !== 0 || bits < 256 || bits > 16384)
    fail(
      "OperationError",
      `The modulus length must be a multiple of 8 and between 256 and 16k, but ${bits} was requested.`,
    );
}

function bytesOf(data: Bytes): Uint8Array {
  return isBytes(data) && !(data instanceof ArrayBuffer)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function numberOf(data: Bytes): number | undefined {
  let n = 0;
  const bytes = bytesOf(data);
  for (const [i, byte] of bytes.entries()) {
    if (bytes.length - i > 4 && byte !== 0) return undefined;
    n = n * 256 + byte;
  }
  return n;
}

function describe(name: string, hash: string | undefined, pair: Pair) {
  const [modulusLength, publicExponent] = rsaInfo(pair);
  checkExponent(new Uint8Array(modulusLength / 8), publicExponent, true);
  const algorithm = { name, modulusLength, publicExponent };
  return hash === undefined
    ? algorithm
    : { ...algorithm, hash: { name: hash } };
}

function needRSA(read: Read): void {
  if (read.family !== "" && read.family !== "RSA")
    fail("DataError", "Input was not an RSA key.");
}

function jwkFrom(key: CryptoKey): JsonWebKey {
  const alg = algOf(key.algorithm.name, hashOf(key));
  const parts = rsaToJWK(materialOf<Pair>(key));
  return { kty: "RSA", alg, ...textFields(parts, key.type, ["n", "e"]) };
}

function noRaw(key: CryptoKey): never {
  return fail(
    "InvalidAccessError",
    `Cannot export "${key.algorithm.name}" in "raw" format.`,
  );
}

function make(name: string): Algorithm {
  const allowed = name === "RSA-OAEP" ? encrypting : signing;
  const use = name === "RSA-OAEP" ? encryptUse : signUse;
  const common: Algorithm = {
    async generate(params, extractable, usages) {
      const exponent = params.publicExponent ?? missing("publicExponent");
      const given = params.hash ?? missing("hash");
      const bits = params.modulusLength ?? missing("modulusLength");
      if (bits <= 0)
        fail(
          "OperationError",
          `modulusLength must be greater than zero (requested ${bits}).`,
        );
      const hash = hashName(given);
      const all = [...allowed.public, ...allowed.private];
      checkUsages(usages, all, "generate", name);
      checkSize(bits);
      checkExponent(new Uint8Array(bits / 8), exponent, false);
      if (bits % 128 !== 0)
        fail(
          "OperationError",
          "Can't generate key: RSA key size is required to be a multiple of 128",
        );
      if (bits < 512) fail("OperationError", "RSA key size is too small.");
      needPrivate(usages, allowed);
      const publicExponent = bytesOf(exponent).slice();
      const pair = await rsaGenerate(bits, numberOf(exponent) ?? 65537);
      return halves(pair, extractable, usages, allowed, () => ({
        name,
        modulusLength: bits,
        publicExponent: publicExponent.slice(),
        hash: { name: hash },
      }));
    },
    import(format, data, params, extractable, usages) {
      const hash = hashName(params.hash ?? missing("hash"));
      const fromJWK = (jwk: JsonWebKey) => {
        if (jwk.kty !== "RSA")
          fail(
            "DataError",
            `RSASSA-PKCS1-v1_5 "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ("${jwk.kty}") equal to "RSA".`,
          );
        if (jwk.alg !== undefined) checkAlg(jwk.alg, params.name, hash);
        return numbers(jwk);
      };
      const read = readKey(name, format, data, usages, allowed, use, fromJWK);
      needRSA(read);
      const algorithm = describe(name, hash, read.pair);
      return makeKey(read.type, extractable, algorithm, usages, read.pair);
    },
    export: exporter(jwkFrom, noRaw),
  };
  if (name !== "RSA-OAEP") return { ...common, ...signer(name) };
  return {
    ...common,
    encrypt(params, key, data) {
      needType(
        key,
        "public",
        `Encryption/key wrapping only works with public keys, not "${key.type}".`,
      );
      return cipher(true, params, key, data);
    },
    decrypt(params, key, data) {
      needType(
        key,
        "private",
        `Decryption/key unwrapping only works with private keys, not "${key.type}".`,
      );
      return cipher(false, params, key, data);
    },
  };
}

function cipher(forth: boolean, params: Params, key: CryptoKey, data: Bytes) {
  const pair = materialOf<Pair>(key);
  return rsaCipher(forth, pair, hashOf(key), data, params.label);
}

function signer(
  name: string,
): Algorithm["sign"] extends never
  ? never
  : Pick<Algorithm, "sign" | "verify"> {
  const pss = name === "RSA-PSS";
  return {
    sign(params, key, data) {
      const pair = materialOf<Pair>(key);
      const digest = digestBytes[hashOf(key)] ?? 0;
      const room = rsaInfo(pair)[0] / 8 - digest;
      if (!pss && room < 32)
        fail(
          "OperationError",
          `key too small for signing with given digest, need at least ${8 * (digest + 32)}bits.`,
        );
      if (!pss) return rsaSign(name, pair, hashOf(key), data, 0);
      const salt =
        params.saltLength ??
        fail(
          "DataError",
          "Failed to provide salt for RSA-PSS key operation which requires a salt",
        );
      checkSalt(salt);
      if (room < 2)
        fail("OperationError", "key too small for signing with given digest");
      if (salt > room - 2)
        fail(
          "OperationError",
          "key too small for signing with given digest and salt length",
        );
      return rsaSign(name, pair, hashOf(key), data, salt);
    },
    verify(params, key, signature, data) {
      if (pss && params.saltLength === undefined)
        throw new TypeError(
          "Failed to provide salt for RSA-PSS key operation which requires a salt",
        );
      const salt = params.saltLength ?? 0;
      if (pss) checkSalt(salt);
      const pair = materialOf<Pair>(key);
      return rsaVerify(name, pair, hashOf(key), signature, data, salt);
    },
  };
}

function checkSalt(salt: number): void {
  if (salt < 0)
    fail(
      "DataError",
      `SaltLength for RSA-PSS must be non-negative (provided ${salt}).`,
    );
}

const raw: Algorithm = {
  import(format, data, _params, extractable, usages) {
    const name = "RSA-RAW";
    const fromJWK = (jwk: JsonWebKey) => {
      if (jwk.kty !== "RSA")
        fail(
          "DataError",
          `RSA-RAW "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ("${jwk.kty}") equal to "RSA".`,
        );
      if (jwk.alg !== undefined && !/^RS(1|256|384|512)$/.test(jwk.alg))
        fail(
          "NotSupportedError",
          `Unrecognized or unimplemented algorithm "${jwk.alg}" listed in JSON Web Key Algorithm parameter.`,
        );
      return numbers(jwk);
    };
    const read = readKey(name, format, data, usages, signing, signUse, fromJWK);
    if (read.type !== "private")
      fail(
        "DataError",
        `RSA-RAW only supports private keys but requested "${read.type}".`,
      );
    needRSA(read);
    const algorithm = describe(name, undefined, read.pair);
    return makeKey("private", extractable, algorithm, usages, read.pair);
  },
  export: exporter(() => {
    throw new Error("internal error");
  }, noRaw),
  sign(_params, key, data) {
    const pair = materialOf<Pair>(key);
    const size = rsaInfo(pair)[0] / 8;
    if (data.byteLength > size)
      fail(
        "DataError",
        `Blind Signing requires presigned data (${data.byteLength} bytes) to be smaller than the key (${size} bytes).`,
      );
    if (data.byteLength < size)
      fail("OperationError", "Invalid RSA signature.");
    return (
      rsaRaw(pair, data) ??
      fail(
        "DataError",
        "Blind Signing requires presigned data value to be strictly smaller than RSA keymodulus, consider using a larger key size.",
      )
    );
  },
};

export const algorithms: Readonly<Record<string, Algorithm>> = {
  "RSASSA-PKCS1-v1_5": make("RSASSA-PKCS1-v1_5"),
  "RSA-PSS": make("RSA-PSS"),
  "RSA-OAEP": make("RSA-OAEP"),
  "RSA-RAW": raw,
};
