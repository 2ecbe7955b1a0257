// crypto and crypto.subtle as workerd has them: arguments converted in its
// order and refused in its words. The algorithms are in the other crypto-*.ts.
//  https://w3c.github.io/webcrypto/
//  https://developers.cloudflare.com/workers/runtime-apis/web-crypto/
import {
  algorithmName,
  blockBits,
  CryptoKey,
  fail,
  hashName,
  isBytes,
  isKey,
  jwkOf,
  missing,
  paramsOf,
  toInt,
  toText,
} from "./crypto-core.ts";
import type {
  Algorithm,
  Bytes,
  JsonWebKey,
  KeyPair,
  Later,
  Params,
  Usages,
} from "./crypto-core.ts";
import { load } from "./crypto-families.ts";
import { digest, equal, fill, hasher, uuid } from "./crypto-native.ts";

// The algorithms and the file that knows each.
const files: Readonly<Record<string, string>> = {
  HMAC: "hmac",
  "AES-GCM": "aes",
  "AES-CBC": "aes",
  "AES-CTR": "aes",
  "AES-KW": "aes",
  PBKDF2: "derive",
  HKDF: "derive",
  "RSASSA-PKCS1-v1_5": "rsa",
  "RSA-PSS": "rsa",
  "RSA-OAEP": "rsa",
  "RSA-RAW": "rsa",
  ECDSA: "curve",
  ECDH: "curve",
  Ed25519: "curve",
  X25519: "curve",
  "NODE-ED25519": "curve",
};
const canonical = new Map(
  Object.keys(files).map((name) => [name.toUpperCase(), name]),
);

const algorithmOf = (name: string): Algorithm =>
  load(files[name] as string)[name] as Algorithm;

function find(params: Params, what: string, method: "import" | "generate") {
  const name = canonical.get(params.name.toUpperCase());
  const found = name === undefined ? undefined : algorithmOf(name);
  const run = found?.[method];
  return run === undefined
    ? fail(
        "NotSupportedError",
        `Unrecognized ${what} algorithm "${params.name}" requested.`,
      )
    : run;
}

function wrong(
  method: string,
  n: number,
  type: string,
  where = "SubtleCrypto",
): never {
  throw new TypeError(
    `Failed to execute '${method}' on '${where}': parameter ${n} is not of type '${type}'.`,
  );
}

function misplaced(): never {
  throw new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
  );
}

// Conversions of arguments; n counts from 1.
type Args = readonly unknown[];

function params(method: string, args: Args, n: number, type: string): Params {
  const value = args[n - 1];
  return value === undefined
    ? wrong(method, n, `string or ${type}`)
    : paramsOf(type, value);
}

function keyArg(method: string, args: Args, n: number): CryptoKey {
  const value = args[n - 1];
  return isKey(value) ? value : wrong(method, n, "CryptoKey");
}

function bytesArg(method: string, args: Args, n: number): Bytes {
  const value = args[n - 1];
  return isBytes(value) ? value : wrong(method, n, "BufferSource");
}

function textArg(method: string, args: Args, n: number): string {
  const value = args[n - 1];
  return value === undefined ? wrong(method, n, "string") : toText(value);
}

function boolArg(method: string, args: Args, n: number): boolean {
  const value = args[n - 1];
  return value === undefined ? wrong(method, n, "boolean") : Boolean(value);
}

function usagesArg(method: string, args: Args, n: number): string[] {
  const value = args[n - 1];
  return Array.isArray(value) ? value.map(toText) : wrong(method, n, "Array");
}

/** The algorithm of key, when it may be used so. */
function usable(params: Params, key: CryptoKey, usage: string): Algorithm {
  const name = key.algorithm.name;
  if (params.name !== name && canonical.get(params.name.toUpperCase()) !== name)
    fail(
      "InvalidAccessError",
      `Requested algorithm "${params.name}" does not match this CryptoKey's algorithm "${name}".`,
    );
  if (!key.usages.includes(usage))
    fail(
      "InvalidAccessError",
      `Requested key usage "${usage}" does not match any usage listed in this CryptoKey.`,
    );
  return algorithmOf(name);
}

