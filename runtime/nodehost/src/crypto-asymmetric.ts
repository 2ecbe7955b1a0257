// What RSA and the curves share: usages of the two halves of a key, the checks
// of a JSON Web Key before its numbers are read, spki and pkcs8.
import {
  base64url,
  checkUsages,
  fail,
  jwkOut,
  makeKey,
  materialOf,
  only,
} from "./crypto-core.ts";
import type {
  Algorithm,
  CryptoKey,
  JsonWebKey,
  KeyPair,
  Usages,
} from "./crypto-core.ts";
import { encodeKey, pkcs8, spki } from "./crypto-native.ts";
import type { Pair } from "./crypto-native.ts";

export interface Halves {
  public: Usages;
  private: Usages;
}

type Described = Record<string, unknown> & { name: string };

/** What is known of a key that was read: which half, and of which family. */
export interface Read {
  type: "public" | "private";
  pair: Pair;
  /** "RSA", a curve, or another name that fits nothing. */
  family: string;
}

/** Both halves of a new key. describe makes a fresh algorithm object each time. */
export function halves(
  pair: Pair,
  extractable: boolean,
  usages: Usages,
  allowed: Halves,
  describe: () => Described,
): KeyPair {
  const half = (type: "public" | "private", open: boolean) =>
    makeKey(type, open, describe(), only(usages, allowed[type]), pair);
  return {
    publicKey: half("public", true),
    privateKey: half("private", extractable),
  };
}

/** A generated pair whose private half can do nothing is refused. */
export function needPrivate(usages: Usages, allowed: Halves): void {
  if (only(usages, allowed.private).length === 0)
    fail(
      "SyntaxError",
      "Attempt to generate asymmetric keys with no valid private key usages.",
    );
}

/** What the parameter "use" must say, and the operations that go with it. */
export interface Use {
  use: string;
  ops: Usages;
}

function checkJWK(
  name: string,
  jwk: JsonWebKey,
  usages: Usages,
  wanted: Use,
): void {
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== wanted.use)
    fail(
      "DataError",
      `Asymmetric "jwk" key import with usages requires a JSON Web Key with Public Key Use parameter "use" ("${jwk.use}") equal to "sig".`,
    );
  if (jwk.key_ops === undefined) return;
  const ops = jwk.key_ops.toSorted();
  if (ops.some((op, i) => op === ops[i + 1]))
    fail(
      "DataError",
      `A JSON Web Key's Key Operations parameter ("key_ops") must not contain duplicates.`,
    );
  if (jwk.use !== undefined) checkOps(name, jwk.use, ops, wanted);
  for (const usage of new Set(usages))
    if (!ops.includes(usage))
      fail(
        "DataError",
        `All specified key usages must be present in the JSON Web Key's Key Operations parameter ("key_ops").`,
      );
}

function checkOps(name: string, use: string, ops: Usages, wanted: Use): void {
  if (use !== wanted.use)
    fail(
      "DataError",
      `Asymmetric "jwk" import requires a JSON Web Key with Public Key Use "use" ("${use}") equal to "${wanted.use}".`,
    );
  const either = `A JSON Web Key should have either a Public Key Use parameter ("use") or a Key Operations parameter ("key_ops"); otherwise, the parameters must be consistent with each other.`;
  for (const op of ops) {
    if (wanted.ops.length === 0)
      fail(
        "DataError",
        `${either} For public ${name} keys, there are no valid usages,so keys with a non-empty "key_ops" parameter are not allowed.`,
      );
    if (!wanted.ops.includes(op))
      fail(
        "DataError",
        `${either} A Public Key Use for ${name} would allow a Key Operations array with only "${wanted.ops[0]}" and/or "${wanted.ops[1]}" values (not "${op}").`,
      );
  }
}

/** Reads a key of any format but raw. */
export function readKey(
  name: string,
  format: string,
  data: Uint8Array | JsonWebKey,
  usages: Usages,
  allowed: Halves,
  use: Use,
  fromJWK: (jwk: JsonWebKey) => Pair,
): Read {
  if (format === "jwk") {
    const jwk = data as JsonWebKey;
    const type = jwk.d === undefined ? "public" : "private";
    checkUsages(usages, allowed[type], `import ${type}`, name);
    if (type === "private" && jwk.oth !== undefined)
      fail("NotSupportedError", "Multi-prime private keys not supported.");
    checkJWK(name, jwk, usages, use);
    return { type, pair: fromJWK(jwk), family: "" };
  }
  if (format !== "spki" && format !== "pkcs8")
    return fail(
      "NotSupportedError",
      `Unrecognized key import format "${format}".`,
    );
  const type = format === "spki" ? "public" : "private";
  const found = (format === "spki" ? spki : pkcs8)(data as Uint8Array);
  const what = format.toUpperCase();
  if (found === null) return fail("DataError", `Invalid ${what} input.`);
  if (typeof found === "number")
    return fail(
      "DataError",
      `Invalid ${found} trailing bytes after ${what} input.`,
    );
  checkUsages(usages, allowed[type], `import ${type}`, name);
  return { type, pair: found[0], family: found[1] };
}

/** Exports by the four formats; jwk and raw are the algorithm's own affair. */
export function exporter(
  jwk: (key: CryptoKey) => JsonWebKey,
  raw: (key: CryptoKey) => ArrayBuffer,
): NonNullable<Algorithm["export"]> {
  return (format, key) => {
    if (format === "spki" || format === "pkcs8") {
      const wanted = format === "spki" ? "public" : "private";
      if (key.type !== wanted)
        fail(
          "InvalidAccessError",
          `Asymmetric ${format} export requires ${wanted} key (not "${key.type}").`,
        );
      return encodeKey(materialOf<Pair>(key), format);
    }
    if (format === "jwk") return jwkOut(jwk(key), key.usages);
    if (format === "raw") return raw(key);
    return fail(
      "InvalidAccessError",
      `Cannot export "${key.algorithm.name}" in "${format}" format.`,
    );
  };
}

/** Fields of a native key as text; d and what follows it only of private keys. */
export function textFields(
  parts: Readonly<Record<string, Uint8Array | undefined>>,
  type: string,
  open: readonly string[],
): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [field, bytes] of Object.entries(parts))
    if (bytes !== undefined && (type === "private" || open.includes(field)))
      out[field] = base64url.encode(bytes);
  return out;
}

export function needType(key: CryptoKey, type: string, message: string): void {
  if (key.type !== type) fail("InvalidAccessError", message);
}
