// What web-streams.js needs of Node: bytes, coders and abort signals.
import { parts } from "./parts.ts";
import type { Coder } from "./parts.ts";

const encoder = new TextEncoder();

// Only Workers that name CompressionStream or its reverse have them.
function coders() {
  if (parts.coders === undefined)
    throw new Error("this project was written without compression");
  return parts.coders;
}

export const native = {
  transfer(buffer: ArrayBuffer): ArrayBuffer {
    if (buffer.detached)
      throw new TypeError("Cannot transfer a detached ArrayBuffer.");
    return buffer.transfer();
  },
  encode: (text: string) => encoder.encode(text),
  concat(...chunks: Uint8Array[]): Uint8Array {
    const all = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  },
  compressor: (format: string) => coders().compressor(format),
  decompressor: (format: string) => coders().decompressor(format),
  feed: (coder: Coder, bytes: Uint8Array | null) => coder.feed(bytes),
  next: (coder: Coder) => coder.next(),
  drop: (coder: Coder) => coder.drop(),
};

export const internals = {
  badParam: (method: string, on: string, n: number, type: string) =>
    new TypeError(
      `Failed to execute '${method}' on '${on}': parameter ${n} is not of type '${type}'.`,
    ),
  badCtor: (on: string, n: number, type: string) =>
    new TypeError(
      `Failed to construct '${on}': constructor parameter ${n} is not of type '${type}'.`,
    ),
  /** A TextDecoder that fails in workerd's words. */
  textDecoder(label: string, options: TextDecoderOptions): TextDecoder {
    try {
      const { fatal, ignoreBOM } = options;
      return new WorkerDecoder(label, {
        fatal: Boolean(fatal),
        ignoreBOM: Boolean(ignoreBOM),
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`"${label}" is not a valid encoding.`);
    }
  },
  // event-classes.js replaces these by its own.
  isSignal: (value: unknown) => value instanceof AbortSignal,
  trust: (event: Event) => event,
  platformEvent: (
    Class: new (type: string, init?: object) => Event,
    type: string,
    init: object,
  ): Event => new Class(type, init),
  // The memory of WebAssembly cannot be taken away from it.
  wasmBuffer(buffer: ArrayBuffer): boolean {
    return memories.has(buffer);
  },
  events: {} as {
    /** Calls f when signal is aborted; what it returns undoes that. */
    onAbort(signal: AbortSignal, f: (reason: unknown) => void): () => void;
  },
};

class WorkerDecoder extends TextDecoder {
  override decode(input?: BufferSource, options?: TextDecodeOptions): string {
    try {
      return super.decode(input, options);
    } catch {
      throw new TypeError("Failed to decode input.");
    }
  }
}

// Buffers of WebAssembly memories, as far as anybody has asked for them.
const memories = new WeakSet<ArrayBuffer>();
const buffer = Object.getOwnPropertyDescriptor(
  WebAssembly.Memory.prototype,
  "buffer",
)?.get as (this: WebAssembly.Memory) => ArrayBuffer;
Object.defineProperty(WebAssembly.Memory.prototype, "buffer", {
  get(this: WebAssembly.Memory) {
    const found = buffer.call(this);
    memories.add(found);
    return found;
  },
  configurable: true,
  enumerable: true,
});
