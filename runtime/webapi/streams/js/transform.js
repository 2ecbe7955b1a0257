// TransformStream, and the transforms that Workers have: identity, fixed length,
// text and compression.
// Spec: https://streams.spec.whatwg.org/#ts
const newTransform = (whwm, wsize, rhwm, rsize) => {
  const w = newWritable(whwm, wsize),
    c = newDefault(rhwm, rsize);
  const t = {
    w,
    c,
    backpressure: false,
    changed: null,
    transformFn: null,
    flushFn: null,
    cancelFn: null,
    finish: null,
    gone: false,
  };
  w.writeFn = (chunk) => sinkWrite(t, chunk);
  w.closeFn = () => sinkClose(t);
  w.abortFn = (reason) => sinkAbort(t, reason);
  c.pullFn = () => {
    tBackpressure(t, false);
    return t.changed.promise;
  };
  c.cancelFn = (reason) => sourceCancel(t, reason);
  tBackpressure(t, true);
  return t;
};

const tBackpressure = (t, on) => {
  if (t.changed !== null) t.changed.resolve();
  t.changed = defer();
  t.backpressure = on;
};
const unblock = (t) => {
  if (t.backpressure) tBackpressure(t, false);
};
const tClear = (t) => {
  t.transformFn = null;
  t.flushFn = null;
  t.cancelFn = null;
};

const tErrorWritable = (t, e) => {
  tClear(t);
  wError(t.w, e);
  unblock(t);
};
const tError = (t, e) => {
  DEFAULT.error(t.c, e);
  tErrorWritable(t, e);
};

const tEnqueue = (t, chunk) => {
  const c = t.c;
  if (c.closing || c.s.state !== READABLE)
    throw new TypeError(
      "The readable side of this TransformStream is no longer readable.",
    );
  try {
    DEFAULT.enqueue(c, chunk);
  } catch (e) {
    tErrorWritable(t, e);
    throw c.s.error;
  }
  const on = !shouldPullNow(c);
  if (on !== t.backpressure) tBackpressure(t, true);
};
const shouldPullNow = (c) =>
  (c.s.reader !== null && c.s.reader.reqs.length > 0) || c.hwm - c.total > 0;

const tTerminate = (t) => {
  t.gone = true; // and has no desired size any more
  if (!t.c.closing && t.c.s.state === READABLE) DEFAULT.close(t.c);
  tErrorWritable(t, new TypeError("The transform stream has been terminated"));
};

const performTransform = (t, chunk) => {
  let p;
  try {
    p = t.transformFn === null ? tEnqueue(t, chunk) : t.transformFn(chunk);
  } catch (e) {
    tError(t, e);
    throw e;
  }
  if (p === undefined) return undefined;
  return Promise.resolve(p).then(noop, (e) => {
    tError(t, e);
    throw e;
  });
};

const sinkWrite = (t, chunk) => {
  if (!t.backpressure) return performTransform(t, chunk);
  return t.changed.promise.then(() => {
    if (t.w.state === ERRORING) throw t.w.error;
    return performTransform(t, chunk);
  });
};

const settle = (t, work) => {
  t.finish = defer();
  handled(t.finish.promise);
  let p;
  try {
    p = Promise.resolve(work());
  } catch (e) {
    p = Promise.reject(e);
  }
  return p;
};

const sinkClose = (t) => {
  if (t.finish !== null) return t.finish.promise;
  const flush = t.flushFn;
  const p = settle(t, () => (flush === null ? undefined : flush()));
  tClear(t);
  p.then(
    () => {
      const s = t.c.s;
      if (s.state === ERRORED) {
        t.finish.reject(s.error);
        return;
      }
      if (s.state === READABLE && !t.c.closing) DEFAULT.close(t.c);
      t.finish.resolve();
    },
    (e) => {
      DEFAULT.error(t.c, e);
      t.finish.reject(e);
    },
  );
  return t.finish.promise;
};

const sinkAbort = (t, reason) => {
  if (t.finish !== null) return t.finish.promise;
  const cancel = t.cancelFn;
  const p = settle(t, () => (cancel === null ? undefined : cancel(reason)));
  tClear(t);
  p.then(
    () => {
      const s = t.c.s;
      if (s.state === ERRORED) {
        t.finish.reject(s.error);
        return;
      }
      DEFAULT.error(t.c, reason);
      t.finish.resolve();
    },
    (e) => {
      DEFAULT.error(t.c, e);
      t.finish.reject(e);
    },
  );
  return t.finish.promise;
};

