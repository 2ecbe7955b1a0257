// AES-GCM, AES-CBC, AES-CTR and AES-KW.
import {
  base64url,
  checkUsages,
  copyOf,
  fail,
  jwkOut,
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
  Usages,
} from "./crypto-core.ts";
import { cipher, random } from "./crypto-native.ts";

const sizes = [128, 192, 256];
const tags = [32, 64, 96, 104, 112, 120, 128];

/** What a mode needs: initial vector or counter, additional data, bits of the tag or the counter. */
type Settings = [
  iv: Bytes | undefined,
  additional: Bytes | undefined,
  bits: number,
];

function gcm(params: Params, data: Bytes, decrypting: boolean): Settings {
  const iv = params.iv ?? missing("iv");
  if (iv.byteLength === 0)
    fail("OperationError", "AES-GCM IV must not be empty.");
  const bits = params.tagLength ?? 128;
  if (!tags.includes(bits))
    fail("OperationError", `Invalid AES-GCM tag length ${bits}.`);
  if (decrypting && data.byteLength < bits / 8)
    fail(
      "OperationError",
      `Ciphertext length of ${data.byteLength * 8} bits must be greater than or equal to the size of the AES-GCM tag length of ${bits} bits.`,
    );
  return [iv, params.additionalData, bits];
}

function cbc(params: Params, _data: Bytes, decrypting: boolean): Settings {
  const iv = params.iv ?? missing("iv");
  if (iv.byteLength !== 16)
    fail(
      "OperationError",
      `AES-CBC IV must be 16 bytes long (provided ${iv.byteLength}${decrypting ? "" : " bytes"}).`,
    );
  return [iv, undefined, 0];
}

function ctr(params: Params): Settings {
  const absent = (field: string): never => {
    throw new TypeError(`Missing "${field}" member in "algorithm".`);
  };
  const counter = params.counter ?? absent("counter");
  if (counter.byteLength !== 16)
    fail(
      "OperationError",
      `Counter must have length of 16 bytes (provided ${counter.byteLength}).`,
    );
  const bits = params.length ?? absent("length");
  if (bits <= 0 || bits > 128)
    fail("OperationError", `Invalid counter of ${bits} bits length provided.`);
  return [counter, undefined, bits];
}

function kw(_params: Params, data: Bytes, unwrapping: boolean): Settings {
  const bytes = data.byteLength;
  if (unwrapping) {
    if (bytes % 8 !== 0)
      fail(
        "OperationError",
        `Provided a wrapped key to unwrap that is ${bytes * 8} bits which isn't a multiple of 64 bits.`,
      );
    if (bytes < 24)
      fail(
        "OperationError",
        `Provided a wrapped key to unwrap this is ${bytes * 8} bits that is less than the minimal length of 192 bits.`,
      );
  } else if (bytes % 8 !== 0)
    fail(
      "OperationError",
      `Unwrapped key bit length must be a multiple of 64 bits but unwrapped key has a length of ${bytes * 8} bits.`,
    );
  else if (bytes < 16)
    fail(
      "OperationError",
      `Unwrapped key has length ${bytes} bytes but it should be greater than or equal to 16 and less than or equal to 18446744073709551607`,
    );
  return [undefined, undefined, 0];
}

const modes = { "AES-GCM": gcm, "AES-CBC": cbc, "AES-CTR": ctr, "AES-KW": kw };
type Mode = keyof typeof modes;

function bytesFromJWK(name: Mode, jwk: JsonWebKey): Uint8Array {
  if (jwk.kty !== "oct")
    fail(
      "DataError",
      `Symmetric "jwk" key import requires a JSON Web Key with Key Type parameter "kty" equal to "oct" (encountered "${jwk.kty}").`,
    );
  const bytes = base64url.decode(jwk.k);
  if (bytes === null)
    return fail(
      "DataError",
      'Symmetric "jwk" key import requires a base64Url encoding of the key.',
    );
  const alg = `A${bytes.byteLength * 8}${name.slice(4)}`;
  checkSize(bytes);
  if (jwk.alg !== undefined && jwk.alg !== alg)
    fail(
      "DataError",
      `Symmetric "jwk" key contains invalid "alg" value "${jwk.alg}", expected "${alg}".`,
    );
  return bytes;
}

