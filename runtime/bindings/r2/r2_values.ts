// How JavaScript's values become what R2 takes, as workerd turns them: which types
// are taken, and the texts of the errors.
import type { Store } from "./r2_store.ts";

const texts: Readonly<Record<number, string>> = {
  10001: "We encountered an internal error. Please try again.",
  10011:
    "Your proposed upload is smaller than the minimum allowed object size.",
  10012: "Your metadata headers exceed the maximum allowed metadata size.",
  10020: "The specified object name is not valid.",
  10022: "MaxKeys params must be positive integer <= 1000.",
  10024: "The specified multipart upload does not exist.",
  10025: "One or more of the specified parts could not be found.",
  10039: "The requested range is not satisfiable",
  10048: "There was a problem with the multipart upload.",
  100100: "Your proposed upload exceeds the maximum allowed object size.",
};

export function failure(
  action: string,
  code: number,
  text = texts[code] ?? "",
): Error {
  return new Error(`${action}: ${text} (${code})`);
}

export function must(
  holds: boolean,
  message: string,
  Class: new (message: string) => Error = TypeError,
): void {
  if (!holds) throw new Class(message);
}

export const illegal =
  "Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.";

export function isObject(value: unknown): value is object {
  return (
    (typeof value === "object" && value !== null) || typeof value === "function"
  );
}

export function textOf(value: unknown): string {
  if (typeof value === "symbol")
    throw new TypeError("Cannot convert a Symbol value to a string");
  return wellFormed(`${value as string}`);
}

const lone =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

// A lone surrogate comes back from workerd as three replacement characters.
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.replace(lone, "\ufffd\ufffd\ufffd");
}

// In a body it stays what it is: the three bytes of its code point.
function bytesOf(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const unit = character.charCodeAt(0);
    if (character.length === 1 && !character.isWellFormed())
      bytes.push(
        0xe0 | (unit >> 12),
        0x80 | ((unit >> 6) & 63),
        0x80 | (unit & 63),
      );
    else bytes.push(...encoder.encode(character));
  }
  return new Uint8Array(bytes);
}

// A number as C++ prints it.
export function shown(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return String(value)
    .replace("Infinity", "inf")
    .replace("e+", "e")
    .replace(/e(-?)(\d)$/, "e$10$2");
}

// What a store can count with.
export const most = Number.MAX_SAFE_INTEGER;

export function int32(value: unknown): number {
  const number = Math.trunc(Number(value));
  if (!Number.isFinite(number)) return 0;
  must(
    number >= -2147483648 && number <= 2147483647,
    "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
  );
  return number;
}

export function badParameter(
  method: string,
  on: string,
  n: number,
  type: string,
) {
  return new TypeError(
    `Failed to execute '${method}' on '${on}': parameter ${n} is not of type '${type}'.`,
  );
}

export function badField(field: string, of: string, type: string) {
  return new TypeError(
    `Incorrect type for the '${field}' field on '${of}': the provided value is not of type '${type}'.`,
  );
}

export function badElement(i: number, type: string) {
  return new TypeError(
    `Incorrect type for array element ${i}: the provided value is not of type '${type}'.`,
  );
}

// A dictionary's fields, read in the order in which workerd reads them.
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(
  given: unknown,
  names: readonly string[],
  wrong: () => Error,
): Fields | undefined {
  if (given === undefined) return undefined;
  if (given === null) return {};
  if (!isObject(given)) throw wrong();
  return Object.fromEntries(
    names.map((name) => [name, Reflect.get(given, name)]),
  );
}

export function dateOf(
  value: unknown,
  field: string,
  of: string,
): number | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Date) {
    must(
      !Number.isNaN(value.getTime()),
      "The value cannot be converted because it is not a valid Date.",
    );
    return value.getTime();
  }
  if (typeof value === "number") return value;
  throw badField(field, of, "date");
}

export const putTypes =
  "JsReadableStream or ArrayBuffer or ArrayBufferView or string or Blob";

export const encoder = new TextEncoder();

export type Value = Uint8Array | ReadableStream | Blob;

// Bytes are copied: the script may change what it gave.
export function valueOf(given: unknown, wrong: () => Error): Value {
  if (typeof given === "string") return bytesOf(given);
  if (given instanceof ArrayBuffer) return new Uint8Array(given.slice(0));
  if (ArrayBuffer.isView(given))
    return new Uint8Array(
      given.buffer as ArrayBuffer,
      given.byteOffset,
      given.byteLength,
    ).slice();
  if (given instanceof ReadableStream || given instanceof Blob) return given;
  throw wrong();
}

/** The body for the store, and how long it is. */
export async function bodyOf(
  store: Store,
  value: Value | null,
): Promise<{ body: Uint8Array | ReadableStream; size: number }> {
  if (value === null) return { body: new Uint8Array(), size: 0 };
  if (value instanceof Uint8Array) return { body: value, size: value.length };
  if (value instanceof Blob) {
    const body = new Uint8Array(await value.arrayBuffer());
    return { body, size: body.length };
  }
  if (value.locked)
    throw new TypeError("The ReadableStream has been locked to a reader.");
  const size = store.lengthOf(value);
  if (size === undefined)
    throw new TypeError(
      "Provided readable stream must have a known length (request/response body or readable half of FixedLengthStream)",
    );
  return { body: value, size };
}
