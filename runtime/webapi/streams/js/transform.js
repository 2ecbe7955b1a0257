// TransformStream, and the transforms that Workers have: identity, fixed length,
// text and compression.
// Spec: https://streams.spec.whatwg.org/#ts
const newTransform = (whwm, wsize, rhwm, rsize) => {
  const w = newWritable(whwm, wsize), c = newDefault(rhwm, rsize);
  const t = { w, c, backpressure: false, changed: null, transformFn: null, flushFn: null, cancelFn: null, finish: null };
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
const unblock = (t) => { if (t.backpressure) tBackpressure(t, false); };
const tClear = (t) => { t.transformFn = null; t.flushFn = null; t.cancelFn = null; };

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
  if (c.closing || c.s.state !== READABLE) throw new TypeError("The readable side of this TransformStream is no longer readable.");
  try {
    DEFAULT.enqueue(c, chunk);
  } catch (e) {
    tErrorWritable(t, e);
    throw c.s.error;
  }
  const on = !shouldPullNow(c);
  if (on !== t.backpressure) tBackpressure(t, true);
};
const shouldPullNow = (c) => (c.s.reader !== null && c.s.reader.reqs.length > 0) || c.hwm - c.total > 0;

const tTerminate = (t) => {
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
  return Promise.resolve(p).then(noop, (e) => { tError(t, e); throw e; });
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
  try { p = Promise.resolve(work()); } catch (e) { p = Promise.reject(e); }
  return p;
};

const sinkClose = (t) => {
  if (t.finish !== null) return t.finish.promise;
  const flush = t.flushFn;
  const p = settle(t, () => flush === null ? undefined : flush());
  tClear(t);
  p.then(
    () => {
      const s = t.c.s;
      if (s.state === ERRORED) { t.finish.reject(s.error); return; }
      if (s.state === READABLE && !t.c.closing) DEFAULT.close(t.c);
      t.finish.resolve();
    },
    (e) => { DEFAULT.error(t.c, e); t.finish.reject(e); },
  );
  return t.finish.promise;
};

const sinkAbort = (t, reason) => {
  if (t.finish !== null) return t.finish.promise;
  const cancel = t.cancelFn;
  const p = settle(t, () => cancel === null ? undefined : cancel(reason));
  tClear(t);
  p.then(
    () => {
      const s = t.c.s;
      if (s.state === ERRORED) { t.finish.reject(s.error); return; }
      DEFAULT.error(t.c, reason);
      t.finish.resolve();
    },
    (e) => { DEFAULT.error(t.c, e); t.finish.reject(e); },
  );
  return t.finish.promise;
};

const sourceCancel = (t, reason) => {
  if (t.finish !== null) return t.finish.promise;
  const cancel = t.cancelFn;
  const p = settle(t, () => cancel === null ? undefined : cancel(reason));
  tClear(t);
  p.then(
    () => {
      if (t.w.state === ERRORED_W) { t.finish.reject(t.w.error); return; }
      wError(t.w, reason);
      unblock(t);
      t.finish.resolve();
    },
    (e) => { wError(t.w, e); unblock(t); t.finish.reject(e); },
  );
  return t.finish.promise;
};

