// What the parts of node:crypto share: conversions of arguments, and classes
// that are streams only when somebody treats them as such. Most hashes never
// are, and the streams of Node are the largest script of the room.
(function (native, internals) {
  "use strict";
  const { require } = internals.node;
  const { Buffer } = require("buffer");
  const { codes } = require("internal/errors");
  const { validateString } = require("internal/validators");

  const isView = (v) => ArrayBuffer.isView(v);
  const isBuffer = (v) => v instanceof ArrayBuffer;
  const isBytes = (v) => isView(v) || isBuffer(v);
  const isCryptoKey = (v) => internals.crypto !== undefined && internals.crypto.isKey(v);

  // bytesFrom makes bytes of what Node calls an array-like.
  const bytesFrom = (v, name, encoding) => {
    if (isBuffer(v) || isView(v)) return v;
    if (typeof v === "string") return Buffer.from(v, encoding === undefined || encoding === "buffer" ? "utf8" : encoding);
    throw new codes.ERR_INVALID_ARG_TYPE(name, ["string", "ArrayBuffer", "Buffer", "TypedArray", "DataView"], v);
  };
  const stringOption = (options, key) => {
    const value = options?.[key];
    if (value != null) validateString(value, `options.${key}`);
    return value ?? undefined;
  };

  const members = [
    "_events", "_eventsCount", "_maxListeners", "addListener", "allowHalfOpen", "asIndexedPairs", "closed", "compose", "cork", "destroy", "destroyed",
    "drop", "emit", "end", "errored", "eventNames", "every", "filter", "find", "flatMap", "forEach", "getMaxListeners", "isPaused", "iterator",
    "listenerCount", "listeners", "map", "off", "on", "once", "pause", "pipe", "prependListener", "prependOnceListener", "push", "rawListeners", "read",
    "readable", "readableAborted", "readableDidRead", "readableEncoding", "readableEnded", "readableFlowing", "readableHighWaterMark", "readableLength",
    "readableObjectMode", "reduce", "removeAllListeners", "removeListener", "resume", "setDefaultEncoding", "setEncoding", "setMaxListeners", "some",
    "take", "toArray", "uncork", "unpipe", "unshift", "wrap", "writable", "writableAborted", "writableCorked", "writableEnded", "writableFinished",
    "writableHighWaterMark", "writableLength", "writableNeedDrain", "writableObjectMode", "write", "_read", "_writableState", "_readableState",
    Symbol.asyncIterator,
  ];
  const own = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });

  // streamish makes Class a subclass of stream[kind] once a member of that class
  // is asked for; options are what the stream is made with.
  const streamish = (Class, kind, optionsOf) => {
    const { prototype } = Class;
    const started = new WeakSet();
    let base;
    const start = (self) => {
      if (base === undefined) {
        base = require("stream")[kind];
        for (const name of members) delete prototype[name];
        Object.setPrototypeOf(prototype, base.prototype);
        Object.setPrototypeOf(Class, base);
        for (const name of ["_readableState", "_writableState"]) {
          Object.defineProperty(prototype, name, {
            get() {
              if (!(this instanceof Class) || started.has(this)) return undefined;
              start(this);
              return this[name];
            },
            set(v) { own(this, name, v); },
            configurable: true,
          });
        }
      }
      if (self instanceof Class && self !== prototype && !started.has(self)) {
        started.add(self);
        base.call(self, optionsOf(self));
      }
    };
    for (const name of members) {
      Object.defineProperty(prototype, name, {
        get() { start(this); return this[name]; },
        set(v) { start(this); own(this, name, v); },
        configurable: true,
      });
    }
  };

  return { Buffer, codes, isView, isBuffer, isBytes, isCryptoKey, bytesFrom, stringOption, streamish };
});
