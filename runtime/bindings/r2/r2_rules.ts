// What R2 decides from an object's ETag, time and size: the same in every store,
// and in Go's (runtime/store/r2.go).
import type { Condition, ETag, Range } from "./r2_store.ts";

/** An answer of R2 that is no object. */
export class R2Failure extends Error {
  readonly code: number;
  /** The checksum that a body had. */
  readonly actual: string | undefined;

  constructor(code: number, actual?: string) {
    super(`R2 error ${code}`);
    this.code = code;
    this.actual = actual;
  }
}

export const codes = {
  internal: 10001,
  tooSmall: 10011,
  noSuchUpload: 10024,
  invalidPart: 10025,
  badDigest: 10037,
  invalidRange: 10039,
  badUpload: 10048,
} as const;

export const minimalPart = 5 << 20;
export const uploadExpiresMs = 7 * 24 * 3600_000;

interface There {
  readonly etag: string;
  /** Milliseconds. */
  readonly uploaded: number;
}

/** Whether a condition holds of the object that is there, or of none. */
export function holds(
  condition: Condition | undefined,
  there: There | undefined,
): boolean {
  if (condition === undefined) return true;
  const { matches = [], differs = [], before, after } = condition;
  if (there === undefined) return matches.length === 0 && after === undefined;
  const matching = matches.length === 0 || named(matches, there.etag, false);
  const different = differs.length === 0 || !named(differs, there.etag, true);
  const whole = (ms: number) =>
    condition.seconds === true ? Math.floor(ms / 1000) * 1000 : ms;
  const at = whole(there.uploaded);
  // An ETag that decided takes precedence over the time: RFC 9110 §13.2.2.
  return (
    matching &&
    different &&
    (after === undefined ||
      whole(after) < at ||
      (differs.length > 0 && different)) &&
    (before === undefined ||
      at < whole(before) ||
      (matches.length > 0 && matching))
  );
}

// A weak ETag counts only where that is enough.
function named(list: readonly ETag[], etag: string, weak: boolean): boolean {
  return list.some(
    (e) => e.any === true || (e.value === etag && (weak || e.weak !== true)),
  );
}

export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** The part of an object of size bytes that a range asks for. */
export function spanOf(range: Range | undefined, size: number): Span {
  const all = { offset: 0, length: size };
  if (range === undefined) return all;
  const span = strictly(range, size);
  if (span !== undefined && span.length > 0) return span;
  // A Range header that cannot be satisfied means the whole object.
  if (range.lenient === true) return all;
  throw new R2Failure(codes.invalidRange);
}

function strictly(range: Range, size: number): Span | undefined {
  const { suffix, offset = 0, length } = range;
  if (suffix !== undefined) {
    if (range.lenient === true && suffix >= size) return undefined;
    const taken = Math.min(suffix, size);
    return { offset: size - taken, length: taken };
  }
  return { offset, length: Math.min(length ?? Infinity, size - offset) };
}

export interface UploadedPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
}

/**
 * The chosen parts in the order of their numbers, by R2's rules: all but the last
 * have one size, which is no less than 5 MiB.
 */
export function chosenParts<P extends UploadedPart>(
  uploaded: ReadonlyMap<number, P>,
  list: readonly { readonly partNumber: number; readonly etag: string }[],
): P[] {
  if (new Set(list.map((part) => part.partNumber)).size < list.length)
    throw new R2Failure(codes.internal);
  const parts = list.map(({ partNumber, etag }) => {
    const part = uploaded.get(partNumber);
    if (part?.etag !== etag) throw new R2Failure(codes.invalidPart);
    return part;
  });
  if (parts.slice(0, -1).some(({ size }) => size < minimalPart))
    throw new R2Failure(codes.tooSmall);
  parts.sort((a, b) => a.number - b.number);
  const size = parts[0]?.size ?? 0;
  const fits = parts.every((part, i) =>
    i === parts.length - 1
      ? part.size <= size
      : part.size === size && size >= minimalPart,
  );
  if (!fits) throw new R2Failure(codes.badUpload);
  return parts;
}

/**
 * The first key behind all that start with prefix: its last byte that can grow,
 * grown, and nothing behind it. Null when there is no end.
 */
export function prefixEnd(prefix: Uint8Array): Uint8Array | null {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return null;
  const end = prefix.slice(0, length);
  end[length - 1] = (end[length - 1] ?? 0) + 1;
  return end;
}
