// What all algorithms of crypto.subtle share: errors and conversions in
// workerd's words, and CryptoKey. Node's own classes would do the same sums, but
// a Worker sees other error names, other texts and other objects.
//  https://w3c.github.io/webcrypto/
import { equal, fromBase64, hold, toBase64 } from "./crypto-native.ts";

export type Bytes = ArrayBuffer | ArrayBufferView;
export type Later<T> = T | Promise<T>;
export type Usages = readonly string[];

/** An algorithm's parameters, converted; absent fields are undefined. */
export interface Params {
  name: string;
  hash?: string;
  length?: number;
  iv?: Bytes;
  additionalData?: Bytes;
  tagLength?: number;
  counter?: Bytes;
  label?: Bytes;
  saltLength?: number;
  modulusLength?: number;
  publicExponent?: Bytes;
  namedCurve?: string;
  salt?: Bytes;
  iterations?: number;
  info?: Bytes;
  public?: CryptoKey;
}

export interface JsonWebKey {
  kty?: string;
  use?: string;
  key_ops?: string[];
  alg?: string;
  ext?: boolean;
  crv?: string;
  x?: string;
  y?: string;
  d?: string;
  n?: string;
  e?: string;
  p?: string;
  q?: string;
  dp?: string;
  dq?: string;
  qi?: string;
  oth?: unknown[];
  k?: string;
}

export interface KeyPair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

/** What an algorithm can do; crypto-subtle.ts has checked types and usages. */
export interface Algorithm {
  generate?(
    params: Params,
    extractable: boolean,
    usages: Usages,
  ): Later<CryptoKey | KeyPair>;
  import(
    format: string,
    data: Uint8Array | JsonWebKey,
    params: Params,
    extractable: boolean,
    usages: Usages,
  ): CryptoKey;
  export?(format: string, key: CryptoKey): ArrayBuffer | JsonWebKey;
  encrypt?(params: Params, key: CryptoKey, data: Bytes): Later<ArrayBuffer>;
  decrypt?(params: Params, key: CryptoKey, data: Bytes): Later<ArrayBuffer>;
  sign?(params: Params, key: CryptoKey, data: Bytes): Later<ArrayBuffer>;
  verify?(
    params: Params,
    key: CryptoKey,
    signature: Bytes,
    data: Bytes,
  ): Later<boolean>;
  derive?(
    params: Params,
    key: CryptoKey,
    length: number | undefined,
  ): Later<ArrayBuffer>;
  wrap?(params: Params, key: CryptoKey, data: Bytes): Later<ArrayBuffer>;
  unwrap?(params: Params, key: CryptoKey, data: Bytes): Later<ArrayBuffer>;
}

export function fail(name: string, message: string): never {
  throw new DOMException(message, name);
}

export function missing(field: string, where = "algorithm"): never {
  throw new TypeError(`Missing field "${field}" in "${where}".`);
}

export function isBytes(value: unknown): value is Bytes {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** A copy of the bytes, out of reach of the script. */
export function copyOf(data: Bytes): Uint8Array<ArrayBuffer> {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data.slice(0))
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

export const base64url = {
  encode: (bytes: Bytes): string => toBase64(bytes),
  /** null when text is no base64 or absent. */
  decode: (text: string | undefined): Uint8Array<ArrayBuffer> | null =>
    text === undefined ? null : fromBase64(text),
};

const hashes = ["SHA-1", "SHA-256", "SHA-384", "SHA-512", "MD5"];

/** The name as the platform writes it, whatever its case. */
export function hashName(name: string): string {
  if (hashes.includes(name)) return name;
  const upper = name.toUpperCase();
  return hashes.includes(upper)
    ? upper
    : fail(
        "NotSupportedError",
        "Unrecognized or unimplemented digest algorithm requested.",
      );
}

export const blockBits = (hash: string): number =>
  hash === "SHA-384" || hash === "SHA-512" ? 1024 : 512;

// Conversions. A dictionary's fields are read in the order workerd reads them.
type Kind = "string" | "int" | "bytes" | "bool" | "strings" | "list" | "hash";
type Fields = Readonly<Record<string, Kind | "key">>;

const dictionaries: Readonly<Record<string, Fields>> = {
  HashAlgorithm: {},
  EncryptAlgorithm: {
    iv: "bytes",
    additionalData: "bytes",
    tagLength: "int",
    counter: "bytes",
    length: "int",
    label: "bytes",
  },
  SignAlgorithm: { hash: "hash", dataLength: "int", saltLength: "int" },
  GenerateKeyAlgorithm: {
    hash: "hash",
    modulusLength: "int",
    publicExponent: "bytes",
    length: "int",
    namedCurve: "string",
  },
  ImportKeyAlgorithm: {
    hash: "hash",
    length: "int",
    namedCurve: "string",
    compressed: "bool",
  },
  DeriveKeyAlgorithm: {
    salt: "bytes",
    iterations: "int",
    hash: "hash",
    public: "key",
    info: "bytes",
  },
};

const jwkFields: Fields = {
  use: "string",
  key_ops: "strings",
  alg: "string",
  ext: "bool",
  crv: "string",
  x: "string",
  y: "string",
  d: "string",
  n: "string",
  e: "string",
  p: "string",
  q: "string",
  dp: "string",
  dq: "string",
  qi: "string",
  oth: "list",
  k: "string",
};

function wrongField(field: string, type: string, wanted: string): never {
  throw new TypeError(
    `Incorrect type for the '${field}' field on '${type}': the provided value is not of type '${wanted}'.`,
  );
}

function nothing(type: string): never {
  throw new TypeError(
    `Cannot initialize N7workerd3api12SubtleCrypto${type.length}${type}E with required members from an undefined or null value.`,
  );
}

export function toInt(value: unknown): number {
  const n = +(value as number);
  if (!Number.isFinite(n)) return 0;
  if (n > 2147483647 || n < -2147483648)
    throw new TypeError(
      "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
    );
  return Math.trunc(n);
}

export function toText(value: unknown): string {
  // String() would accept a symbol.
  return typeof value === "string" ? value : `${value as string}`;
}

function convert(type: string, field: string, kind: Kind | "key", v: unknown) {
  switch (kind) {
    case "string":
      return toText(v);
    case "int":
      return toInt(v);
    case "bool":
      return Boolean(v);
    case "bytes":
      return isBytes(v) ? v : wrongField(field, type, "BufferSource");
    case "key":
      return isKey(v) ? v : wrongField(field, type, "CryptoKey");
    case "hash":
      return algorithmName("HashAlgorithm", v);
    default:
      if (!Array.isArray(v)) return wrongField(field, type, "Array");
      return kind === "strings" ? v.map(toText) : v;
  }
}

function dictionary(type: string, fields: Fields, value: object, into: object) {
  for (const field of Object.keys(fields)) {
    const v = (value as Record<string, unknown>)[field];
    if (v !== undefined)
      (into as Record<string, unknown>)[field] = convert(
        type,
        field,
        fields[field] as Kind,
        v,
      );
  }
}

const isObject = (v: unknown): v is object =>
  (typeof v === "object" && v !== null) || typeof v === "function";

/** The name in "SHA-1" or { name: "SHA-1" }. */
export function algorithmName(type: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) return nothing(type);
  return toText(isObject(value) ? (value as { name?: unknown }).name : value);
}

