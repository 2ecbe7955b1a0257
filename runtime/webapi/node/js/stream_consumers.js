// node:stream/consumers. https://nodejs.org/docs/latest-v22.x/api/webstreams.html#utility-consumers
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer } = require("buffer");
  // each calls f with every chunk of a stream of either kind, or of an async iterable.
  const each = async (stream, f) => {
    const it = stream[Symbol.asyncIterator] ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]();
    for (;;) {
      const { value, done } = await it.next();
      if (done) return;
      f(value);
    }
  };
  const bytes = async (stream) => {
    const parts = [];
    await each(stream, (c) => parts.push(typeof c === "string" ? Buffer.from(c) : c instanceof ArrayBuffer ? Buffer.from(c) : Buffer.from(c.buffer, c.byteOffset, c.byteLength)));
    return Buffer.concat(parts);
  };
  const text = async (stream) => {
    const decoder = new TextDecoder();
    let out = "";
    await each(stream, (c) => { out += typeof c === "string" ? c : decoder.decode(c, { stream: true }); });
    return out + decoder.decode();
  };
  return {
    async arrayBuffer(stream) { const b = await bytes(stream); return b.buffer.slice(b.byteOffset, b.byteOffset + b.length); },
    async blob(stream) { return new Blob([await bytes(stream)]); },
    async buffer(stream) { return bytes(stream); },
    async text(stream) { return text(stream); },
    async json(stream) { return JSON.parse(await text(stream)); },
  };
})
