// The objects that a bucket gives: what head, get, put and list answer with.
import {
  allFields,
  customOf,
  httpFields,
  httpOf,
  type Custom,
  type HttpMetadata,
} from "./r2_metadata.ts";
import { sums } from "./r2_options.ts";
import type { Stored, SumName } from "./r2_store.ts";
import { badParameter, illegal } from "./r2_values.ts";

// Scripts cannot call the constructors.
let making = false;

/** The first thing in a constructor. */
export function made(): void {
  if (!making) throw new TypeError("Illegal constructor");
  making = false;
}

/** Runs make, which may call one constructor. */
export function constructed<T>(make: () => T): T {
  making = true;
  return make();
}

export function constant(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: false,
  });
}

function fromHex(hex: string): ArrayBuffer {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes.buffer;
}

class Checksums {
  constructor(hex: Stored["sums"]) {
    made();
    for (const { name } of sums.toReversed()) {
      const sum = hex[name];
      constant(this, name, sum === undefined ? undefined : fromHex(sum));
    }
    checksumTexts.set(this, hex);
  }

  toJSON(): Record<SumName, string | undefined> {
    const hex = checksumTexts.get(this);
    if (hex === undefined) throw new TypeError(illegal);
    const { md5, sha1, sha256, sha384, sha512 } = hex;
    return { md5, sha1, sha256, sha384, sha512 };
  }
}

const checksumTexts = new WeakMap<object, Stored["sums"]>();

export class HeadResult {
  constructor(stored: Stored, http: HttpMetadata, custom: Custom) {
    made();
    metadataOf.set(this, { key: stored.key, http });
    const { range } = stored;
    // In the order that workerd has them in.
    const members = {
      ssecKeyMd5: undefined,
      storageClass: stored.storageClass,
      range: range && { ...range, suffix: undefined },
      customMetadata: { ...custom },
      httpMetadata: allFields(http),
      uploaded: new Date(stored.uploaded),
      checksums: constructed(() => new Checksums(stored.sums)),
      httpEtag: `"${stored.etag}"`,
      etag: stored.etag,
      size: stored.size,
      version: stored.version,
      key: stored.key,
    };
    for (const [name, value] of Object.entries(members))
      constant(this, name, value);
  }

  writeHttpMetadata(...args: unknown[]): void {
    const known = metadataOf.get(this);
    if (known === undefined) throw new TypeError(illegal);
    const [headers] = args;
    if (!(headers instanceof Headers))
      throw badParameter("writeHttpMetadata", "HeadResult", 1, "Headers");
    for (const [field, header] of httpFields) {
      const value = known.http[field];
      if (value === undefined) continue;
      headers.set(header, value instanceof Date ? value.toUTCString() : value);
    }
  }
}

const metadataOf = new WeakMap<object, { key: string; http: HttpMetadata }>();

// What a body can do, a Response with it can do already.
const answers = new WeakMap<object, Response>();

function answerOf(object: object): Response {
  const answer = answers.get(object);
  if (answer === undefined) throw new TypeError(illegal);
  return answer;
}

class GetResult extends HeadResult {
  constructor(stored: Stored, body: ReadableStream) {
    super(stored, httpOf(stored.http), customOf(stored.custom));
    answers.set(this, new Response(body));
  }

  get body(): ReadableStream | null {
    return answerOf(this).body;
  }

  get bodyUsed(): boolean {
    return answerOf(this).bodyUsed;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return answerOf(this).arrayBuffer();
  }

  async bytes(): Promise<Uint8Array> {
    return answerOf(this).bytes();
  }

  async text(): Promise<string> {
    return answerOf(this).text();
  }

  async json(): Promise<unknown> {
    return answerOf(this).json();
  }

  async blob(): Promise<Blob> {
    const type = metadataOf.get(this)?.http.contentType ?? "";
    return new Blob([await answerOf(this).arrayBuffer()], { type });
  }
}

/** What head and list give. */
export function headOf(stored: Stored): HeadResult {
  return constructed(
    () => new HeadResult(stored, httpOf(stored.http), customOf(stored.custom)),
  );
}

/** What put gives: the metadata as it was sent. */
export function putOf(
  stored: Stored,
  http: HttpMetadata = {},
  custom: Custom = {},
): HeadResult {
  return constructed(() => new HeadResult(stored, http, custom));
}

/** What get gives. */
export function getOf(stored: Stored, body: ReadableStream): HeadResult {
  return constructed(() => new GetResult(stored, body));
}

/**
 * Dresses classes as workerd's are: members that for…in sees, methods of no
 * length, names for toString.
 */
export function dress(
  ...classes: readonly { prototype: object; name: string }[]
) {
  for (const { prototype, name: tag } of classes) {
    for (const [name, member] of Object.entries(
      Object.getOwnPropertyDescriptors(prototype),
    )) {
      if (name === "constructor") continue;
      if (member.value !== undefined)
        Object.defineProperty(member.value, "length", { value: 0 });
      Object.defineProperty(prototype, name, { ...member, enumerable: true });
    }
    Object.defineProperty(prototype, Symbol.toStringTag, {
      value: tag,
      configurable: true,
    });
  }
}

dress(HeadResult, GetResult, Checksums);