/** Params of "X" or { name: "X", … }. */
export function paramsOf(type: string, value: unknown): Params {
  const params: Params = { name: algorithmName(type, value) };
  if (isObject(value))
    dictionary(type, dictionaries[type] ?? {}, value, params);
  return params;
}

export function jwkOf(value: unknown): JsonWebKey {
  if (value === null) return nothing("JsonWebKey");
  const jwk: JsonWebKey = {
    kty: toText((value as { kty?: unknown }).kty),
  };
  dictionary("JsonWebKey", jwkFields, value as object, jwk);
  return jwk;
}

/** A JSON Web Key as workerd's come out: all members, in this order. */
export function jwkOut(parts: JsonWebKey, usages: Usages): JsonWebKey {
  const jwk: Record<string, unknown> = { kty: parts.kty };
  for (const field of Object.keys(jwkFields))
    jwk[field] = parts[field as keyof JsonWebKey];
  jwk["key_ops"] = [...usages];
  jwk["ext"] = true;
  jwk["pub"] = undefined;
  jwk["priv"] = undefined;
  return jwk;
}

const secret = Symbol("crypto");
let materialIn: (key: CryptoKey) => unknown;
let isKeyObject: (value: object) => boolean;

class CryptoKeyClass {
  declare readonly usages: string[];
  declare readonly algorithm: Record<string, unknown> & { name: string };
  declare readonly extractable: boolean;
  declare readonly type: "secret" | "public" | "private";
  #material: unknown;

  constructor(token?: unknown, material?: unknown) {
    if (token !== secret) throw new TypeError("Illegal constructor");
    this.#material = material;
  }

  static {
    materialIn = (key) => (key as CryptoKeyClass).#material;
    isKeyObject = (value) => #material in value;
  }
}
Object.defineProperty(CryptoKeyClass.prototype, Symbol.toStringTag, {
  value: "CryptoKey",
  configurable: true,
});
Object.defineProperty(CryptoKeyClass, "name", { value: "CryptoKey" });

export type CryptoKey = CryptoKeyClass;
export const CryptoKey = CryptoKeyClass;

export const isKey = (value: unknown): value is CryptoKey =>
  typeof value === "object" && value !== null && isKeyObject(value);

/** Secret bytes, or the pair of an asymmetric key. */
export const materialOf = <T>(key: CryptoKey): T => materialIn(key) as T;

const order = [
  "encrypt",
  "decrypt",
  "sign",
  "verify",
  "deriveKey",
  "deriveBits",
  "wrapKey",
  "unwrapKey",
];

export function makeKey(
  type: "secret" | "public" | "private",
  extractable: boolean,
  algorithm: Record<string, unknown> & { name: string },
  usages: Usages,
  material: unknown,
): CryptoKey {
  const key = new CryptoKeyClass(secret, material);
  const show = (name: string, value: unknown) =>
    Object.defineProperty(key, name, {
      value,
      enumerable: true,
      configurable: true,
    });
  show(
    "usages",
    order.filter((usage) => usages.includes(usage)),
  );
  show("algorithm", algorithm);
  show("extractable", extractable);
  show("type", type);
  hold(key);
  return key;
}

/** Refuses usages the algorithm does not have; what says for which step. */
export function checkUsages(
  usages: Usages,
  allowed: Usages,
  what: string,
  name: string,
): void {
  for (const usage of usages)
    if (!allowed.includes(usage))
      fail(
        "SyntaxError",
        `Attempt to ${what} ${name} key with invalid usage "${usage}".`,
      );
}

export const only = (usages: Usages, allowed: Usages): Usages =>
  usages.filter((usage) => allowed.includes(usage));

export function sameBytes(a: Bytes, b: Bytes): boolean {
  return a.byteLength === b.byteLength && equal(a, b);
}