class TransformStream {
  #readable; #writable;
  constructor(transformer, writableStrategy, readableStrategy) {
    if (transformer === TOKEN) {
      this.#readable = writableStrategy;
      this.#writable = readableStrategy;
      return;
    }
    transformer = transformer ?? {};
    if (transformer.readableType !== undefined) throw new TypeError("transformer.readableType must be undefined.");
    if (transformer.writableType !== undefined) throw new TypeError("transformer.writableType must be undefined.");
    const start = method(transformer, "start"), transform = method(transformer, "transform");
    const flush = method(transformer, "flush"), cancel = method(transformer, "cancel");
    const t = newTransform(highWaterMark(writableStrategy, 1), sizeOf(writableStrategy), highWaterMark(readableStrategy, 0), sizeOf(readableStrategy));
    const controller = new TransformStreamDefaultController(TOKEN, t);
    if (transform) t.transformFn = (chunk) => transform.call(transformer, chunk, controller);
    if (flush) t.flushFn = () => flush.call(transformer, controller);
    if (cancel) t.cancelFn = (reason) => cancel.call(transformer, reason);
    this.#readable = publicOf(t.c.s);
    this.#writable = publicWritable(t.w);
    startTransform(t, start && (() => start.call(transformer, controller)));
  }
  get readable() { return this.#readable; }
  get writable() { return this.#writable; }
}

const startTransform = (t, startFn) => {
  const started = startFn === null ? null : Promise.resolve(startFn());
  startWritable(t.w, started === null ? null : () => started);
  begin(t.c, started === null ? null : () => started);
};

class TransformStreamDefaultController {
  #t;
  constructor(token, t) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#t = t;
  }
  get desiredSize() { return desired(this.#t.c); }
  enqueue(chunk) { tEnqueue(this.#t, chunk); }
  error(e) { tError(this.#t, e); }
  terminate() { tTerminate(this.#t); }
}

// ---- identity: what is written waits until it is read

const toBytes = (v) => {
  if (typeof v === "string") return native.encode(v);
  if (v instanceof ArrayBuffer) return new Uint8Array(v);
  if (v instanceof Uint8Array) return v;
  if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
  return null;
};

// identity joins a writable and a byte readable. limit is the exact number of
// bytes that must pass, or undefined.
const identity = (limit, hwm) => {
  let pending = null, waiting = null, ended = false, failure = null, passed = 0;
  const w = newWritable(hwm, null);
  const flush = () => {
    if (waiting === null) return;
    const f = waiting;
    if (failure !== null) { waiting = null; f(failure.e); }
    else if (pending !== null) {
      const p = pending;
      pending = null;
      waiting = null;
      f(null, p.bytes);
      p.d.resolve();
    } else if (ended) { waiting = null; f(null, null); }
  };
  const fail = (e) => {
    failure = { e };
    if (pending !== null) { pending.d.reject(e); pending = null; }
    flush();
  };
  const s = newSource({
    length: limit,
    read(f) { waiting = f; flush(); },
    cancel(reason) {
      if (pending !== null) { pending.d.reject(reason); pending = null; }
      wError(w, reason);
    },
  });
  w.writeFn = (chunk) => {
    const bytes = toBytes(chunk);
    if (bytes === null) throw new TypeError("This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView type on its writable side.");
    if (bytes.length === 0) return undefined;
    if (limit !== undefined && passed + bytes.length > limit) {
      fail(new TypeError("Attempt to write too many bytes through a FixedLengthStream."));
      return undefined; // workerd tells the reader, not the writer
    }
    passed += bytes.length;
    pending = { bytes, d: defer() };
    const p = pending.d.promise;
    flush();
    return p;
  };
  w.closeFn = () => {
    if (limit !== undefined && passed < limit) {
      fail(new TypeError("FixedLengthStream did not see all expected bytes before close()."));
      return;
    }
    ended = true;
    flush();
  };
  w.abortFn = (reason) => {
    if (!isObject(reason)) reason = new Error(String(reason)); // it crosses into the platform there
    fail(reason);
    if (s.state === READABLE && s.reader === null) rsError(s, reason);
  };
  startWritable(w, null);
  return [publicOf(s), publicWritable(w)];
};

class IdentityTransformStream extends TransformStream {
  constructor(options, fixed) {
    super(TOKEN, ...(options === TOKEN ? identity(fixed.length, fixed.hwm) : identity(undefined, highWaterMark(options, 1))));
  }
}

class FixedLengthStream extends IdentityTransformStream {
  constructor(length, options) {
    if (length === undefined) throw badCtor("FixedLengthStream", 1, "bigint");
    const n = Number(length);
    if (!Number.isInteger(n)) throw new TypeError("The value cannot be converted because it is not an integer.");
    if (n < 0) throw new TypeError("The value cannot be converted because it is negative and this API expects a positive bigint.");
    super(TOKEN, { length: n, hwm: highWaterMark(options, 1) });
  }
}

// ---- text

// codec makes a transform from two functions. Its members are those of a plain
// TransformStream: workerd's text and compression streams are subclasses of it.
const codec = (transform, flush, rhwm = 0, size = null) => {
  const t = newTransform(1, null, rhwm, size);
  t.transformFn = (chunk) => transform(chunk, t);
  t.flushFn = () => flush(t);
  startTransform(t, null);
  return [publicOf(t.c.s), publicWritable(t.w)];
};

class TextEncoderStream extends TransformStream {
  constructor() {
    let high = "";
    super(TOKEN, ...codec((chunk, t) => {
      let s = high + String(chunk);
      high = "";
      const last = s.charCodeAt(s.length - 1);
      if (last >= 0xd800 && last <= 0xdbff) { high = s[s.length - 1]; s = s.slice(0, -1); }
      if (s !== "") tEnqueue(t, native.encode(s));
    }, (t) => { if (high !== "") tEnqueue(t, native.encode("\ufffd")); }));
  }
  get encoding() { return "utf-8"; }
}

class TextDecoderStream extends TransformStream {
  #decoder;
  constructor(label = "utf-8", options = {}) {
    const decoder = new TextDecoder(label, options);
    super(TOKEN, ...codec((chunk, t) => {
      if (typeof chunk === "string" || toBytes(chunk) === null) {
        throw new TypeError("This TransformStream is being used as a byte stream, but received a value that is not a BufferSource.");
      }
      const s = decoder.decode(chunk, { stream: true });
      if (s !== "") tEnqueue(t, s);
    }, (t) => {
      const s = decoder.decode();
      if (s !== "") tEnqueue(t, s);
    }));
    this.#decoder = decoder;
  }
  get encoding() { return this.#decoder.encoding; }
  get fatal() { return this.#decoder.fatal; }
  get ignoreBOM() { return this.#decoder.ignoreBOM; }
}

// ---- compression: the work is Go's

// workerd keeps what was compressed until somebody reads; here a writer that
// nobody reads from is stopped at last.
const BUFFER = 1 << 20;
const byteLength = (chunk) => chunk.byteLength;

const compressionClass = (name, open) => {
  const C = { [name]: class extends TransformStream {
    constructor(format) {
      if (format === undefined) throw badCtor(name, 1, "string");
      format = String(format);
      if (format !== "gzip" && format !== "deflate" && format !== "deflate-raw") {
        throw new TypeError("The compression format must be either 'deflate', 'deflate-raw' or 'gzip'.");
      }
      const z = open(format);
      super(TOKEN, ...codec((chunk, t) => {
        const bytes = toBytes(chunk);
        if (bytes === null) throw new TypeError("This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView type on its writable side.");
        const out = native.codecWrite(z, bytes);
        if (out) tEnqueue(t, out);
      }, (t) => {
        const out = native.codecClose(z);
        if (out) tEnqueue(t, out);
      }, BUFFER, byteLength));
    }
  } }[name];
  return shape(C, name);
};
const CompressionStream = compressionClass("CompressionStream", native.compressor);
const DecompressionStream = compressionClass("DecompressionStream", native.decompressor);
