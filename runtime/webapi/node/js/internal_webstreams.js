// Bridges between Node's streams and the platform's.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Duplex, Readable, Writable, finished } = require("stream");
  const { Buffer } = require("buffer");
  const { codes, AbortError } = require("internal/errors");

  const readableFromWeb = (web, options = {}) => {
    if (!(web instanceof ReadableStream)) throw new codes.ERR_INVALID_ARG_TYPE("readableStream", "ReadableStream", web);
    const reader = web.getReader();
    let closed = false;
    const readable = new Readable({
      ...options,
      read() {
        reader.read().then(({ value, done }) => {
          if (done) { closed = true; readable.push(null); return; }
          readable.push(value instanceof Uint8Array && !options.objectMode ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value);
        }, (e) => { closed = true; readable.destroy(e); });
      },
      destroy(error, done) {
        if (closed) { done(error); return; }
        closed = true;
        reader.cancel(error).then(() => done(error), () => done(error));
      },
    });
    return readable;
  };
  const readableToWeb = (readable, options = {}) => {
    if (typeof readable?._readableState !== "object") throw new codes.ERR_INVALID_ARG_TYPE("streamReadable", "stream.Readable", readable);
    const object = readable.readableObjectMode;
    let over = false;
    return new ReadableStream({
      start(controller) {
        readable.pause();
        finished(readable, { writable: false }, (e) => {
          if (over) return;
          over = true;
          if (e) controller.error(e); else controller.close();
        });
        readable.on("data", (chunk) => {
          if (Buffer.isBuffer(chunk) && !object) chunk = new Uint8Array(chunk);
          controller.enqueue(chunk);
          if (controller.desiredSize <= 0) readable.pause();
        });
      },
      pull() { readable.resume(); },
      cancel(reason) {
        over = true;
        readable.destroy(reason instanceof Error ? reason : reason === undefined ? undefined : new AbortError(undefined, { cause: reason }));
      },
    }, options.strategy ?? (object ? new CountQueuingStrategy({ highWaterMark: readable.readableHighWaterMark }) : { highWaterMark: readable.readableHighWaterMark, size: (c) => c?.byteLength ?? c?.length ?? 1 }));
  };
  const writableFromWeb = (web, options = {}) => {
    if (!(web instanceof WritableStream)) throw new codes.ERR_INVALID_ARG_TYPE("writableStream", "WritableStream", web);
    const writer = web.getWriter();
    let closed = false;
    const writable = new Writable({
      ...options,
      write(chunk, encoding, done) {
        if (typeof chunk === "string" && options.decodeStrings !== false && !options.objectMode) chunk = Buffer.from(chunk, encoding);
        writer.ready.then(() => writer.write(chunk)).then(() => done(), (e) => done(e));
      },
      final(done) { closed = true; writer.close().then(() => done(), (e) => done(e)); },
      destroy(error, done) {
        if (closed) { done(error); return; }
        closed = true;
        (error ? writer.abort(error) : writer.close()).then(() => done(error), () => done(error));
      },
    });
    writer.closed.then(undefined, (e) => { if (!closed) { closed = true; writable.destroy(e); } });
    return writable;
  };
  const writableToWeb = (writable) => {
    if (typeof writable?._writableState !== "object") throw new codes.ERR_INVALID_ARG_TYPE("streamWritable", "stream.Writable", writable);
    let fail;
    return new WritableStream({
      start(controller) {
        fail = (e) => controller.error(e);
        finished(writable, { readable: false }, (e) => { if (e) fail(e); });
      },
      write(chunk) {
        if (!writable.writableObjectMode && chunk instanceof ArrayBuffer) chunk = new Uint8Array(chunk);
        return new Promise((resolve, reject) => writable.write(chunk, (e) => (e ? reject(e) : resolve())));
      },
      close() { return new Promise((resolve, reject) => writable.end((e) => (e ? reject(e) : resolve()))); },
      abort(reason) { writable.destroy(reason); },
    }, { highWaterMark: writable.writableHighWaterMark, size: (c) => (writable.writableObjectMode ? 1 : c?.byteLength ?? c?.length ?? 1) });
  };
  return {
    readableFromWeb, readableToWeb, writableFromWeb, writableToWeb,
    duplexFromWeb(pair, options = {}) {
      return Duplex.from({ readable: readableFromWeb(pair.readable, options), writable: writableFromWeb(pair.writable, options) });
    },
    duplexToWeb(duplex) { return { readable: readableToWeb(duplex), writable: writableToWeb(duplex) }; },
  };
})