function lacks(operation: string, key: CryptoKey): never {
  return fail(
    "NotSupportedError",
    `The ${operation} operation is not implemented for "${key.algorithm.name}".`,
  );
}

const newer = ["raw-secret", "raw-public", "raw-private", "raw-seed"];

/** Imports data that is of the right kind for format. */
function importKey(
  format: string,
  data: Bytes | JsonWebKey,
  params: Params,
  extractable: boolean,
  usages: Usages,
): CryptoKey {
  if (newer.includes(format))
    fail(
      "NotSupportedError",
      `Key format "${format}" requires the webcrypto_modern_algorithms flag.`,
    );
  if (format === "jwk") {
    if (isBytes(data))
      throw new TypeError(
        'Import data provided for "jwk" import format must be a JsonWebKey.',
      );
    if (data.ext === false && extractable)
      fail(
        "DataError",
        `JWK ext field for "${params.name}" is set to false but extractable is true`,
      );
  } else if (format !== "raw" && format !== "pkcs8" && format !== "spki")
    fail("NotSupportedError", `Unrecognized key import format "${format}".`);
  else if (!isBytes(data))
    throw new TypeError(
      "Import data provided for buffer-based import formats must be a buffer source.",
    );
  const run = find(params, "key import", "import") as Algorithm["import"];
  const input = isBytes(data) ? viewOf(data) : data;
  const key = run(format, input, params, extractable, usages);
  if (key.usages.length === 0 && key.type !== "public")
    fail(
      "SyntaxError",
      "Secret/private CryptoKeys must have at least one usage.",
    );
  return key;
}

