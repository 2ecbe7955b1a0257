// What stands between a bucket's objects and where they lie: the questions that
// r2_api.ts asks, and what a store answers. The Go host passes the same as JSON.

export type SumName = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

/** A part of an object. Lenient is one from a Range header: see the stores. */
export interface Range {
  readonly offset?: number;
  readonly length?: number;
  readonly suffix?: number;
  readonly lenient?: boolean;
}

export interface ETag {
  readonly value?: string;
  readonly weak?: boolean;
  readonly any?: boolean;
}

/** What must hold of the object that is there; times in milliseconds. */
export interface Condition {
  readonly matches?: readonly ETag[];
  readonly differs?: readonly ETag[];
  readonly before?: number;
  readonly after?: number;
  readonly seconds?: boolean;
}

export interface Sum {
  readonly name: SumName;
  readonly hex: string;
}

export interface Part {
  readonly partNumber: number;
  readonly etag: string;
}

/** What the store is asked for; which fields there are depends on the method. */
export interface Question {
  readonly key?: string;
  readonly keys?: readonly string[];
  readonly onlyIf?: Condition;
  readonly range?: Range;
  readonly size?: number;
  readonly sum?: Sum;
  /** JSON, as are the custom ones. */
  readonly http?: string | boolean;
  readonly custom?: string | boolean;
  readonly storageClass?: string;
  readonly uploadId?: string;
  readonly partNumber?: number;
  readonly parts?: readonly Part[];
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly startAfter?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** An object as stores know it. */
export interface Stored {
  readonly key: string;
  readonly version: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds. */
  readonly uploaded: number;
  /** In hexadecimal. */
  readonly sums: Readonly<Partial<Record<SumName, string>>>;
  readonly http: string;
  readonly custom: string;
  readonly storageClass: string;
  readonly range?: { readonly offset: number; readonly length: number };
}

export interface Outcome {
  /** R2's code. */
  readonly error?: number;
  /** The checksum that a body had. */
  readonly actual?: string;
  /** Null when there is none, or a put's condition did not hold. */
  readonly object?: Stored | null;
  /** Not there when a get's condition did not hold. */
  readonly body?: ReadableStream;
  readonly objects?: readonly Stored[];
  readonly prefixes?: readonly string[];
  readonly cursor?: string;
  readonly uploadId?: string;
  readonly etag?: string;
}

export type Method =
  | "head"
  | "get"
  | "put"
  | "delete"
  | "list"
  | "create"
  | "part"
  | "complete"
  | "abort";

/** Where the objects are. */
export interface Store {
  /** It rejects only when the body that is to be stored fails. */
  ask(
    method: Method,
    question: Question,
    body?: Uint8Array | ReadableStream,
  ): Promise<Outcome>;
  /** How many bytes will come, where that is known. */
  lengthOf(stream: ReadableStream): number | undefined;
  /** Cloudflare's limits of capacity are enforced. */
  readonly limited: boolean;
  /** A list always comes with metadata: the Worker is older than the option. */
  readonly include: boolean;
}
