// The sums behind crypto.subtle, done by node:crypto: bytes in, bytes out, null
// for what is wrong with them. The words for that are the callers'.
import * as node from "node:crypto";
import type { KeyObject } from "node:crypto";
import { markAsUncloneable } from "node:worker_threads";
import { fail } from "./crypto-core.ts";
import type { Bytes, Later } from "./crypto-core.ts";
import { checksum } from "./crypto-crc.ts";

/** An asymmetric key; private is there in private keys only. */
export interface Pair {
  public: KeyObject;
  private?: KeyObject;
}

type Numbers = Readonly<Record<string, Uint8Array | undefined>>;

const hashes: Readonly<Record<string, string>> = {
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
  MD5: "md5",
};
const hashOf = (name: string): string => hashes[name] as string;

const view = (data: Bytes): Uint8Array =>
  data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** An ArrayBuffer of its own: Node's small buffers share one. */
const own = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

export function digest(hash: string, data: Bytes): ArrayBuffer {
  return own(node.createHash(hashOf(hash)).update(view(data)).digest());
}

export function hasher(
  name: string,
): [write: (data: Bytes) => void, sum: () => ArrayBuffer] {
  if (name.startsWith("crc")) {
    const crc = checksum(name);
    return [(data) => crc.write(view(data)), () => crc.sum()];
  }
  const hash = node.createHash(hashOf(name));
  return [(data) => void hash.update(view(data)), () => own(hash.digest())];
}

export function hmac(hash: string, key: Uint8Array, data: Bytes): ArrayBuffer {
  return own(node.createHmac(hashOf(hash), key).update(view(data)).digest());
}

/** a and b have the same length. */
export function equal(a: Bytes, b: Bytes): boolean {
  return node.timingSafeEqual(view(a), view(b));
}

export function random(size: number): ArrayBuffer {
  return own(node.randomBytes(size));
}

export function fill<T extends ArrayBufferView>(target: T): T {
  node.randomFillSync(view(target));
  return target;
}

/** structuredClone refuses keys, as workerd does. */
export const hold = (key: object): void => markAsUncloneable(key);

export const uuid = (): string => node.randomUUID();

export function toBase64(data: Bytes): string {
  return Buffer.from(view(data)).toString("base64url");
}

/** Both alphabets and blanks are taken, padding only where it belongs. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const bare = text.replace(/[\t\n\v\f\r ]/g, "");
  const data = bare.replace(/={1,2}$/, "");
  const padded = bare.length !== data.length;
  if (!/^[\w+/-]*$/.test(data) || data.length % 4 === 1) return null;
  if (padded && bare.length % 4 !== 0) return null;
  return new Uint8Array(Buffer.from(data, "base64"));
}

// AES.
const quiet = (iv: Bytes | undefined) => (iv === undefined ? null : view(iv));

function undecipherable(mode: string, input: number, output: number): never {
  return fail(
    "OperationError",
    `Decryption failed. This could be due to a ciphertext authentication failure, bad padding, incorrect CryptoKey, or another algorithm-specific reason. Input length was ${input}, output length expected to be ${output} for ${mode}`,
  );
}

function gcm(
  decrypting: boolean,
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
  more: Uint8Array | null,
  bits: number,
): ArrayBuffer {
  const mode = `aes-${key.length * 8}-gcm` as "aes-256-gcm";
  const options = { authTagLength: bits / 8 };
  if (!decrypting) {
    const cipher = node.createCipheriv(mode, key, iv, options);
    if (more !== null) cipher.setAAD(more);
    const parts = [cipher.update(data), cipher.final(), cipher.getAuthTag()];
    return own(Buffer.concat(parts));
  }
  const size = data.length - bits / 8;
  const decipher = node.createDecipheriv(mode, key, iv, options);
  if (more !== null) decipher.setAAD(more);
  decipher.setAuthTag(data.subarray(size));
  try {
    const parts = [decipher.update(data.subarray(0, size)), decipher.final()];
    return own(Buffer.concat(parts));
  } catch {
    return undecipherable("AES-GCM", size, size);
  }
}

function cbc(
  decrypting: boolean,
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
): ArrayBuffer {
  const mode = `aes-${key.length * 8}-cbc`;
  const cipher = (decrypting ? node.createDecipheriv : node.createCipheriv)(
    mode,
    key,
    iv,
  );
  try {
    return own(Buffer.concat([cipher.update(data), cipher.final()]));
  } catch {
    const whole = Math.max(0, Math.ceil(data.length / 16) - 1) * 16;
    return undecipherable("AES-CBC", data.length, whole);
  }
}

/** Counts in the last bits of the counter; the rest of it stays. */
function ctr(
  key: Uint8Array,
  counter: Uint8Array,
  data: Uint8Array,
  bits: number,
): ArrayBuffer {
  const start = BigInt(`0x${Buffer.from(counter).toString("hex")}`);
  const size = 1n << BigInt(bits);
  const left = size - (start % size);
  const blocks = BigInt(Math.ceil(data.length / 16));
  if (blocks > size)
    fail("OperationError", "Counter block values will repeat.");
  const run = (iv: Uint8Array, part: Uint8Array) =>
    node.createCipheriv(`aes-${key.length * 8}-ctr`, key, iv).update(part);
  if (left >= blocks) return own(run(counter, data));
  const cut = Number(left) * 16;
  const rest = (start - (start % size)).toString(16).padStart(32, "0");
  return own(
    Buffer.concat([
      run(counter, data.subarray(0, cut)),
      run(Buffer.from(rest, "hex"), data.subarray(cut)),
    ]),
  );
}