function viewOf(data: Bytes): Uint8Array {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function exportKey(format: string, key: CryptoKey): ArrayBuffer | JsonWebKey {
  const { name } = key.algorithm;
  if (!key.extractable)
    fail(
      "InvalidAccessError",
      `Attempt to export non-extractable ${name} key.`,
    );
  if (newer.includes(format))
    fail(
      "NotSupportedError",
      `Key format "${format}" requires the webcrypto_modern_algorithms flag.`,
    );
  const algorithm = algorithmOf(name);
  return algorithm.export === undefined
    ? fail(
        "NotSupportedError",
        `Unrecognized or unsupported export of "${name}" requested.`,
      )
    : algorithm.export(format, key);
}

/** How many bits deriveKey() needs for a key of these parameters. */
function derivedLength(params: Params): number | undefined {
  const name = params.name.toUpperCase();
  if (name === "HKDF" || name === "PBKDF2") return undefined;
  if (name === "HMAC") {
    if (params.length === undefined)
      return blockBits(
        hashName(params.hash ?? missing("hash", "derivedKeyParams")),
      );
    if (params.length > 0) return params.length;
    throw new TypeError(
      "HMAC key length must be a non-zero unsigned long integer.",
    );
  }
  if (files[name] !== "aes")
    fail(
      "NotSupportedError",
      `Unrecognized derived key type "${params.name}" requested.`,
    );
  const length = params.length ?? missing("length", "derivedKeyParams");
  if (length !== 128 && length !== 192 && length !== 256)
    fail(
      "OperationError",
      `Derived AES key must be 128, 192, or 256 bits in length but provided ${length}.`,
    );
  return length;
}

// What each method does with its arguments. None of them is async: what has
// been done when a method returns does not see later changes of the buffers.
const methods: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  encrypt(...args) {
    const algorithm = params("encrypt", args, 1, "EncryptAlgorithm");
    const key = keyArg("encrypt", args, 2);
    const data = bytesArg("encrypt", args, 3);
    const { encrypt } = usable(algorithm, key, "encrypt");
    return encrypt?.(algorithm, key, data) ?? lacks("encrypt", key);
  },
  decrypt(...args) {
    const algorithm = params("decrypt", args, 1, "EncryptAlgorithm");
    const key = keyArg("decrypt", args, 2);
    const data = bytesArg("decrypt", args, 3);
    const { decrypt } = usable(algorithm, key, "decrypt");
    return decrypt?.(algorithm, key, data) ?? lacks("decrypt", key);
  },
  sign(...args) {
    const algorithm = params("sign", args, 1, "SignAlgorithm");
    const key = keyArg("sign", args, 2);
    const data = bytesArg("sign", args, 3);
    const { sign } = usable(algorithm, key, "sign");
    return sign?.(algorithm, key, data) ?? lacks("sign", key);
  },
  verify(...args) {
    const algorithm = params("verify", args, 1, "SignAlgorithm");
    const key = keyArg("verify", args, 2);
    const signature = bytesArg("verify", args, 3);
    const data = bytesArg("verify", args, 4);
    const { verify } = usable(algorithm, key, "verify");
    return verify?.(algorithm, key, signature, data) ?? lacks("verify", key);
  },
  digest(algorithm, data) {
    if (algorithm === undefined) wrong("digest", 1, "string or HashAlgorithm");
    const name = algorithmName("HashAlgorithm", algorithm);
    if (!isBytes(data)) return wrong("digest", 2, "BufferSource");
    return digest(hashName(name), data);
  },
  generateKey(...args) {
    const algorithm = params("generateKey", args, 1, "GenerateKeyAlgorithm");
    const extractable = boolArg("generateKey", args, 2);
    const usages = usagesArg("generateKey", args, 3);
    const run = find(algorithm, "key generation", "generate") as NonNullable<
      Algorithm["generate"]
    >;
    const made: Later<CryptoKey | KeyPair> = run(
      algorithm,
      extractable,
      usages,
    );
    if (usages.length === 0 && isKey(made))
      fail(
        "SyntaxError",
        "Secret/private CryptoKeys must have at least one usage.",
      );
    return made;
  },
  deriveKey(...args) {
    const algorithm = params("deriveKey", args, 1, "DeriveKeyAlgorithm");
    const base = keyArg("deriveKey", args, 2);
    const derived = params("deriveKey", args, 3, "ImportKeyAlgorithm");
    const extractable = boolArg("deriveKey", args, 4);
    const usages = usagesArg("deriveKey", args, 5);
    const { derive } = usable(algorithm, base, "deriveKey");
    const length = derivedLength(derived);
    const bits = derive?.(algorithm, base, length) ?? lacks("deriveKey", base);
    const use = (secret: ArrayBuffer) =>
      importKey("raw", secret, derived, extractable, usages);
    return bits instanceof ArrayBuffer ? use(bits) : bits.then(use);
  },
  deriveBits(...args) {
    const algorithm = params("deriveBits", args, 1, "DeriveKeyAlgorithm");
    const base = keyArg("deriveBits", args, 2);
    const length =
      args[2] === undefined || args[2] === null ? undefined : toInt(args[2]);
    if (length !== undefined && length < 0)
      throw new TypeError(
        "deriveBits length must be an unsigned long integer.",
      );
    const { derive } = usable(algorithm, base, "deriveBits");
    return derive?.(algorithm, base, length) ?? lacks("deriveBits", base);
  },
  importKey(...args) {
    const format = textArg("importKey", args, 1);
    const given = args[1];
    if (!isBytes(given) && typeof given !== "object")
      wrong("importKey", 2, "BufferSource or JsonWebKey");
    const data = isBytes(given) ? given : jwkOf(given);
    const algorithm = params("importKey", args, 3, "ImportKeyAlgorithm");
    const extractable = boolArg("importKey", args, 4);
    const usages = usagesArg("importKey", args, 5);
    return importKey(format, data, algorithm, extractable, usages);
  },
  exportKey(...args) {
    const format = textArg("exportKey", args, 1);
    return exportKey(format, keyArg("exportKey", args, 2));
  },
  wrapKey(...args) {
    const format = textArg("wrapKey", args, 1);
    const key = keyArg("wrapKey", args, 2);
    const wrapping = keyArg("wrapKey", args, 3);
    const algorithm = params("wrapKey", args, 4, "EncryptAlgorithm");
    const { wrap, encrypt } = usable(algorithm, wrapping, "wrapKey");
    const exported = exportKey(format, key);
    const bytes =
      exported instanceof ArrayBuffer
        ? exported
        : new TextEncoder().encode(JSON.stringify(exported));
    const run = wrap ?? encrypt ?? lacks("encrypt", wrapping);
    return run(algorithm, wrapping, bytes);
  },
  unwrapKey(...args) {
    const format = textArg("unwrapKey", args, 1);
    const wrapped = bytesArg("unwrapKey", args, 2);
    const unwrapping = keyArg("unwrapKey", args, 3);
    const algorithm = params("unwrapKey", args, 4, "EncryptAlgorithm");
    const inner = params("unwrapKey", args, 5, "ImportKeyAlgorithm");
    const extractable = boolArg("unwrapKey", args, 6);
    const usages = usagesArg("unwrapKey", args, 7);
    const { unwrap, decrypt } = usable(algorithm, unwrapping, "unwrapKey");
    const run = unwrap ?? decrypt ?? lacks("decrypt", unwrapping);
    const use = (bytes: ArrayBuffer) => {
      const data = format === "jwk" ? jwkFrom(bytes) : bytes;
      return importKey(format, data, inner, extractable, usages);
    };
    const bytes = run(algorithm, unwrapping, wrapped);
    return bytes instanceof ArrayBuffer ? use(bytes) : bytes.then(use);
  },
};

