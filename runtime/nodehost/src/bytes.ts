// From Node's streams to web streams: bytes are read from the socket only as
// fast as the Worker reads them.
import type { Readable } from "node:stream";

/**
 * A byte stream, so that Workers may read it with their own buffers. Chunks are
 * copied: the controller takes over the memory it is given, and Node's chunks
 * share one slab.
 *
 * source starts on the first read, so that a body nobody looks at costs
 * nothing; check sees each chunk's length and may throw.
 */
export function byteStream(
  source: () => Readable,
  options: {
    check?: (length: number) => void;
    failed?: (error: unknown) => unknown;
    cancelled: () => void;
  },
): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Buffer> | undefined;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      try {
        chunks ??= source().iterator({
          destroyOnReturn: false,
        }) as AsyncIterator<Buffer>;
        const { done, value } = await chunks.next();
        if (done === true) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        options.check?.(value.length);
        controller.enqueue(new Uint8Array(value));
      } catch (error) {
        throw options.failed?.(error) ?? error;
      }
    },
    async cancel() {
      await chunks?.return?.();
      options.cancelled();
    },
  });
}
