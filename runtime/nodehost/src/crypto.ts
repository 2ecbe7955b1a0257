// What Workers' crypto has beyond Node's: crypto.DigestStream,
// crypto.subtle.timingSafeEqual, and MD5 for those who must.
// https://developers.cloudflare.com/workers/runtime-apis/web-crypto/
import {
  createHash,
  timingSafeEqual as nodeTimingSafeEqual,
} from "node:crypto";
import type { Hash } from "node:crypto";

const algorithms: Readonly<Record<string, string>> = {
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
  MD5: "md5",
};

function hashOf(algorithm: unknown): Hash {
  const name =
    typeof algorithm === "object" && algorithm !== null
      ? String((algorithm as { name?: unknown }).name)
      : String(algorithm);
  const known = algorithms[name.toUpperCase()];
  if (known === undefined)
    throw new DOMException(
      "Unrecognized or unimplemented digest algorithm requested.",
      "NotSupportedError",
    );
  return createHash(known);
}

class DigestStream extends WritableStream<unknown> {
  readonly digest: Promise<ArrayBuffer>;
  #written: () => bigint;

  constructor(algorithm: unknown) {
    const hash = hashOf(algorithm);
    const { promise, resolve, reject } = Promise.withResolvers<ArrayBuffer>();
    let written = 0n;
    super({
      write(chunk) {
        const bytes = viewOf(
          typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk,
          "DigestStream is a byte stream but received an object of non-ArrayBuffer/ArrayBufferView/string type on its writable side.",
        );
        written += BigInt(bytes.length);
        hash.update(bytes);
      },
      close() {
        resolve(new Uint8Array(hash.digest()).buffer);
      },
      abort: (reason) => reject(reason as Error),
    });
    // Whoever does not ask for the digest need not handle its failure.
    promise.catch(() => {});
    this.digest = promise;
    this.#written = () => written;
  }

  get [Symbol.toStringTag](): string {
    return "DigestStream";
  }

  get bytesWritten(): bigint {
    return this.#written();
  }
}

function viewOf(value: unknown, otherwise: string): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError(otherwise);
}

function timingSafeEqual(a: unknown, b: unknown): boolean {
  const wrong =
    "Failed to execute 'timingSafeEqual' on 'SubtleCrypto': parameter 1 is not of type 'BufferSource'.";
  const [x, y] = [viewOf(a, wrong), viewOf(b, wrong.replace("1", "2"))];
  if (x.length !== y.length)
    throw new TypeError("Input buffers must have the same byte length.");
  return nodeTimingSafeEqual(x, y);
}

export function installCrypto(): void {
  const random = Object.getPrototypeOf(crypto) as Crypto;
  const { getRandomValues } = random;
  Object.defineProperty(random, "getRandomValues", {
    value: {
      getRandomValues<T extends ArrayBufferView>(this: Crypto, view: T): T {
        if (!ArrayBuffer.isView(view))
          throw new TypeError(
            "Failed to execute 'getRandomValues' on 'Crypto': parameter 1 is not of type 'ArrayBufferView'.",
          );
        return getRandomValues.call(this, view) as T;
      },
    }.getRandomValues,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  const subtle = Object.getPrototypeOf(crypto.subtle) as SubtleCrypto;
  const { digest, importKey } = subtle;
  type ImportKey = (...args: unknown[]) => Promise<CryptoKey>;
  Object.defineProperty(subtle, "importKey", {
    value: {
      async importKey(this: SubtleCrypto, ...args: unknown[]) {
        const format = String(args[0]);
        if (!["raw", "jwk", "pkcs8", "spki"].includes(format))
          throw new DOMException(
            `Unrecognized key import format "${format}".`,
            "NotSupportedError",
          );
        return (importKey as ImportKey).call(this, ...args);
      },
    }.importKey,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  Object.defineProperty(subtle, "digest", {
    value: {
      async digest(
        this: SubtleCrypto,
        algorithm: AlgorithmIdentifier,
        data: BufferSource,
      ): Promise<ArrayBuffer> {
        const name = typeof algorithm === "string" ? algorithm : algorithm.name;
        if (name.toUpperCase() !== "MD5")
          return digest.call(this, algorithm, data);
        const bytes = viewOf(data, "data is not an ArrayBuffer or a view.");
        return new Uint8Array(createHash("md5").update(bytes).digest()).buffer;
      },
    }.digest,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  Object.defineProperty(Object.getPrototypeOf(crypto), "DigestStream", {
    value: DigestStream,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  Object.defineProperty(
    Object.getPrototypeOf(crypto.subtle),
    "timingSafeEqual",
    {
      value: timingSafeEqual,
      configurable: true,
      enumerable: true,
      writable: true,
    },
  );
}