function wrap(decrypting: boolean, key: Uint8Array, data: Uint8Array) {
  const cipher = (decrypting ? node.createDecipheriv : node.createCipheriv)(
    `id-aes${key.length * 8}-wrap`,
    key,
    Buffer.alloc(8, 0xa6),
  );
  try {
    return own(Buffer.concat([cipher.update(data), cipher.final()]));
  } catch {
    return fail("OperationError", "AES-KW key unwrapping failed.");
  }
}

/** operation is "AES-GCM encrypt" and the like; bits of the tag or the counter. */
export function cipher(
  operation: string,
  key: Uint8Array,
  iv: Bytes | undefined,
  data: Bytes,
  more: Bytes | undefined,
  bits: number,
): Later<ArrayBuffer> {
  const [mode, verb] = operation.split(" ");
  const decrypting = verb === "decrypt";
  const [start, input] = [quiet(iv) ?? new Uint8Array(16), view(data)];
  switch (mode) {
    case "AES-GCM":
      return gcm(decrypting, key, start, input, quiet(more), bits);
    case "AES-CBC":
      return cbc(decrypting, key, start, input);
    case "AES-CTR":
      return ctr(key, start, input, bits);
    default:
      return wrap(decrypting, key, input);
  }
}

export function pbkdf2(
  hash: string,
  secret: Uint8Array,
  salt: Bytes,
  iterations: number,
  size: number,
): Later<ArrayBuffer> {
  if (size === 0) return new ArrayBuffer(0);
  return new Promise((resolve, reject) => {
    const salted = view(salt);
    node.pbkdf2(
      secret,
      salted,
      iterations,
      size,
      hashOf(hash),
      (error, key) => {
        if (error === null) resolve(own(key));
        else reject(error);
      },
    );
  });
}

export function hkdf(
  hash: string,
  secret: Uint8Array,
  salt: Bytes,
  info: Bytes,
  size: number,
): ArrayBuffer {
  if (size === 0) return new ArrayBuffer(0);
  const [name, more] = [hashOf(hash), view(info)];
  // Node refuses info above 1024 bytes; the definition does not.
  if (more.length <= 1024)
    return node.hkdfSync(name, secret, view(salt), more, size);
  const extracted = node.createHmac(name, view(salt)).update(secret).digest();
  let [last, all] = [Buffer.alloc(0), Buffer.alloc(0)];
  for (let n = 1; all.length < size; n++) {
    const step = node.createHmac(name, extracted);
    last = step.update(last).update(more).update(Buffer.of(n)).digest();
    all = Buffer.concat([all, last]);
  }
  return own(all.subarray(0, size));
}

// Asymmetric keys.
const curveNames: Readonly<Record<string, string>> = {
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

function familyOf(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case "rsa":
    case "rsa-pss":
      return "RSA";
    case "ec": {
      const name = key.asymmetricKeyDetails?.namedCurve ?? "";
      return curveNames[name] ?? "another curve";
    }
    case "ed25519":
      return "Ed25519";
    case "x25519":
      return "X25519";
    default:
      return "unknown";
  }
}

type Found = [Pair, string] | number | null;

