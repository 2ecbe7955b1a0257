// node:string_decoder. https://nodejs.org/docs/latest-v22.x/api/string_decoder.html
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { codes } = require("internal/errors");
  const { Buffer } = require("buffer");

  const bytesOf = (v, name) => {
    if (typeof v === "string") return v;
    if (!ArrayBuffer.isView(v)) throw new codes.ERR_INVALID_ARG_TYPE(name, ["Buffer", "TypedArray", "DataView"], v);
    return v;
  };
  function StringDecoder(encoding) {
    if (!new.target) return new StringDecoder(encoding);
    const name = encoding == null || encoding === "" ? "utf8" : native.encoding(encoding);
    if (!name) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
    this.encoding = name;
    Object.defineProperty(this, "_decoder", { value: native.newDecoder(name) });
  }
  StringDecoder.prototype.write = function write(buf) {
    if (typeof bytesOf(buf, "buf") === "string") return buf;
    return native.decode(this._decoder, buf);
  };
  StringDecoder.prototype.end = function end(buf) {
    const text = buf === undefined ? "" : this.write(buf);
    return text + native.end(this._decoder);
  };
  StringDecoder.prototype.text = function text(buf, offset) {
    return this.write(buf.slice(offset));
  };
  Object.defineProperties(StringDecoder.prototype, {
    lastChar: { enumerable: true, configurable: true, get() { return Buffer.from(native.lastChar(this._decoder)); } },
    lastNeed: { enumerable: true, configurable: true, get() { return native.lastNeed(this._decoder); } },
    lastTotal: { enumerable: true, configurable: true, get() { return native.lastTotal(this._decoder); } },
  });
  return { StringDecoder };
})
