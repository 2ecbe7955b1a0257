// The Analytics Engine dataset a Worker finds in env, one text for every
// server: it converts what it is given as workerd does and has the host keep it.
// https://developers.cloudflare.com/analytics/analytics-engine/

/** A text or bytes; null where the script gave nothing. */
export type Blob = string | Uint8Array | null;

/** What is kept of a data point. The service keeps no point with more. */
export interface DataPoint {
  /** At most one, of 96 bytes. */
  readonly indexes: readonly Blob[];
  /** At most twenty, of 16 KB together. */
  readonly blobs: readonly Blob[];
  /** At most twenty. */
  readonly doubles: readonly number[];
}

/** Keeps a point; why is what is wrong with it when it is not to be kept. */
export type Write = (point: DataPoint, why: string | undefined) => void;

const illegal =
  "Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.";

const maker = Symbol("maker");

const encoder = new TextEncoder();

export class AnalyticsEngine {
  readonly #write: Write;

  constructor(key: unknown, write: Write) {
    if (key !== maker) throw new TypeError("Illegal constructor");
    this.#write = write;
  }

  /** Never says whether the point was kept. */
  writeDataPoint(...args: unknown[]): void {
    if (Object(this) !== this || !(#write in this))
      throw new TypeError(illegal);
    const point = pointOf(args[0]);
    this.#write(point, wrong(point));
  }
}

Object.defineProperty(AnalyticsEngine.prototype, Symbol.toStringTag, {
  value: "AnalyticsEngine",
  configurable: true,
});
Object.defineProperty(AnalyticsEngine.prototype, "writeDataPoint", {
  enumerable: true,
});

/** The object that env holds for one dataset. */
export function dataset(write: Write): AnalyticsEngine {
  return new AnalyticsEngine(maker, write);
}

function pointOf(given: unknown): DataPoint {
  if (given === undefined || given === null)
    return { indexes: [], blobs: [], doubles: [] };
  if (typeof given !== "object" && typeof given !== "function")
    throw new TypeError(
      "Failed to execute 'writeDataPoint' on 'AnalyticsEngine': parameter 1 is not of type 'AnalyticsEngineEvent'.",
    );
  const members = given as Record<string, unknown>;
  const indexes = listOf(members, "indexes").map(blobOf);
  const doubles = listOf(members, "doubles").map(
    // Number() would take a BigInt.
    (value) => +(value as number),
  );
  const blobs = listOf(members, "blobs").map(blobOf);
  return { indexes, blobs, doubles };
}

function listOf(members: Record<string, unknown>, name: string): unknown[] {
  const list = members[name];
  if (list === undefined) return [];
  if (!Array.isArray(list))
    throw new TypeError(
      `Incorrect type for the '${name}' field on 'AnalyticsEngineEvent': the provided value is not of type 'Array'.`,
    );
  return Array.from(list);
}

function blobOf(value: unknown): Blob {
  if (value === undefined || value === null) return null;
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  if (ArrayBuffer.isView(value))
    return new Uint8Array(
      value.buffer.slice(
        value.byteOffset,
        value.byteOffset + value.byteLength,
      ) as ArrayBuffer,
    );
  return `${value}`;
}

function size(blob: Blob): number {
  if (blob === null) return 0;
  return typeof blob === "string" ? encoder.encode(blob).length : blob.length;
}

// The limits of the service, which drops what is beyond them.
function wrong({ indexes, blobs, doubles }: DataPoint): string | undefined {
  if (indexes.length > 1) return "Maximum of 1 indexes supported.";
  if (indexes.length === 1 && size(indexes[0] ?? null) > 96)
    return "Size of indexes[0] exceeds 96 bytes.";
  if (blobs.length > 20) return "Maximum of 20 blobs supported.";
  if (blobs.reduce((sum, blob) => sum + size(blob), 0) > 16384)
    return "Cumulative size of blobs exceeds 16384 bytes.";
  if (doubles.length > 20) return "Maximum of 20 doubles supported.";
  return undefined;
}