/** How many bytes follow the first DER value; -1 when it is not complete. */
function trailing(der: Uint8Array): number {
  const first = der[1] ?? 0x80;
  const long = first & 0x80 ? first & 0x7f : 0;
  let length = first & 0x80 ? 0 : first;
  for (const byte of der.subarray(2, 2 + long)) length = length * 256 + byte;
  return der[0] === 0x30 ? der.length - 2 - long - length : -1;
}

function parse(der: Uint8Array, read: (key: Buffer) => Pair | null): Found {
  const rest = trailing(der);
  if (rest < 0) return null;
  const pair = read(Buffer.from(der.subarray(0, der.length - rest)));
  if (pair === null) return null;
  return rest > 0 ? rest : [pair, familyOf(pair.public)];
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

const pairOf = (secret: KeyObject): Pair => ({
  public: node.createPublicKey(secret),
  private: secret,
});

/** A public key of DER. Node would keep a point compressed and export it so. */
function publicOf(key: Buffer): Pair | null {
  return attempt(() => {
    const read = node.createPublicKey({ key, format: "der", type: "spki" });
    if (read.asymmetricKeyType !== "ec" || !(familyOf(read) in sizes))
      return { public: read };
    const jwk = read.export({ format: "jwk" });
    return { public: node.createPublicKey({ key: jwk, format: "jwk" }) };
  });
}

/** A key and its family, how many bytes trail it, or null. */
export function spki(der: Uint8Array): Found {
  return parse(der, publicOf);
}

/** Like workerd, it takes the older private formats too. */
export function pkcs8(der: Uint8Array): Found {
  return parse(der, (key) => {
    for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
      const found = attempt(() =>
        pairOf(node.createPrivateKey({ key, format: "der", type })),
      );
      if (found !== null) return found;
    }
    return null;
  });
}

export function encodeKey(pair: Pair, type: "spki" | "pkcs8"): ArrayBuffer {
  const key = type === "spki" ? pair.public : pair.private;
  if (key === undefined) return fail("OperationError", "Key export failed.");
  return own(key.export({ format: "der", type }));
}

const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? "" : Buffer.from(bytes).toString("base64url");

function numbersOf(
  key: KeyObject,
  fields: readonly string[],
): Record<string, Uint8Array> {
  const jwk = key.export({ format: "jwk" }) as Record<string, string>;
  const out: Record<string, Uint8Array> = {};
  for (const field of fields) {
    const value = jwk[field];
    if (value !== undefined) out[field] = Buffer.from(value, "base64url");
  }
  return out;
}

// RSA.
export async function rsaGenerate(
  modulusLength: number,
  publicExponent: number,
): Promise<Pair> {
  return new Promise((resolve, reject) => {
    const options = { modulusLength, publicExponent };
    node.generateKeyPair("rsa", options, (error, publicKey, privateKey) => {
      if (error === null) resolve({ public: publicKey, private: privateKey });
      else reject(error);
    });
  });
}

const big = (bytes: Uint8Array | undefined): bigint =>
  bytes === undefined || bytes.length === 0
    ? 0n
    : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

function bytesOf(n: bigint): Uint8Array {
  const hex = n.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The primes of a key that came without them (FIPS 186-4, C.3). */
function factors(n: bigint, e: bigint, d: bigint): [bigint, bigint] | null {
  let odd = d * e - 1n;
  while (odd > 0n && !(odd & 1n)) odd >>= 1n;
  for (let g = 2n; g < 100n && odd > 0n; g++) {
    let x = power(g, odd, n);
    while (x !== 1n && x !== n - 1n && x !== 0n) {
      const next = (x * x) % n;
      if (next === 1n) {
        let [a, b] = [x - 1n, n];
        while (b > 0n) [a, b] = [b, a % b];
        return a > n / a ? [a, n / a] : [n / a, a];
      }
      x = next;
    }
  }
  return null;
}

function completed(parts: Numbers): Numbers | null {
  if (parts["p"] !== undefined) return parts;
  const d = big(parts["d"]);
  const found = factors(big(parts["n"]), big(parts["e"]), d);
  if (found === null) return null;
  const [p, q] = found;
  return {
    ...parts,
    p: bytesOf(p),
    q: bytesOf(q),
    dp: bytesOf(d % (p - 1n)),
    dq: bytesOf(d % (q - 1n)),
    qi: bytesOf(power(q, p - 2n, p)),
  };
}

export function rsaFromJWK(parts: Numbers): Pair | null {
  const whole = parts["d"] === undefined ? parts : completed(parts);
  if (whole === null) return null;
  const key: Record<string, string> = { kty: "RSA" };
  for (const [field, bytes] of Object.entries(whole)) key[field] = text(bytes);
  return attempt(() =>
    parts["d"] === undefined
      ? { public: node.createPublicKey({ key, format: "jwk" }) }
      : pairOf(node.createPrivateKey({ key, format: "jwk" })),
  );
}

export function rsaToJWK(pair: Pair): Record<string, Uint8Array> {
  const fields = ["d", "n", "e", "p", "q", "dp", "dq", "qi"];
  return numbersOf(pair.private ?? pair.public, fields);
}

/** Bits of the modulus and the exponent. */
export function rsaInfo(pair: Pair): [number, Uint8Array] {
  const details = pair.public.asymmetricKeyDetails;
  const exponent = bytesOf(BigInt(details?.publicExponent ?? 0));
  const bits = Math.ceil((details?.modulusLength ?? 0) / 8) * 8;
  return [bits, new Uint8Array(exponent)];
}

const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING, RSA_NO_PADDING } =
  node.constants;

