// Puts Workers' stream classes in the place of Node's, and hands Node streams of
// its own kind where it insists on them. Imported before everything that makes or
// takes streams.
import streamModule from "node:stream";
import { syncBuiltinESMExports } from "node:module";
import web from "node:stream/web";
import { installBodies } from "./body-streams.ts";
import { byteStream } from "./bytes.ts";
import { events } from "./events.ts"; // the events are there first
import { parts } from "./parts.ts";
import { classes, streams } from "./web-streams.js";

parts.streams = {
  byteStream,
  knownLength: (stream) =>
    streams.isStream(stream)
      ? streams.knownLength(streams.stateOf(stream))
      : undefined,
  report: (error) => events.report(error),
  rejected: (type, promise, reason) => events.rejected(type, promise, reason),
};

const NodeReadable = web.ReadableStream;
const NodeWritable = web.WritableStream;

for (const [name, value] of Object.entries(classes))
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
installBodies({
  ReadableStream: NodeReadable,
  TransformStream: web.TransformStream,
});
installConversions();

// Readable.fromWeb() and the like know Node's classes only.
function installConversions(): void {
  const { Readable, Writable, Duplex } = streamModule;
  const { fromWeb, toWeb } = Readable;
  const { fromWeb: writableFromWeb, toWeb: writableToWeb } = Writable;
  const { fromWeb: pairFromWeb, toWeb: pairToWeb } = Duplex;
  type Pair = Parameters<typeof pairFromWeb>[0];
  Readable.fromWeb = (stream, options) =>
    fromWeb(nodeReadable(stream), options);
  Readable.toWeb = (readable, options) =>
    ourReadable(toWeb(readable, options)) as unknown as web.ReadableStream;
  Writable.fromWeb = (stream, options) =>
    writableFromWeb(nodeWritable(stream), options);
  Writable.toWeb = (writable) =>
    ourWritable(writableToWeb(writable)) as unknown as web.WritableStream;
  Duplex.fromWeb = ({ readable, writable }, options) =>
    pairFromWeb(
      {
        readable: nodeReadable(readable),
        writable: nodeWritable(writable),
      } as Pair,
      options,
    );
  Duplex.toWeb = (duplex) => {
    const { readable, writable } = pairToWeb(duplex);
    return {
      readable: ourReadable(readable),
      writable: ourWritable(writable),
    } as unknown as ReturnType<typeof pairToWeb>;
  };
  Object.assign(web, classes);
  syncBuiltinESMExports();
}

function nodeReadable(stream: unknown): web.ReadableStream {
  if (stream instanceof NodeReadable) return stream;
  const reader = (stream as ReadableStream<unknown>).getReader();
  return new NodeReadable(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function ourReadable(stream: web.ReadableStream): ReadableStream {
  const reader = stream.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function nodeWritable(stream: unknown): web.WritableStream {
  if (stream instanceof NodeWritable) return stream;
  const writer = (stream as WritableStream<unknown>).getWriter();
  return new NodeWritable(sinkOf(writer));
}

function ourWritable(stream: web.WritableStream): WritableStream {
  return new WritableStream(sinkOf(stream.getWriter()));
}

interface Writer {
  write(chunk: unknown): Promise<void>;
  close(): Promise<void>;
  abort(reason: unknown): Promise<void>;
}

function sinkOf(writer: Writer) {
  return {
    write: (chunk: unknown) => writer.write(chunk),
    close: () => writer.close(),
    abort: (reason: unknown) => writer.abort(reason),
  };
}
