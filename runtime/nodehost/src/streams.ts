// The stream classes that Workers have and Node has not.
// https://developers.cloudflare.com/workers/runtime-apis/streams/transformstream/
import { setFixedLength } from "./messages.ts";

// Bytes pass through as they are; anything else is refused in workerd's words.
function bytesOnly(chunk: unknown): Uint8Array {
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (typeof chunk === "string") return Buffer.from(chunk, "utf8");
  throw new TypeError(
    "This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView type on its writable side.",
  );
}

class IdentityTransformStream extends TransformStream<unknown, Uint8Array> {
  constructor(_options?: unknown) {
    super({
      transform: (chunk, controller) => controller.enqueue(bytesOnly(chunk)),
    });
  }

  get [Symbol.toStringTag](): string {
    return "IdentityTransformStream";
  }
}

class FixedLengthStream extends TransformStream<unknown, Uint8Array> {
  constructor(length: number | bigint, _options?: unknown) {
    const expected = Number(length);
    let seen = 0;
    super({
      transform(chunk, controller) {
        const bytes = bytesOnly(chunk);
        seen += bytes.length;
        if (seen > expected)
          throw new TypeError(
            "Attempt to write too many bytes through a FixedLengthStream.",
          );
        controller.enqueue(bytes);
      },
      flush() {
        if (seen < expected)
          throw new TypeError(
            "FixedLengthStream did not see all expected bytes before close().",
          );
      },
    });
    setFixedLength(this.readable, expected);
  }

  get [Symbol.toStringTag](): string {
    return "FixedLengthStream";
  }
}

export function installStreams(): void {
  for (const [name, value] of Object.entries({
    IdentityTransformStream,
    FixedLengthStream,
  }))
    Object.defineProperty(globalThis, name, {
      value,
      configurable: true,
      writable: true,
    });
  // Node has the minimum as an option, which TypeScript's DOM does not know yet.
  type Read = (
    view: ArrayBufferView,
    options: { min: number },
  ) => Promise<unknown>;
  const read = ReadableStreamBYOBReader.prototype.read as Read;
  Object.defineProperty(ReadableStreamBYOBReader.prototype, "readAtLeast", {
    value: {
      readAtLeast(this: unknown, min: number, view: ArrayBufferView) {
        return read.call(this, view, { min });
      },
    }.readAtLeast,
    configurable: true,
    writable: true,
  });
}