function signing(name: string, key: KeyObject, saltLength: number) {
  return name === "RSA-PSS"
    ? { key, padding: RSA_PKCS1_PSS_PADDING, saltLength }
    : { key, padding: RSA_PKCS1_PADDING };
}

export function rsaSign(
  name: string,
  pair: Pair,
  hash: string,
  data: Bytes,
  salt: number,
): Later<ArrayBuffer> {
  const key = signing(name, pair.private as KeyObject, salt);
  return own(node.sign(hashOf(hash), view(data), key));
}

export function rsaVerify(
  name: string,
  pair: Pair,
  hash: string,
  signature: Bytes,
  data: Bytes,
  salt: number,
): Later<boolean> {
  const key = signing(name, pair.public, salt);
  return (
    attempt(() =>
      node.verify(hashOf(hash), view(data), key, view(signature)),
    ) ?? false
  );
}

export function rsaCipher(
  forth: boolean,
  pair: Pair,
  hash: string,
  data: Bytes,
  label: Bytes | undefined,
): Later<ArrayBuffer> {
  const options = {
    key: forth ? pair.public : (pair.private as KeyObject),
    padding: node.constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: hashOf(hash),
    ...(label !== undefined && { oaepLabel: view(label) }),
  };
  const run = forth ? node.publicEncrypt : node.privateDecrypt;
  const out = attempt(() => own(run(options, view(data))));
  if (out !== null) return out;
  const fits = forth || data.byteLength === rsaInfo(pair)[0] / 8;
  return fail(
    "OperationError",
    `RSA-OAEP failed encrypt/decrypt${fits ? "" : ": Invalid RSA signature."}.`,
  );
}

/** The bare private operation; null when data is no number below the modulus. */
export function rsaRaw(pair: Pair, data: Bytes): ArrayBuffer | null {
  const key = pair.private as KeyObject;
  return attempt(() =>
    own(node.privateDecrypt({ key, padding: RSA_NO_PADDING }, view(data))),
  );
}

// Curves. A raw key becomes a DER one by what stands before its bytes.
const prefixes: Readonly<Record<string, string>> = {
  "P-256": "301306072a8648ce3d020106082a8648ce3d030107",
  "P-384": "301006072a8648ce3d020106052b81040022",
  "P-521": "301006072a8648ce3d020106052b81040023",
  Ed25519: "300506032b6570",
  X25519: "300506032b656e",
};
const sizes: Readonly<Record<string, number>> = {
  "P-256": 32,
  "P-384": 48,
  "P-521": 66,
};
const nodeCurves: Readonly<Record<string, string>> = {
  "P-256": "prime256v1",
  "P-384": "secp384r1",
  "P-521": "secp521r1",
};

function der(kind: number, body: Uint8Array): Buffer {
  const n = body.length;
  const head =
    n < 128
      ? [kind, n]
      : n < 256
        ? [kind, 0x81, n]
        : [kind, 0x82, n >> 8, n & 0xff];
  return Buffer.concat([Buffer.from(head), body]);
}

