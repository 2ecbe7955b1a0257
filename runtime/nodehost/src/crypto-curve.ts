// ECDSA, ECDH, Ed25519 (also by its old name NODE-ED25519) and X25519.
import {
  base64url,
  checkUsages,
  fail,
  hashName,
  makeKey,
  materialOf,
  missing,
} from "./crypto-core.ts";
import type {
  Algorithm,
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
import type { Halves } from "./crypto-asymmetric.ts";
import {
  curveAgree,
  curveFromJWK,
  curveFromRaw,
  curveGenerate,
  curveSign,
  curveToJWK,
  curveToRaw,
  curveVerify,
} from "./crypto-native.ts";
import type { Pair } from "./crypto-native.ts";

const signing: Halves = { public: ["verify"], private: ["sign"] };
const agreeing: Halves = {
  public: [],
  private: ["deriveKey", "deriveBits"],
};
const signUse = { use: "sig", ops: ["sign", "verify"] };
const agreeUse = { use: "enc", ops: [] };

const curves = ["P-256", "P-384", "P-521"];
const algs: Readonly<Record<string, string>> = {
  ES256: "P-256",
  ES384: "P-384",
  ES512: "P-521",
};
const fieldBytes: Readonly<Record<string, number>> = {
  "P-256": 32,
  "P-384": 48,
  "P-521": 66,
};

function curveOf(params: Params): string {
  const given = params.namedCurve ?? missing("namedCurve");
  return (
    curves.find((curve) => curve === given.toUpperCase()) ??
    fail(
      "NotSupportedError",
      `Unrecognized or unimplemented EC curve "${given}" requested.`,
    )
  );
}

const curveIn = (key: CryptoKey) => key.algorithm["namedCurve"] as string;

function numbers(jwk: JsonWebKey, name: string, curve: string): Pair {
  if (jwk.kty !== "EC")
    fail(
      "DataError",
      `Elliptic curve "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ("${jwk.kty}") equal to "EC".`,
    );
  if (name === "ECDSA" && jwk.alg !== undefined) {
    if (algs[jwk.alg] === undefined)
      fail(
        "NotSupportedError",
        `Unrecognized or unimplemented algorithm "${jwk.alg}" listed in JSON Web Key Algorithm parameter.`,
      );
    if (algs[jwk.alg] !== curve)
      fail(
        "DataError",
        `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested curve.`,
      );
  }
  const read = (field: "x" | "y" | "d", trouble: string) =>
    base64url.decode(jwk[field]) ??
    fail("DataError", `Invalid EC key in JSON Web Key; missing ${trouble}.`);
  const x = read("x", '"x"');
  const y = read("y", '"y"');
  const trouble = curveFromJWK(curve, { x, y });
  const broken = (why: string) =>
    fail(
      "OperationError",
      `Invalid EC key; public key coordinates "x" and "y" are invalid${why}.`,
    );
  if (trouble === null) {
    const long =
      Math.max(x.byteLength, y.byteLength) > (fieldBytes[curve] ?? 0);
    return broken(long ? "" : ": Point is not on curve.");
  }
  if (jwk.d === undefined) return trouble;
  const d = read("d", 'or invalid private key component ("d")');
  const pair = curveFromJWK(curve, { x, y, d });
  if (pair !== null) return pair;
  // Either the number is none, or it belongs to another point.
  return curveFromJWK(curve, { d }) === null
    ? fail(
        "OperationError",
        'Invalid EC key; private key component "d" is invalid.',
      )
    : fail("DataError", "Invalid EC key in JSON Web Key.");
}

function rawTrouble(data: Uint8Array, curve: string): string {
  const size = fieldBytes[curve] ?? 0;
  if (data.byteLength === 0) return "";
  if (data[0] === 4 && data.byteLength === 1 + 2 * size)
    return ": Point is not on curve.";
  if ((data[0] === 2 || data[0] === 3) && data.byteLength === 1 + size)
    return data.subarray(1).every((byte) => byte === 255)
      ? ""
      : ": Invalid compressed point. Invalid compressed point.";
  return ": Invalid point encoding.";
}

function agree(
  params: Params,
  key: CryptoKey,
  length: number | undefined,
): ArrayBuffer {
  const name = key.algorithm.name;
  needType(
    key,
    "private",
    `The deriveBits operation is only valid for a private key, not "${key.type}".`,
  );
  const theirs = params.public ?? missing("public", "derivedKeyParams");
  const other = theirs.algorithm.name;
  needType(
    theirs,
    "public",
    `The provided key has type "${theirs.type}", not "public"`,
  );
  const kind = Object.keys(key.algorithm).join();
  if (kind !== Object.keys(theirs.algorithm).join())
    fail(
      "InvalidAccessError",
      `Base ${name} private key cannot be used to derive a key from a peer ${other} public key`,
    );
  if (name !== other)
    fail(
      "InvalidAccessError",
      `Private key for derivation is using "${name}" while public key is using "${other}".`,
    );
  if (curveIn(key) !== curveIn(theirs))
    fail(
      "InvalidAccessError",
      `Private key for derivation is using curve "${curveIn(key)}" while public key is using "${curveIn(theirs)}".`,
    );
  const most = 8 * (fieldBytes[curveIn(key)] ?? 32);
  const bits = length ?? most;
  if (bits > most)
    fail(
      "OperationError",
      `Derived key length (${bits} bits) is too long (should be at most ${most} bits).`,
    );
  const secret =
    curveAgree(materialOf<Pair>(key), materialOf<Pair>(theirs)) ??
    fail(
      "OperationError",
      name === "X25519"
        ? "Failed to derive EDDH key: public key routines INVALID_PEER_KEY."
        : "Failed to generate shared ECDH secret.",
    );
  const out = secret.slice(0, Math.ceil(bits / 8));
  if (bits % 8 !== 0) {
    const bytes = new Uint8Array(out);
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) & (0xff << (8 - (bits % 8)));
  }
  return out;
}