const sourceCancel = (t, reason) => {
  t.gone = true;
  if (t.finish !== null) return t.finish.promise;
  const cancel = t.cancelFn;
  const p = settle(t, () => (cancel === null ? undefined : cancel(reason)));
  tClear(t);
  p.then(
    () => {
      if (t.w.state === ERRORED_W) {
        t.finish.reject(t.w.error);
        return;
      }
      wError(t.w, reason);
      unblock(t);
      t.finish.resolve();
    },
    (e) => {
      wError(t.w, e);
      unblock(t);
      t.finish.reject(e);
    },
  );
  return t.finish.promise;
};

class TransformStream {
  #readable;
  #writable;
  constructor(transformer, writableStrategy, readableStrategy) {
    if (transformer === TOKEN) {
      this.#readable = writableStrategy;
      this.#writable = readableStrategy;
      return;
    }
    checkInit(transformer, "TransformStream", 1, "Transformer");
    checkInit(writableStrategy, "TransformStream", 2, "StreamQueuingStrategy");
    checkInit(readableStrategy, "TransformStream", 3, "StreamQueuingStrategy");
    transformer = transformer ?? {};
    if (transformer.readableType !== undefined)
      throw new TypeError("transformer.readableType must be undefined.");
    if (transformer.writableType !== undefined)
      throw new TypeError("transformer.writableType must be undefined.");
    const on = "Transformer";
    const start = method(transformer, "start", on),
      transform = method(transformer, "transform", on);
    const flush = method(transformer, "flush", on),
      cancel = method(transformer, "cancel", on);
    const t = newTransform(
      highWaterMark(writableStrategy, 1),
      sizeOf(writableStrategy),
      highWaterMark(readableStrategy, 0),
      sizeOf(readableStrategy),
    );
    const controller = new TransformStreamDefaultController(TOKEN, t);
    if (transform)
      t.transformFn = (chunk) =>
        apply(transform, transformer, [chunk, controller]);
    if (flush) t.flushFn = () => apply(flush, transformer, [controller]);
    if (cancel) t.cancelFn = (reason) => apply(cancel, transformer, [reason]);
    this.#readable = publicOf(t.c.s);
    this.#writable = publicWritable(t.w);
    startTransform(t, start && (() => apply(start, transformer, [controller])));
  }
  get readable() {
    if (!isObject(this) || !(#readable in this)) throw illegal();
    return this.#readable;
  }
  get writable() {
    if (!isObject(this) || !(#readable in this)) throw illegal();
    return this.#writable;
  }
}

const startTransform = (t, startFn) => {
  let started = null;
  if (startFn !== null) {
    try {
      started = Promise.resolve(startFn());
    } catch (e) {
      started = Promise.reject(e);
    }
  }
  startWritable(t.w, started === null ? null : () => started);
  begin(t.c, started === null ? null : () => started);
};

class TransformStreamDefaultController {
  #t;
  constructor(token, t) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#t = t;
  }
  get desiredSize() {
    const t = TransformStreamDefaultController.#of(this);
    return t.gone ? null : desired(t.c);
  }
  enqueue(chunk) {
    tEnqueue(TransformStreamDefaultController.#of(this), chunk);
  }
  error(e) {
    const t = TransformStreamDefaultController.#of(this);
    if (arguments.length === 0)
      throw badParam("error", "TransformStreamDefaultController", 1, "Value");
    tError(t, e);
  }
  terminate() {
    tTerminate(TransformStreamDefaultController.#of(this));
  }
  static #of(v) {
    if (!isObject(v) || !(#t in v)) throw illegal();
    return v.#t;
  }
}

// ---- identity: what is written waits until it is read

const toBytes = (v) => {
  if (typeof v === "string") return native.encode(v);
  if (v instanceof ArrayBuffer) return new Uint8Array(v);
  if (v instanceof Uint8Array) return v;
  if (ArrayBuffer.isView(v))
    return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
  return null;
};

// identity joins a writable and a byte readable. limit is the exact number of
// bytes that must pass, or undefined; a write is done when its bytes were read.
const identity = (limit, hwm) => {
  let pending = null,
    waiting = null,
    ended = false,
    failure = null,
    passed = 0;
  const flush = () => {
    if (waiting === null) return;
    const f = waiting;
    if (failure !== null) {
      waiting = null;
      f(failure.e);
    } else if (pending !== null && !pending.given) {
      waiting = null;
      pending.given = true;
      f(null, pending.bytes);
    } else if (ended) {
      waiting = null;
      f(null, null);
    }
  };
  const s = newSource({
    length: limit,
    read(f) {
      waiting = f;
      flush();
    },
    taken() {
      const p = pending;
      pending = null;
      p?.d.resolve();
    },
    cancel(reason) {
      const e = crossing(reason, "Stream was cancelled.");
      failure = { e };
      iCancelled(w, e);
    },
  });
  const fail = (e) => {
    if (failure !== null) return;
    failure = { e };
    pending?.d.resolve();
    pending = null;
    flush();
  };
  const w = newInternal(
    {
      write(bytes) {
        if (limit !== undefined && passed + bytes.length > limit) {
          fail(
            new TypeError(
              "Attempt to write too many bytes through a FixedLengthStream.",
            ),
          );
          return undefined; // workerd tells the reader, not the writer
        }
        passed += bytes.length;
        pending = { bytes, d: defer(), given: false };
        const p = pending.d.promise;
        flush();
        return p;
      },
      close() {
        if (limit !== undefined && passed < limit) {
          fail(
            new TypeError(
              "FixedLengthStream did not see all expected bytes before close().",
            ),
          );
          return;
        }
        ended = true;
        flush();
      },
      abort(e) {
        fail(e);
        if (s.state === READABLE && s.reader === null) rsError(s, e);
      },
    },
    hwm,
  );
  return [publicOf(s), publicWritable(w)];
};

class IdentityTransformStream extends TransformStream {
  constructor(options, fixed) {
    if (options !== TOKEN)
      checkInit(options, "IdentityTransformStream", 1, "QueuingStrategy");
    super(
      TOKEN,
      ...(options === TOKEN
        ? identity(fixed.length, fixed.hwm)
        : identity(undefined, highWaterMark(options))),
    );
  }
}

const MAX_LENGTH = 2 ** 53;
class FixedLengthStream extends IdentityTransformStream {
  constructor(length, options) {
    if (length === undefined) throw badCtor("FixedLengthStream", 1, "bigint");
    if (typeof length === "bigint" && (length < 0n || length >= 1n << 64n)) {
      throw new TypeError(
        "The value cannot be converted because it is either negative and this API expects a positive bigint, or the value would be truncated.",
      );
    }
    const n = integer(length);
    if (n >= MAX_LENGTH)
      throw new TypeError(
        "FixedLengthStream requires an integer expected length less than 2^53.",
      );
    checkInit(options, "FixedLengthStream", 2, "QueuingStrategy");
    const hwm = highWaterMark(options);
    super(TOKEN, {
      length: n,
      hwm: hwm === undefined ? undefined : Math.min(hwm, n),
    });
  }
}

// ---- text

// codec makes a transform from two functions. Its members are those of a plain
// TransformStream: workerd's text streams are subclasses of it.
const codec = (transform, flush) => {
  const t = newTransform(1, null, 0, null);
  t.transformFn = (chunk) => transform(chunk, t);
  t.flushFn = () => flush(t);
  startTransform(t, null);
  return [publicOf(t.c.s), publicWritable(t.w)];
};

class TextEncoderStream extends TransformStream {
  #encoding = "utf-8";
  constructor() {
    let high = "";
    super(
      TOKEN,
      ...codec(
        (chunk, t) => {
          let s = high + `${chunk}`;
          high = "";
          const last = s.charCodeAt(s.length - 1);
          if (last >= 0xd800 && last <= 0xdbff) {
            high = s[s.length - 1];
            s = s.slice(0, -1);
          }
          if (s !== "") tEnqueue(t, native.encode(s));
        },
        (t) => {
          if (high !== "") tEnqueue(t, native.encode("\ufffd"));
        },
      ),
    );
  }
  get encoding() {
    if (!isObject(this) || !(#encoding in this)) throw illegal();
    return this.#encoding;
  }
}

class TextDecoderStream extends TransformStream {
  #decoder;
  constructor(label = "utf-8", options) {
    checkInit(options, "TextDecoderStream", 2, "TextDecoderStreamInit");
    // Options that do not say are fatal: workerd's habit.
    const how = {
      fatal: options === undefined ? false : (options?.fatal ?? true),
      ignoreBOM: !!options?.ignoreBOM,
    };
    const decoder =
      internals.textDecoder?.(label, how) ?? new TextDecoder(label, how);
    super(
      TOKEN,
      ...codec(
        (chunk, t) => {
          if (typeof chunk === "string" || toBytes(chunk) === null) {
            throw new TypeError(
              "This TransformStream is being used as a byte stream, but received a value that is not a BufferSource.",
            );
          }
          const s = decoder.decode(chunk, { stream: true });
          if (s !== "") tEnqueue(t, s);
        },
        (t) => {
          const s = decoder.decode();
          if (s !== "") tEnqueue(t, s);
        },
      ),
    );
    this.#decoder = decoder;
  }
  get encoding() {
    return TextDecoderStream.#of(this).encoding;
  }
  get fatal() {
    return TextDecoderStream.#of(this).fatal;
  }
  get ignoreBOM() {
    return TextDecoderStream.#of(this).ignoreBOM;
  }
  static #of(v) {
    if (!isObject(v) || !(#decoder in v)) throw illegal();
    return v.#decoder;
  }
}