function jwkFrom(bytes: ArrayBuffer): JsonWebKey {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value !== "object")
    fail("DataError", 'Missing "kty" field or corrupt JSON unwrapping key?');
  return jwkOf(value);
}

const secret = Symbol("crypto");
let isSubtle: (value: object) => boolean;

class SubtleCrypto {
  #brand = true;

  constructor(token?: unknown) {
    if (token !== secret) throw new TypeError("Illegal constructor");
  }

  static {
    isSubtle = (value) => #brand in value;
  }
}

// WebIDL's members are enumerable; workerd's functions take no named arguments.
function member(prototype: object, name: string, value: Function): void {
  Object.defineProperty(value, "name", { value: name });
  Object.defineProperty(value, "length", { value: 0 });
  Object.defineProperty(prototype, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function tag(prototype: object, value: string): void {
  Object.defineProperty(prototype, Symbol.toStringTag, {
    value,
    configurable: true,
  });
}

const mine = (self: unknown) =>
  typeof self === "object" && self !== null && isSubtle(self);

for (const [name, run] of Object.entries(methods))
  member(
    SubtleCrypto.prototype,
    name,
    function (
      this: unknown,
      a: unknown,
      b: unknown,
      c: unknown,
      d: unknown,
      e: unknown,
      f: unknown,
      g: unknown,
    ) {
      // Called on another object it throws; all else rejects.
      if (!mine(this)) misplaced();
      try {
        return Promise.resolve(run(a, b, c, d, e, f, g));
      } catch (error) {
        return Promise.reject(error as Error);
      }
    },
  );
member(
  SubtleCrypto.prototype,
  "timingSafeEqual",
  function (this: unknown, ...args: unknown[]) {
    if (!mine(this)) misplaced();
    const a = bytesArg("timingSafeEqual", args, 1);
    const b = bytesArg("timingSafeEqual", args, 2);
    if (a.byteLength !== b.byteLength)
      throw new TypeError("Input buffers must have the same byte length.");
    return equal(a, b);
  },
);
tag(SubtleCrypto.prototype, "SubtleCrypto");

let Digests: (new (...args: unknown[]) => WritableStream) | undefined;

// Made when it is first asked for: it needs WritableStream, few Workers need it.
function digestStream(): unknown {
  if (Digests !== undefined) return Digests;
  class DigestStream extends WritableStream<unknown> {
    #digest: Promise<ArrayBuffer>;
    #written = 0;
    #over: Error | undefined;
    #reject: (reason: unknown) => void;

    constructor(...args: unknown[]) {
      if (args[0] === undefined)
        throw new TypeError(
          "Failed to construct 'DigestStream': constructor parameter 1 is not of type 'string or HashAlgorithm'.",
        );
      const name = algorithmName("HashAlgorithm", args[0]);
      const sums = ["crc32", "crc32c", "crc64nvme"];
      const [write, sum] = hasher(sums.includes(name) ? name : hashName(name));
      const { promise, resolve, reject } = Promise.withResolvers<ArrayBuffer>();
      // Whoever does not ask for the digest need not handle its failure.
      promise.catch(() => {});
      super({
        write: (chunk) => {
          if (this.#over !== undefined) throw this.#over;
          const bytes =
            typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
          if (!isBytes(bytes))
            throw new TypeError(
              "DigestStream is a byte stream but received an object of non-ArrayBuffer/ArrayBufferView/string type on its writable side.",
            );
          write(bytes);
          this.#written += bytes.byteLength;
        },
        close: () => {
          if (this.#over !== undefined) throw this.#over;
          resolve(sum());
        },
        abort: reject,
      });
      this.#digest = promise;
      this.#reject = reject;
    }

    get digest(): Promise<ArrayBuffer> {
      return this.#digest;
    }

    get bytesWritten(): bigint {
      return BigInt(this.#written);
    }

    [Symbol.dispose](): void {
      this.#over = new TypeError("The DigestStream was disposed.");
      this.#reject(this.#over);
    }
  }
  tag(DigestStream.prototype, "DigestStream");
  // V8's words for a class called without new are not workerd's.
  return (Digests = DigestStream);
}

const integers = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "BigInt64Array",
  "BigUint64Array",
];
const nameOfView = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get as (this: unknown) => string | undefined;

class Crypto {
  #subtle: SubtleCrypto;

  constructor(token?: unknown) {
    if (token !== secret) throw new TypeError("Illegal constructor");
    this.#subtle = new SubtleCrypto(secret);
  }

  static subtleOf(self: unknown): SubtleCrypto {
    return typeof self === "object" && self !== null && #subtle in self
      ? self.#subtle
      : misplaced();
  }
}
const { subtleOf } = Crypto;
delete (Crypto as { subtleOf?: unknown }).subtleOf;

Object.defineProperty(Crypto.prototype, "subtle", {
  get(this: unknown) {
    return subtleOf(this);
  },
  enumerable: true,
  configurable: true,
});
member(
  Crypto.prototype,
  "getRandomValues",
  function (this: unknown, view: unknown) {
    subtleOf(this);
    if (!ArrayBuffer.isView(view))
      return wrong("getRandomValues", 1, "ArrayBufferView", "Crypto");
    if (!integers.includes(nameOfView.call(view) ?? ""))
      fail(
        "TypeMismatchError",
        "ArrayBufferView argument to getRandomValues() must be an integer-typed view.",
      );
    if (view.byteLength > 65536)
      fail(
        "QuotaExceededError",
        `getRandomValues() only accepts buffers of size <= 64K but provided ${view.byteLength} bytes.`,
      );
    return fill(view);
  },
);
member(Crypto.prototype, "randomUUID", function (this: unknown) {
  subtleOf(this);
  return uuid();
});
Object.defineProperty(Crypto.prototype, "DigestStream", {
  get: digestStream,
  set(this: object, value: unknown) {
    Object.defineProperty(this, "DigestStream", {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  },
  enumerable: true,
  configurable: true,
});
tag(Crypto.prototype, "Crypto");

export const globals = {
  Crypto,
  SubtleCrypto,
  CryptoKey,
  crypto: new Crypto(secret),
};
