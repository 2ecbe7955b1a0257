// Parts of JavaScript that workerd's V8 has and Node 24's has not yet. Each is
// defined only where it is missing, and goes when the runtime floor has it.
//  https://tc39.es/proposal-arraybuffer-base64/
//  https://tc39.es/proposal-upsert/ · https://tc39.es/proposal-math-sum/
import { methods, statics } from "./es-iterators.ts";

interface Base64Options {
  alphabet?: "base64" | "base64url";
  lastChunkHandling?: "loose" | "strict" | "stop-before-partial";
}

// Decodes as much of text as fits into limit bytes; read counts characters.
function decodeBase64(
  text: unknown,
  options: Base64Options = {},
  limit = Infinity,
): { bytes: Buffer; read: number } {
  if (typeof text !== "string")
    throw new TypeError("input argument must be a string");
  const url = options.alphabet === "base64url";
  const handling = options.lastChunkHandling ?? "loose";
  const bare = text.replace(/[\t\n\f\r ]/g, "");
  const data = bare.replace(/={1,2}$/, "");
  if (!(url ? /^[\w-]*$/ : /^[A-Za-z0-9+/]*$/).test(data))
    throw new SyntaxError(
      "Found a character that cannot be part of a valid base64 string.",
    );
  const padding = bare.length - data.length;
  const partial = data.length % 4;
  const whole = data.length - partial;
  const complete = padding > 0 && (partial + padding) % 4 === 0;
  const stop = handling === "stop-before-partial" && !complete;
  if (
    (padding > 0 && !complete) ||
    (!stop &&
      (partial === 1 || (partial > 0 && handling === "strict" && !complete)))
  )
    throw new SyntaxError(
      "The base64 input terminates with a single character, excluding padding (=).",
    );
  const decoded = Buffer.from(
    stop ? data.slice(0, whole) : data,
    url ? "base64url" : "base64",
  );
  if (decoded.length <= limit)
    return {
      bytes: decoded,
      read: stop && partial > 0 ? position(text, whole) : text.length,
    };
  const fitting = Math.floor(limit / 3);
  return {
    bytes: decoded.subarray(0, fitting * 3),
    read: position(text, fitting * 4),
  };
}

// Where the characters of text end that hold count characters of data.
function position(text: string, count: number): number {
  let at = 0;
  for (let seen = 0; seen < count; at++)
    if (!/[\t\n\f\r ]/.test(text.charAt(at))) seen++;
  return at;
}

function decodeHex(
  text: unknown,
  limit = Infinity,
): { bytes: Buffer; read: number } {
  if (typeof text !== "string")
    throw new TypeError("input argument must be a string");
  if (text.length % 2 !== 0 || !/^[\da-f]*$/i.test(text))
    throw new SyntaxError(
      "Input string must contain hex characters in even length",
    );
  const bytes = Buffer.from(text, "hex").subarray(0, limit);
  return { bytes, read: bytes.length * 2 };
}

function fill(
  target: Uint8Array,
  { bytes, read }: { bytes: Buffer; read: number },
): { read: number; written: number } {
  target.set(bytes);
  return { read, written: bytes.length };
}

const bytes = {
  toBase64(
    this: Uint8Array,
    options: { alphabet?: string; omitPadding?: boolean } = {},
  ): string {
    const url = options.alphabet === "base64url";
    const text = Buffer.from(this).toString(url ? "base64url" : "base64");
    if (options.omitPadding === true) return text.replace(/=+$/, "");
    return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
  },
  toHex(this: Uint8Array): string {
    return Buffer.from(this).toString("hex");
  },
  setFromBase64(this: Uint8Array, text: unknown, options?: Base64Options) {
    return fill(this, decodeBase64(text, options, this.length));
  },
  setFromHex(this: Uint8Array, text: unknown) {
    return fill(this, decodeHex(text, this.length));
  },
};

const makers = {
  fromBase64: (text: unknown, options?: Base64Options) =>
    new Uint8Array(decodeBase64(text, options).bytes),
  fromHex: (text: unknown) => new Uint8Array(decodeHex(text).bytes),
};

interface Upsert {
  has(key: unknown): boolean;
  get(key: unknown): unknown;
  set(key: unknown, value: unknown): unknown;
}

const upsert = {
  getOrInsert(this: Upsert, key: unknown, value: unknown): unknown {
    if (!this.has(key)) this.set(key, value);
    return this.get(key);
  },
  getOrInsertComputed(
    this: Upsert,
    key: unknown,
    compute: (key: unknown) => unknown,
  ): unknown {
    if (!this.has(key)) this.set(key, compute(key));
    return this.get(key);
  },
};

// Exact by keeping what each addition lost (Shewchuk's partial sums).
function sumPrecise(numbers: Iterable<number>): number {
  let partials: number[] = [];
  let special = 0;
  let minusZero = true;
  for (const number of numbers) {
    if (typeof number !== "number")
      throw new TypeError("Math.sumPrecise: every item must be a number");
    if (!Object.is(number, -0)) minusZero = false;
    if (!Number.isFinite(number)) {
      special += number;
      continue;
    }
    let x = number;
    const rest: number[] = [];
    for (const partial of partials) {
      const [large, small] =
        Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = large + small;
      const low = small - (high - large);
      if (low !== 0) rest.push(low);
      x = high;
    }
    partials = [...rest, x];
  }
  if (special !== 0) return special;
  if (minusZero) return -0;
  return partials.reduceRight((sum, partial) => sum + partial, 0);
}

// It would hold up every request; Workers may not call it.
const wait: (
  array: never,
  index: number,
  value: never,
  timeout: number,
) => string = Atomics.wait;
const atomics = {
  wait(
    array: unknown,
    index: number,
    value: unknown,
    _timeout?: number,
  ): never {
    wait(array as never, index, value as never, 0);
    throw new TypeError("Atomics.wait cannot be called in this context");
  },
};
Atomics.wait = atomics.wait;

addMissing(Uint8Array.prototype, bytes);
addMissing(Uint8Array, makers);
addMissing(Map.prototype, upsert);
addMissing(WeakMap.prototype, upsert);
addMissing(Math, { sumPrecise });
addMissing(Iterator, statics);
addMissing(Iterator.prototype, methods);

function addMissing(target: object, members: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(members))
    if (!(name in target))
      Object.defineProperty(target, name, {
        value,
        configurable: true,
        writable: true,
      });
}
