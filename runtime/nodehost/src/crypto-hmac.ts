// HMAC. Like the other crypto-*.ts files of algorithms: what crypto-subtle.ts
// calls once it has checked types, names and usages.
import {
  base64url,
  blockBits,
  checkUsages,
  copyOf,
  fail,
  hashName,
  jwkOut,
  makeKey,
  materialOf,
  missing,
  sameBytes,
} from "./crypto-core.ts";
import type { Algorithm, CryptoKey, JsonWebKey } from "./crypto-core.ts";
import { hmac, random } from "./crypto-native.ts";

const allowed = ["sign", "verify"];
const hashOf = (key: CryptoKey) =>
  (key.algorithm as unknown as { hash: { name: string } }).hash.name;

// The bits of the last byte that a key of this length does not have are zero.
function trimmed(bytes: Uint8Array, length: number): Uint8Array {
  const last = bytes.length - 1;
  const spare = bytes.length * 8 - length;
  if (spare > 0) bytes[last] = (bytes[last] ?? 0) & (0xff << spare);
  return bytes;
}

function keyFrom(
  bytes: Uint8Array,
  hash: string,
  length: number,
  extractable: boolean,
  usages: readonly string[],
): CryptoKey {
  const algorithm = { name: "HMAC", hash: { name: hash }, length };
  return makeKey(
    "secret",
    extractable,
    algorithm,
    usages,
    trimmed(bytes, length),
  );
}

function fromJWK(jwk: JsonWebKey, hash: string): Uint8Array {
  if (jwk.kty !== "oct")
    fail(
      "DataError",
      `HMAC "jwk" key import requires a JSON Web Key with Key Type parameter ("kty") equal to "oct" (encountered "${jwk.kty}").`,
    );
  const bytes = base64url.decode(jwk.k);
  if (bytes === null)
    return fail(
      "DataError",
      'HMAC "jwk" key import requires a base64Url encoding of the key',
    );
  if (jwk.alg === undefined) return bytes;
  if (!hash.startsWith("SHA-"))
    fail(
      "NotSupportedError",
      `Unrecognized or unimplemented hash algorithm requested${jwk.alg}`,
    );
  const expected = `HS${hash.slice(4)}`;
  if (jwk.alg !== expected)
    fail(
      "DataError",
      `HMAC "jwk" key import specifies "alg" that is incompatible with the hash name (encountered "${jwk.alg}", expected "${expected}").`,
    );
  return bytes;
}

const HMAC: Algorithm = {
  generate(params, extractable, usages) {
    const hash = hashName(params.hash ?? missing("hash"));
    checkUsages(usages, allowed, "generate", "HMAC");
    const length = params.length ?? blockBits(hash);
    if (length <= 0)
      fail(
        "OperationError",
        `HMAC key length must be a non-zero unsigned long integer (requested ${length}).`,
      );
    const bytes = new Uint8Array(random(Math.ceil(length / 8)));
    return keyFrom(bytes, hash, length, extractable, usages);
  },
  import(format, data, params, extractable, usages) {
    checkUsages(usages, allowed, "import secret", "HMAC");
    const hash = params.hash ?? missing("hash");
    let bytes: Uint8Array;
    if (format === "raw") bytes = copyOf(data as Uint8Array);
    else if (format === "jwk") bytes = fromJWK(data as JsonWebKey, hash);
    else
      return fail(
        "NotSupportedError",
        `Unrecognized key import format "${format}".`,
      );
    const bits = bytes.byteLength * 8;
    const length = params.length ?? bits;
    // workerd compares as unsigned numbers.
    const unsigned = length < 0 ? 2 ** 64 + length : length;
    if (
      length === 0 ||
      unsigned > bits ||
      (bits >= 8 && unsigned <= bits - 8) ||
      bits === 0
    )
      fail(
        "DataError",
        `Imported HMAC key length (${length}) must be a non-zero value up to 7 bits less than, and no greater than, the bit length of the raw key data (${bits}).`,
      );
    return keyFrom(bytes, hashName(hash), length, extractable, usages);
  },
  export(format, key) {
    const bytes = materialOf<Uint8Array<ArrayBuffer>>(key);
    if (format === "raw") return bytes.slice().buffer;
    if (format !== "jwk")
      fail("NotSupportedError", `Unimplemented key export format "${format}".`);
    const hash = hashOf(key);
    if (!hash.startsWith("SHA-"))
      fail(
        "NotSupportedError",
        `Unimplemented JWK key export format for key algorithm "${hash}".`,
      );
    const parts = {
      kty: "oct",
      alg: `HS${hash.slice(4)}`,
      k: base64url.encode(bytes),
    };
    return jwkOut(parts, key.usages);
  },
  sign: (_params, key, data) => hmac(hashOf(key), materialOf(key), data),
  verify: (_params, key, signature, data) =>
    sameBytes(hmac(hashOf(key), materialOf(key), data), signature),
};

export const algorithms: Readonly<Record<string, Algorithm>> = { HMAC };