function generator(
  name: string,
  allowed: Halves,
  describe: (
    params: Params,
  ) => () => Record<string, unknown> & { name: string },
  curve: (params: Params) => string,
): NonNullable<Algorithm["generate"]> {
  return (params, extractable, usages) => {
    const all = [...allowed.public, ...allowed.private];
    checkUsages(usages, all, "generate", name);
    const described = describe(params);
    needPrivate(usages, allowed);
    const pair = curveGenerate(curve(params));
    return halves(pair, extractable, usages, allowed, described);
  };
}

function nist(name: "ECDSA" | "ECDH"): Algorithm {
  const allowed = name === "ECDSA" ? signing : agreeing;
  const use = name === "ECDSA" ? signUse : agreeUse;
  const describe = (params: Params) => {
    const namedCurve = curveOf(params);
    return () => ({ name, namedCurve });
  };
  const common: Algorithm = {
    generate: generator(name, allowed, describe, curveOf),
    import(format, data, params, extractable, usages) {
      const namedCurve = curveOf(params);
      const algorithm = { name, namedCurve };
      if (format === "raw") {
        checkUsages(usages, allowed.public, "import public", name);
        const bytes = data as Uint8Array;
        const pair = curveFromRaw(namedCurve, bytes);
        if (pair === null)
          fail(
            "DataError",
            `Failed to import raw EC key data${rawTrouble(bytes, namedCurve)}.`,
          );
        return makeKey("public", extractable, algorithm, usages, pair);
      }
      const fromJWK = (jwk: JsonWebKey) => numbers(jwk, name, namedCurve);
      const read = readKey(name, format, data, usages, allowed, use, fromJWK);
      if (read.family !== "" && !curves.includes(read.family))
        fail(
          "DataError",
          name === "ECDSA"
            ? "Input was not an EC key."
            : "Input was not an EC public key nor a DH key.",
        );
      if (read.family !== "" && read.family !== namedCurve)
        fail(
          "DataError",
          `"algorithm.namedCurve" "${params.namedCurve}"${name === "ECDSA" ? "" : ","} does not match the curve specified by the input key data.`,
        );
      return makeKey(read.type, extractable, algorithm, usages, read.pair);
    },
    export: exporter(
      (key) => ({
        kty: "EC",
        crv: curveIn(key),
        ...textFields(curveToJWK(materialOf<Pair>(key)), key.type, ["x", "y"]),
      }),
      (key) => {
        needType(
          key,
          "public",
          "Raw export of elliptic curve keys is only allowed for public keys.",
        );
        return curveToRaw(materialOf<Pair>(key));
      },
    ),
  };
  if (name === "ECDH") return { ...common, derive: agree };
  const hashOf = (params: Params) => {
    if (params.hash === undefined)
      throw new TypeError(
        'Missing "hash" in AlgorithmIdentifier. (ECDSA requires that the hash algorithm be specified at call time rather than on the key. This differs from other WebCrypto algorithms for historical reasons.)',
      );
    return hashName(params.hash);
  };
  return {
    ...common,
    sign: (params, key, data) =>
      curveSign(materialOf<Pair>(key), hashOf(params), data),
    verify: (params, key, signature, data) =>
      curveVerify(materialOf<Pair>(key), hashOf(params), signature, data),
  };
}

