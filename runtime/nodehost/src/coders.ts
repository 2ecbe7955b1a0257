// The work behind CompressionStream and DecompressionStream. Node's own end a
// gzip stream differently (a second member is read on) and word errors
// otherwise, so the frame of gzip is read here.
// https://www.rfc-editor.org/rfc/rfc1952
import type { Transform } from "node:stream";
import {
  crc32,
  createDeflate,
  createDeflateRaw,
  createGzip,
  createInflate,
  createInflateRaw,
} from "node:zlib";
import { parts } from "./parts.ts";
import type { Coder } from "./parts.ts";

type Zlib = Transform & { readonly bytesWritten: number };

const failed = () => new TypeError("Decompression failed.");
const trailing = () =>
  new TypeError("Trailing bytes after end of compressed data");
const partial = () =>
  new TypeError(
    "Called close() on a decompression stream with incomplete data",
  );

// One of Node's zlib streams, pulled.
class Pulled implements Coder {
  #zlib: Zlib;
  #fed = 0;
  #last: Uint8Array = new Uint8Array(0);
  #rest: Uint8Array = new Uint8Array(0);
  #busy = false;
  #closing = false;
  #ended = false;
  #error: unknown;
  #wake: () => void = () => {};

  constructor(zlib: Zlib) {
    this.#zlib = zlib;
    zlib.on("readable", () => this.#wake());
    zlib.on("end", () => {
      this.#end();
      this.#wake();
    });
    zlib.on("error", (error: NodeJS.ErrnoException) => {
      this.#error = error.code === "Z_BUF_ERROR" ? partial() : failed();
      this.#wake();
    });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const unused = this.#fed - this.#zlib.bytesWritten;
    this.#rest = this.#last.subarray(this.#last.length - unused);
  }

  feed(bytes: Uint8Array | null): void {
    if (bytes === null) {
      this.#closing = true;
      if (!this.#ended) this.#zlib.end();
      return;
    }
    if (this.#ended) {
      this.#rest = Buffer.concat([this.#rest, bytes]);
      return;
    }
    this.#fed += bytes.length;
    this.#last = bytes;
    this.#busy = true;
    this.#zlib.write(bytes, () => {
      this.#busy = false;
      this.#wake();
    });
  }

  next(): Uint8Array | null | Promise<Uint8Array | null> {
    if (this.#error !== undefined) throw this.#error;
    const piece = this.#zlib.read() as Buffer | null;
    if (piece !== null) return new Uint8Array(piece); // Node's pieces share memory
    // Input that zlib leaves lying is behind the end of the data.
    if (!this.#busy && this.#zlib.bytesWritten < this.#fed) this.#end();
    if (this.#ended || (!this.#busy && !this.#closing)) return null;
    return new Promise<void>((resolve) => (this.#wake = resolve)).then(() =>
      this.next(),
    );
  }

  drop(): void {
    this.#zlib.destroy();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes what zlib did not want: bytes behind the end of the data. */
  rest(): Uint8Array {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest;
  }
}

// Raw deflate data, or zlib's with its own header and checksum.
class Inflater implements Coder {
  #pulled: Pulled;

  constructor(zlib: Zlib) {
    this.#pulled = new Pulled(zlib);
  }

  feed(bytes: Uint8Array | null): void {
    this.#pulled.feed(bytes);
  }

  async next(): Promise<Uint8Array | null> {
    const piece = await this.#pulled.next();
    if (piece === null && this.#pulled.ended && this.#pulled.rest().length > 0)
      throw trailing();
    return piece;
  }

  drop(): void {
    this.#pulled.drop();
  }
}

class Gunzip implements Coder {
  #pulled = new Pulled(createInflateRaw());
  #head: Uint8Array | undefined = new Uint8Array(0);
  #tail: number[] = [];
  #sum = 0;
  #size = 0;
  #closed = false;

  feed(bytes: Uint8Array | null): void {
    if (bytes === null) {
      this.#closed = true;
      if (this.#head === undefined) this.#pulled.feed(null);
      return;
    }
    if (this.#head === undefined) {
      this.#pulled.feed(bytes);
      return;
    }
    const head = Buffer.concat([this.#head, bytes]);
    const length = headerLength(head);
    this.#head = length === undefined ? head : undefined;
    if (length !== undefined) this.#pulled.feed(head.subarray(length));
  }

  async next(): Promise<Uint8Array | null> {
    if (this.#head !== undefined) {
      if (this.#closed) throw partial();
      return null;
    }
    const piece = await this.#pulled.next();
    if (piece !== null) {
      this.#sum = crc32(piece, this.#sum);
      this.#size = (this.#size + piece.length) % 2 ** 32;
      return piece;
    }
    if (this.#pulled.ended) this.#finish();
    return null;
  }

  // The data is complete; eight bytes of checksum and length follow it.
  #finish(): void {
    this.#tail.push(...this.#pulled.rest().subarray(0, 9));
    const tail = Buffer.from(this.#tail);
    if (tail.length < 8) {
      if (this.#closed) throw partial();
      return;
    }
    if (
      tail.readUInt32LE(0) !== this.#sum ||
      tail.readUInt32LE(4) !== this.#size
    )
      throw failed();
    if (tail.length > 8) throw trailing();
  }

  drop(): void {
    this.#pulled.drop();
  }
}

// How long the header is, or undefined when it is not all there yet.
function headerLength(head: Buffer): number | undefined {
  const start = [0x1f, 0x8b, 8];
  if (start.some((byte, i) => i < head.length && head[i] !== byte))
    throw failed();
  const flags = head[3] ?? 0;
  if ((flags & 0xe0) !== 0) throw failed();
  let length = 10;
  if ((flags & 4) !== 0) {
    if (head.length < length + 2) return undefined;
    length += 2 + head.readUInt16LE(length);
  }
  // A name, and a comment.
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = head.indexOf(0, length);
    if (end < 0 || head.length < length) return undefined;
    length = end + 1;
  }
  if ((flags & 2) !== 0) length += 2;
  return head.length < length ? undefined : length;
}

function compressor(format: string): Coder {
  switch (format) {
    case "gzip":
      return new Pulled(createGzip());
    case "deflate":
      return new Pulled(createDeflate());
    default:
      return new Pulled(createDeflateRaw());
  }
}

function decompressor(format: string): Coder {
  switch (format) {
    case "gzip":
      return new Gunzip();
    case "deflate":
      return new Inflater(createInflate());
    default:
      return new Inflater(createInflateRaw());
  }
}

parts.coders = { compressor, decompressor };
