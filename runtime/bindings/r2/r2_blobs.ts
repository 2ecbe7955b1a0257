// The files of a bucket's bodies: blobs/<first two digits>/<id>, where the id is 32
// random hexadecimal digits.
//
// A body is written to tmp/<id>, flushed, and linked to its place. The name in tmp
// goes when the index has the object, so that what lies there at a start is what a
// process that died left behind, and nothing else needs to be looked at.
import { createHash, randomBytes, type Hash } from "node:crypto";
import {
  createReadStream,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { setFixedLength } from "./messages.ts";
import { parts } from "./parts.ts";
import { syncDir } from "./r2_index.ts";
import { codes, R2Failure, type Span } from "./r2_rules.ts";
import type { Stored, Sum } from "./r2_store.ts";

export type Body = Uint8Array | ReadableStream;

/** The script's own stream failed; cause is what it failed with. */
export class BodyFailure extends Error {}

// A file and how much of a body is in it.
export type Blob = readonly [id: string, size: number];

export function newId(): string {
  return randomBytes(16).toString("hex");
}

// A stream that nobody read and everybody forgot lets go of its files.
const unread = new FinalizationRegistry<() => void>((release) => release());

export class Blobs {
  readonly #dir: string;
  // Readers by blob, and the blobs to remove when their last reader is done.
  readonly #inUse = new Map<string, number>();
  readonly #doomed = new Set<string>();
  readonly #removed: (id: string) => void;

  /** removed is told of every file that remove has taken away. */
  constructor(dir: string, removed: (id: string) => void) {
    this.#dir = dir;
    this.#removed = removed;
    for (const name of ["blobs", "tmp"])
      mkdirSync(join(dir, name), { recursive: true, mode: 0o700 });
  }

  #path(id: string): string {
    return join(this.#dir, "blobs", id.slice(0, 2), id);
  }

  #temp(id: string): string {
    return join(this.#dir, "tmp", id);
  }

  /** Stores a body under a new id. When it resolves the file is on disk. */
  async write(body: Body, size: number, digests: Digests): Promise<string> {
    const id = newId();
    try {
      const file = await open(this.#temp(id), "wx", 0o600);
      try {
        let length = 0;
        for await (const chunk of chunksOf(body)) {
          digests.update(chunk);
          length += chunk.length;
          await file.writeFile(chunk);
        }
        if (length !== size)
          throw new Error("the body has not the length that was announced");
        await file.datasync();
      } finally {
        await file.close();
      }
      await this.#place(id);
      return id;
    } catch (error) {
      await this.discard(id);
      throw error;
    }
  }

  // Gives the file its name, for good.
  async #place(id: string): Promise<void> {
    const shard = dirname(this.#path(id));
    if ((await mkdir(shard, { recursive: true, mode: 0o700 })) !== undefined)
      await syncDir(dirname(shard));
    try {
      await link(this.#temp(id), this.#path(id));
    } catch {
      await rename(this.#temp(id), this.#path(id)); // a file system without links
    }
    await syncDir(shard);
  }

  /** Forgets the name in tmp: the index has the blob. */
  async settle(id: string): Promise<void> {
    await rm(this.#temp(id), { force: true });
  }

  /** Takes a blob away that the index never had. */
  async discard(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
    await rm(this.#temp(id), { force: true });
  }

  /** Takes a file away that the index no longer names, or leaves that to its last reader. */
  remove(id: string): void {
    if (this.#inUse.has(id)) {
      this.#doomed.add(id);
      return;
    }
    try {
      rmSync(this.#path(id), { force: true });
      this.#removed(id);
    } catch {
      // It stays in the table; the next start tries again.
    }
  }

  #release(id: string): void {
    const readers = (this.#inUse.get(id) ?? 1) - 1;
    if (readers > 0) {
      this.#inUse.set(id, readers);
      return;
    }
    this.#inUse.delete(id);
    if (this.#doomed.delete(id)) this.remove(id);
  }

  /**
   * The bytes of a span of some blobs. One file is open at a time, and until it is
   * reached nobody removes it.
   */
  read(blobs: readonly Blob[], span: Span): ReadableStream<Uint8Array> {
    const slices = cut(blobs, span);
    const held = slices.map(({ id }) => id);
    for (const id of held) this.#inUse.set(id, (this.#inUse.get(id) ?? 0) + 1);
    const release = () => {
      for (const id of held.splice(0)) this.#release(id);
    };
    const pathOf = (id: string) => this.#path(id);
    async function* chunks() {
      try {
        for (const { id, start, end } of slices)
          yield* createReadStream(pathOf(id), { start, end });
      } finally {
        release();
      }
    }
    const make = parts.streams?.byteStream ?? plainStream;
    const stream = make(() => Readable.from(chunks(), { objectMode: false }), {
      cancelled: release,
    });
    setFixedLength(stream, span.length);
    unread.register(stream, release);
    return stream;
  }

  /** The names in tmp that nobody has written to for so long. */
  leftovers(ageMs: number): string[] {
    const before = Date.now() - ageMs;
    const written = (id: string) =>
      statSync(this.#temp(id), { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    return readdirSync(join(this.#dir, "tmp")).filter(
      (id) => id.length === 32 && written(id) <= before,
    );
  }
}

interface Slice {
  readonly id: string;
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

// The pieces of blobs that a span covers.
function cut(blobs: readonly Blob[], { offset, length }: Span): Slice[] {
  const slices: Slice[] = [];
  let begin = 0;
  for (const [id, size] of blobs) {
    const start = Math.max(offset - begin, 0);
    const end = Math.min(offset + length - begin, size) - 1;
    if (start <= end) slices.push({ id, start, end });
    begin += size;
  }
  return slices;
}

// For a Worker that reads no bodies: routes that were added to the app may.
function plainStream(
  source: () => Readable,
  options: { cancelled(): void },
): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Buffer> | undefined;
  return new ReadableStream(
    {
      async pull(controller) {
        chunks ??= source().iterator() as AsyncIterator<Buffer>;
        const { done, value } = await chunks.next();
        if (done === true) return controller.close();
        controller.enqueue(new Uint8Array(value));
      },
      async cancel() {
        await chunks?.return?.();
        options.cancelled();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* chunksOf(body: Body): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) {
    if (body.length > 0) yield body;
    return;
  }
  const reader = body.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        finished = true;
        throw new BodyFailure("the body failed", { cause: error });
      });
      if (done) break;
      yield bytesOf(value);
    }
    finished = true;
  } finally {
    if (!finished) await reader.cancel().catch(() => {});
  }
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new BodyFailure("the body failed", {
    cause: new TypeError("This ReadableStream did not return bytes."),
  });
}

// Computes the MD5 of what passes, and one checksum more when one is to be compared.
export class Digests {
  readonly #md5 = createHash("md5");
  readonly #other: Hash | undefined;
  #hex: string | undefined;

  constructor(sum: Sum | undefined) {
    if (sum !== undefined && sum.name !== "md5")
      this.#other = createHash(sum.name);
  }

  update(chunk: Uint8Array): void {
    this.#md5.update(chunk);
    this.#other?.update(chunk);
  }

  md5(): string {
    return (this.#hex ??= this.#md5.digest("hex"));
  }

  /** The checksums to remember; throws when one is not as wanted. */
  sums(wanted: Sum | undefined): Stored["sums"] {
    const md5 = this.md5();
    if (wanted === undefined) return { md5 };
    const actual = this.#other?.digest("hex") ?? md5;
    if (actual !== wanted.hex) throw new R2Failure(codes.badDigest, actual);
    return { md5, [wanted.name]: actual };
  }
}
