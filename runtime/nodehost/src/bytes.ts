// From Node's streams to web streams: bytes are read from the socket only as
// fast as the Worker reads them.
import type { Readable } from "node:stream";
import { streams } from "./web-streams.js";

/**
 * A byte stream, so that Workers may read it with their own buffers. Chunks are
 * copied: a Worker may take their memory over, and Node's chunks share one slab.
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
  async function next(): Promise<Uint8Array | null> {
    try {
      chunks ??= source().iterator({
        destroyOnReturn: false,
      }) as AsyncIterator<Buffer>;
      const { done, value } = await chunks.next();
      if (done === true) return null;
      options.check?.(value.length);
      return new Uint8Array(value);
    } catch (error) {
      throw options.failed?.(error) ?? error;
    }
  }
  const state = streams.newSource({
    read(done) {
      next().then(
        (chunk) => done(null, chunk),
        (error: unknown) => done(error, null),
      );
    },
    async cancel() {
      await chunks?.return?.();
      options.cancelled();
    },
  });
  return streams.publicOf(state);
}