function edwardsNumbers(jwk: JsonWebKey, curve: string): Pair {
  if (jwk.kty !== "OKP")
    fail(
      "DataError",
      `${curve} "jwk" key imports requires a JSON Web Key with Key Type parameter "kty" ("${jwk.kty}") equal to "OKP".`,
    );
  if (jwk.crv === undefined)
    fail("DataError", `Missing field "crv" for ${curve} key.`);
  if (jwk.crv !== curve)
    fail(
      "NotSupportedError",
      `Only ${curve} is supported but "${jwk.crv}" was requested.`,
    );
  if (curve === "Ed25519" && jwk.alg !== undefined && jwk.alg !== "EdDSA")
    fail(
      "DataError",
      `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested Ed25519 curve.`,
    );
  const x =
    base64url.decode(jwk.x) ??
    fail(
      "DataError",
      `Invalid ${curve} key in JSON WebKey; missing or invalid public key component ("x").`,
    );
  if (x.byteLength !== 32)
    fail("DataError", `Invalid length ${x.byteLength} for public key`);
  if (jwk.d === undefined) return curveFromJWK(curve, { x }) as Pair;
  const d =
    base64url.decode(jwk.d) ??
    fail(
      "DataError",
      `Invalid ${curve} key in JSON Web Key; missing or invalid private key component ("d").`,
    );
  if (d.byteLength !== 32)
    fail("DataError", `Invalid length ${d.byteLength} for private key`);
  // The public half follows from the private one, whatever x says.
  return curveFromJWK(curve, { d }) as Pair;
}

/** name is the algorithm asked for, curve the key it works with. */
function edwards(name: string, curve: "Ed25519" | "X25519"): Algorithm {
  const signs = curve === "Ed25519";
  const allowed = signs ? signing : agreeing;
  const use = signs ? signUse : agreeUse;
  const describe = (params: Params) => {
    if (name !== "NODE-ED25519") return () => ({ name });
    const given = params.namedCurve ?? missing("namedCurve");
    if (given !== name)
      fail("NotSupportedError", `EDDSA curve "${given}" isn't supported.`);
    return () => ({ name, namedCurve: name });
  };
  const common: Algorithm = {
    generate: generator(name, allowed, describe, () => curve),
    import(format, data, params, extractable, usages) {
      const algorithm = describe(params)();
      if (format === "raw") {
        checkUsages(usages, allowed.public, "import public", name);
        const bytes = data as Uint8Array;
        if (bytes.byteLength !== 32)
          fail(
            "DataError",
            `${curve} raw keys must be exactly 32-bytes (provided ${bytes.byteLength}).`,
          );
        const pair = curveFromRaw(curve, bytes);
        return makeKey("public", extractable, algorithm, usages, pair);
      }
      const fromJWK = (jwk: JsonWebKey) => edwardsNumbers(jwk, curve);
      const read = readKey(name, format, data, usages, allowed, use, fromJWK);
      // workerd takes any key here, and stumbles when it is used.
      if (read.family !== "" && read.family !== curve)
        fail("DataError", `Input was not an ${curve} key.`);
      return makeKey(read.type, extractable, algorithm, usages, read.pair);
    },
    export: exporter(
      (key) => ({
        kty: "OKP",
        crv: curve,
        ...(name === "Ed25519" && { alg: "EdDSA" }),
        ...textFields(curveToJWK(materialOf<Pair>(key)), key.type, ["x"]),
      }),
      (key) => {
        needType(
          key,
          "public",
          `Raw export of ${name} keys is only allowed for public keys.`,
        );
        return curveToRaw(materialOf<Pair>(key));
      },
    ),
  };
  if (!signs) return { ...common, derive: agree };
  return {
    ...common,
    sign: (_params, key, data) => curveSign(materialOf<Pair>(key), "", data),
    verify(_params, key, signature, data) {
      if (signature.byteLength !== 64)
        fail(
          "OperationError",
          `Invalid ${name} signature length ${signature.byteLength}`,
        );
      return curveVerify(materialOf<Pair>(key), "", signature, data);
    },
  };
}

export const algorithms: Readonly<Record<string, Algorithm>> = {
  ECDSA: nist("ECDSA"),
  ECDH: nist("ECDH"),
  Ed25519: edwards("Ed25519", "Ed25519"),
  "NODE-ED25519": edwards("NODE-ED25519", "Ed25519"),
  X25519: edwards("X25519", "X25519"),
};
