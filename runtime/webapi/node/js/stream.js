// node:stream: readable-stream 4, with the bridges to web streams.
// https://nodejs.org/docs/latest-v22.x/api/stream.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const stream = require("internal/streams");
  stream.setDefaultHighWaterMark(false, 65536);
  const bridge = (name) => function (...args) { return require("internal/webstreams")[name](...args); };
  const { Duplex, Readable, Writable } = stream;
  Readable.fromWeb = bridge("readableFromWeb");
  Readable.toWeb = bridge("readableToWeb");
  Writable.fromWeb = bridge("writableFromWeb");
  Writable.toWeb = bridge("writableToWeb");
  Duplex.fromWeb = bridge("duplexFromWeb");
  Duplex.toWeb = bridge("duplexToWeb");
  const from = Duplex.from;
  Duplex.from = function (body) {
    if (body instanceof ReadableStream) return Duplex.from({ readable: Readable.fromWeb(body) });
    if (body instanceof WritableStream) return Duplex.from({ writable: Writable.fromWeb(body) });
    return from(body);
  };
  return stream;
})
