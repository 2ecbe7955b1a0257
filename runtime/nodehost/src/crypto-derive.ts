// PBKDF2 and HKDF: keys from secrets.
import {
  checkUsages,
  copyOf,
  fail,
  hashName,
  makeKey,
  materialOf,
  missing,
} from "./crypto-core.ts";
import type { Algorithm, Bytes, Later, Params } from "./crypto-core.ts";
import { hkdf, pbkdf2 } from "./crypto-native.ts";

const digestBytes: Readonly<Record<string, number>> = {
  MD5: 16,
  "SHA-1": 20,
  "SHA-256": 32,
  "SHA-384": 48,
  "SHA-512": 64,
};

/** Derives bits; the parameters it needs are read before length is looked at. */
type Prepare = (
  params: Params,
  hash: string,
  salt: Bytes,
) => (secret: Uint8Array, length: number) => Later<ArrayBuffer>;

function make(name: string, stop: string, prepare: Prepare): Algorithm {
  return {
    import(format, data, _params, extractable, usages) {
      checkUsages(usages, ["deriveKey", "deriveBits"], "import secret", name);
      if (extractable)
        fail("SyntaxError", `${name} key cannot be extractable.`);
      if (format !== "raw")
        fail(
          "NotSupportedError",
          `${name} key must be imported in "raw" format (requested "${format}")${stop}`,
        );
      const secret = copyOf(data as Uint8Array);
      return makeKey("secret", false, { name }, usages, secret);
    },
    derive(params, key, length) {
      const hash = hashName(params.hash ?? missing("hash"));
      const derive = prepare(params, hash, params.salt ?? missing("salt"));
      if (length === undefined)
        return fail(
          "OperationError",
          `${name} cannot derive a key with null length.`,
        );
      if (length % 8 !== 0)
        fail(
          "OperationError",
          `${name} requires a derived key length that is a multiple of eight (requested ${length}).`,
        );
      return derive(materialOf(key), length);
    },
  };
}

const HKDF = make("HKDF", "", (params, hash, salt) => {
  const info = params.info ?? missing("info");
  return (secret, length) => {
    if (length / 8 > 255 * (digestBytes[hash] ?? 0))
      fail("OperationError", "HKDF deriveBits failed.");
    return hkdf(hash, secret, salt, info, length / 8);
  };
});

const PBKDF2 = make("PBKDF2", ".", (params, hash, salt) => {
  const iterations = params.iterations ?? missing("iterations");
  return (secret, length) => {
    if (iterations <= 0)
      fail(
        "OperationError",
        `PBKDF2 requires a positive iteration count (requested ${iterations}).`,
      );
    // PBKDF2 itself has no such limit; workerd shares HKDF's.
    if (length / 8 > 255 * (digestBytes[hash] ?? 0))
      fail(
        "OperationError",
        "Pbkdf2 failed: derived key length exceeds maximum for this hash",
      );
    return pbkdf2(hash, secret, salt, iterations, length / 8);
  };
});

export const algorithms: Readonly<Record<string, Algorithm>> = {
  HKDF,
  PBKDF2,
};