export function curveGenerate(curve: string): Pair {
  const pair =
    curve === "Ed25519"
      ? node.generateKeyPairSync("ed25519")
      : curve === "X25519"
        ? node.generateKeyPairSync("x25519")
        : node.generateKeyPairSync("ec", { namedCurve: curve });
  return { public: pair.publicKey, private: pair.privateKey };
}

export function curveFromRaw(curve: string, raw: Uint8Array): Pair | null {
  // OpenSSL also takes hybrid points, which nobody else knows.
  if (curve in sizes && raw[0] !== 2 && raw[0] !== 3 && raw[0] !== 4)
    return null;
  const body = Buffer.concat([
    Buffer.from(prefixes[curve] ?? "", "hex"),
    der(3, Buffer.concat([Buffer.of(0), raw])),
  ]);
  return publicOf(der(0x30, body));
}

export function curveToRaw(pair: Pair): ArrayBuffer {
  const { x, y } = numbersOf(pair.public, ["x", "y"]);
  const [a, b] = [x as Uint8Array, y];
  return own(b === undefined ? a : Buffer.concat([Buffer.of(4), a, b]));
}

/** Without x and y the public half follows from d. */
export function curveFromJWK(curve: string, parts: Numbers): Pair | null {
  const { d } = parts;
  const size = sizes[curve];
  if (size === undefined) {
    if (d === undefined) return curveFromRaw(curve, parts["x"] as Uint8Array);
    const version = Buffer.of(2, 1, 0);
    const type = Buffer.from(prefixes[curve] ?? "", "hex");
    const body = Buffer.concat([version, type, der(4, der(4, d))]);
    const key = der(0x30, body);
    return attempt(() =>
      pairOf(node.createPrivateKey({ key, format: "der", type: "pkcs8" })),
    );
  }
  const padded = (n: Uint8Array | undefined) => {
    const bytes = Buffer.from(n ?? []);
    const start = bytes.findIndex((byte) => byte !== 0);
    const bare = start < 0 ? Buffer.alloc(0) : bytes.subarray(start);
    if (bare.length > size) return null;
    return Buffer.concat([Buffer.alloc(size - bare.length), bare]);
  };
  const [x, y, secret] = [padded(parts["x"]), padded(parts["y"]), padded(d)];
  if (x === null || y === null || secret === null) return null;
  const open =
    parts["x"] === undefined
      ? null
      : curveFromRaw(curve, Buffer.concat([Buffer.of(4), x, y]));
  if (d === undefined || (parts["x"] !== undefined && open === null))
    return open;
  const derived = attempt(() => {
    const ecdh = node.createECDH(nodeCurves[curve] as string);
    ecdh.setPrivateKey(secret);
    return ecdh.getPublicKey();
  });
  if (derived === null) return null;
  const [dx, dy] = [derived.subarray(1, 1 + size), derived.subarray(1 + size)];
  if (open !== null && !(dx.equals(x) && dy.equals(y))) return null;
  const key = { kty: "EC", crv: curve, x: text(dx), y: text(dy) };
  return attempt(() =>
    pairOf(
      node.createPrivateKey({
        key: { ...key, d: text(secret) },
        format: "jwk",
      }),
    ),
  );
}

export function curveToJWK(pair: Pair): Record<string, Uint8Array> {
  return numbersOf(pair.private ?? pair.public, ["x", "y", "d"]);
}

export function curveSign(
  pair: Pair,
  hash: string,
  data: Bytes,
): Later<ArrayBuffer> {
  const key = pair.private as KeyObject;
  return own(
    hash === ""
      ? node.sign(null, view(data), key)
      : node.sign(hashOf(hash), view(data), { key, dsaEncoding: "ieee-p1363" }),
  );
}

export function curveVerify(
  pair: Pair,
  hash: string,
  signature: Bytes,
  data: Bytes,
): Later<boolean> {
  const key = pair.public;
  return (
    attempt(() =>
      hash === ""
        ? node.verify(null, view(data), key, view(signature))
        : node.verify(
            hashOf(hash),
            view(data),
            { key, dsaEncoding: "ieee-p1363" },
            view(signature),
          ),
    ) ?? false
  );
}

/** The shared secret, null when there is none. */
export function curveAgree(mine: Pair, theirs: Pair): ArrayBuffer | null {
  return attempt(() =>
    own(
      node.diffieHellman({
        privateKey: mine.private as KeyObject,
        publicKey: theirs.public,
      }),
    ),
  );
}
