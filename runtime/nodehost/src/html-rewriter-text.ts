// Text of documents: how bytes become the chunks that handlers see, and how
// what handlers insert becomes bytes.
import { isUtf8 } from "node:buffer";
import type { Charset } from "./html-rewriter-charset.ts";
import { parserError } from "./html-rewriter-selector.ts";

// How much text a decoder that has to convert gives at a time, in UTF-8.
const bufferSize = 1024;

export interface Chunk {
  text: string;
  last: boolean;
}

/**
 * Turns the bytes of one text node, which come in pieces, into chunks of text as
 * lol-html does: valid bytes at the start of the node are one chunk, all others
 * are decoded by the kilobyte.
 */
export class NodeDecoder {
  readonly #charset: Charset;
  #decoder: TextDecoder | null = null;

  constructor(charset: Charset) {
    this.#charset = charset;
  }

  /** The node has begun: its end is still to be told. */
  get begun(): boolean {
    return this.#decoder !== null;
  }

  /** Decodes bytes; last ends the node. */
  *feed(bytes: Uint8Array, last: boolean): Iterable<Chunk> {
    let rest = bytes;
    if (this.#decoder === null) {
      this.#decoder = this.#charset.decoder();
      const n = this.#straight(bytes);
      if (n === bytes.length || n >= bufferSize) {
        yield { text: utf8(bytes.subarray(0, n)), last: false };
        rest = bytes.subarray(n);
      }
    }
    const text = this.#decoder.decode(rest, { stream: !last });
    if (last) this.#decoder = null;
    let start = 0;
    do {
      const end = this.#fits(text, start);
      if (end > start || last)
        yield {
          text: text.slice(start, end),
          last: last && end === text.length,
        };
      start = end;
    } while (start < text.length);
  }

  // How many bytes at the start need no decoding.
  #straight(bytes: Uint8Array): number {
    if (!this.#charset.isUTF8) {
      const i = bytes.findIndex((b) => b >= 0x80);
      return i < 0 ? bytes.length : i;
    }
    return validPrefix(bytes);
  }

  // Where the text that goes into one buffer ends.
  #fits(text: string, start: number): number {
    if ((text.length - start) * 3 <= bufferSize) return text.length;
    let used = 0;
    let decoding = false; // behind a character beyond ASCII
    for (let i = start; i < text.length;) {
      const code = text.codePointAt(i) ?? 0;
      const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      let need = size;
      if (!this.#charset.isUTF8 && (code >= 0x80 || decoding))
        need = Math.max(size, this.#charset.room);
      decoding = code >= 0x80;
      if (code === 0xfffd && this.#charset.isUTF8) need = 4;
      if (used + need > bufferSize) return i;
      used += size;
      i += size === 4 ? 2 : 1;
    }
    return text.length;
  }
}

const utf8 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");

// How many bytes at the start are whole characters of UTF-8.
function validPrefix(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return bytes.length;
  for (let i = 0; ;) {
    const n = characterLength(bytes, i);
    if (n === 0) return i;
    i += n;
  }
}

// How long the character at i is; 0 when there is none.
function characterLength(bytes: Uint8Array, i: number): number {
  const first = bytes[i] ?? 0xff;
  if (first < 0x80) return 1;
  const n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const whole = i + n <= bytes.length && isUtf8(bytes.subarray(i, i + n));
  return whole ? n : 0;
}

/** What a handler puts into the document. A stream is read at its place. */
export interface Content {
  html: boolean;
  text: string;
  stream?: () => AsyncIterable<Uint8Array>;
}

/** Writes content into the document. */
export class Sink {
  readonly #charset: Charset;
  readonly #out: (bytes: Uint8Array) => void;
  // The start of a character that a stream has not finished.
  #rest: Uint8Array = new Uint8Array(0);

  constructor(charset: Charset, out: (bytes: Uint8Array) => void) {
    this.#charset = charset;
    this.#out = out;
  }

  async put(content: Content[]): Promise<void> {
    for (const { html, text, stream } of content) {
      if (stream === undefined) {
        this.text(text, html);
        continue;
      }
      for await (const chunk of stream()) this.#piece(chunk, html);
    }
  }

  /** Writes a text. */
  text(text: string, html: boolean): void {
    if (this.#rest.length > 0) {
      this.#rest = new Uint8Array(0);
      this.#write("\ufffd", true);
    }
    this.#write(text, html);
  }

  // A piece of a stream may end within a character.
  #piece(chunk: Uint8Array, html: boolean): void {
    const bytes =
      this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const n = validPrefix(bytes);
    const rest = bytes.subarray(n);
    if (rest.length > 0 && !mayGoOn(rest)) throw parserError("Invalid UTF-8");
    this.#rest = Uint8Array.from(rest);
    this.#write(utf8(bytes.subarray(0, n)), html);
  }

  #write(text: string, html: boolean): void {
    if (text !== "")
      this.#out(this.#charset.encode(html ? text : escape(text)));
  }
}

// Whether bytes are the start of one character and nothing else.
function mayGoOn(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  const n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  // A decoder that expects more says nothing yet.
  return (
    first >= 0xc2 &&
    bytes.length < n &&
    new TextDecoder().decode(bytes, { stream: true }) === ""
  );
}

const references: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

const escape = (text: string): string =>
  text.replace(/[&<>]/g, (c) => references[c] ?? c);