function checkSize(bytes: Uint8Array): void {
  if (!sizes.includes(bytes.byteLength * 8))
    fail(
      "DataError",
      `Imported AES key length must be 128, 192, or 256 bits but provided ${bytes.byteLength * 8}.`,
    );
}

function checkUse(jwk: JsonWebKey, usages: Usages): void {
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== "enc")
    fail(
      "DataError",
      `Symmetric "jwk" key must have a "use" of "enc", not "${jwk.use}".`,
    );
  if (jwk.key_ops === undefined) return;
  const ops = jwk.key_ops.toSorted();
  const twice = ops.find((op, i) => op === ops[i + 1]);
  if (twice !== undefined)
    fail(
      "DataError",
      `Symmetric "jwk" key contains duplicate value "${twice}", in "key_op".`,
    );
  for (const usage of usages)
    if (!ops.includes(usage))
      fail("DataError", `"jwk" key missing usage "${usage}", in "key_ops".`);
}

function make(name: Mode): Algorithm {
  const wraps = ["wrapKey", "unwrapKey"];
  const allowed = name === "AES-KW" ? wraps : ["encrypt", "decrypt", ...wraps];
  const run =
    (decrypting: boolean) => (params: Params, key: CryptoKey, data: Bytes) => {
      const [iv, additional, bits] = modes[name](params, data, decrypting);
      const operation = `${name} ${decrypting ? "decrypt" : "encrypt"}`;
      return cipher(operation, materialOf(key), iv, data, additional, bits);
    };
  const keyFrom = (bytes: Uint8Array, extractable: boolean, usages: Usages) => {
    const algorithm = { name, length: bytes.byteLength * 8 };
    return makeKey("secret", extractable, algorithm, usages, bytes);
  };
  const common: Algorithm = {
    generate(params, extractable, usages) {
      checkUsages(usages, allowed, "generate", name);
      const length = params.length ?? missing("length");
      if (!sizes.includes(length))
        fail(
          "OperationError",
          `Generated AES key length must be 128, 192, or 256 bits but requested ${length}.`,
        );
      return keyFrom(new Uint8Array(random(length / 8)), extractable, usages);
    },
    import(format, data, _params, extractable, usages) {
      checkUsages(usages, allowed, "import secret", name);
      if (format === "raw") {
        const bytes = copyOf(data as Uint8Array);
        checkSize(bytes);
        return keyFrom(bytes, extractable, usages);
      }
      if (format !== "jwk")
        fail(
          "NotSupportedError",
          `Unrecognized key import format "${format}".`,
        );
      const bytes = bytesFromJWK(name, data as JsonWebKey);
      checkUse(data as JsonWebKey, usages);
      return keyFrom(bytes, extractable, usages);
    },
    export(format, key) {
      const bytes = materialOf<Uint8Array<ArrayBuffer>>(key);
      if (format === "raw") return bytes.slice().buffer;
      if (format !== "jwk")
        fail(
          "NotSupportedError",
          `${name} key only supports exporting "raw", "raw-secret" & "jwk", not "${format}".`,
        );
      const alg = `A${bytes.byteLength * 8}${name.slice(4)}`;
      const parts = { kty: "oct", alg, k: base64url.encode(bytes) };
      return jwkOut(parts, key.usages);
    },
  };
  return name === "AES-KW"
    ? { ...common, wrap: run(false), unwrap: run(true) }
    : { ...common, encrypt: run(false), decrypt: run(true) };
}

export const algorithms: Readonly<Record<string, Algorithm>> = {
  "AES-GCM": make("AES-GCM"),
  "AES-CBC": make("AES-CBC"),
  "AES-CTR": make("AES-CTR"),
  "AES-KW": make("AES-KW"),
};
