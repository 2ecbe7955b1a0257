// ReadableStream, its readers and the controller for chunks of any kind.
//
// The state of a stream is a plain object that only these scripts see; the
// public classes are thin shells around it. Reading inside the platform goes
// through read requests ({chunk, close, error}) and makes no promises: a promise
// costs goja more than everything else a read does. Each kind of source is a
// table of operations (ops):
//   pull(c, req)                    serve a read, now or later
//   pullInto(c, view, min, req)     the same into a buffer; missing: no BYOB reads
//   cancel(c, reason, reqs)         give up, end these reads; may return a promise
//   release(c)                      the reader has let go
// Spec: https://streams.spec.whatwg.org/#rs
const TOKEN = {};
const READABLE = 0,
  CLOSED = 1,
  ERRORED = 2;
const noop = () => {};
const { badParam, badCtor } = internals;

const locked = (comma) =>
  new TypeError(
    `This ReadableStream is currently locked to a reader${comma ? "," : "."}`,
  );
const released = () =>
  new TypeError("This ReadableStream reader has been released.");
const illegal = () =>
  new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. " +
      "See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
  );
const fieldType = (name, on, type) =>
  new TypeError(
    `Incorrect type for the '${name}' field on '${on}': the provided value is not of type '${type}'.`,
  );

const { apply } = Reflect;

const defer = () => {
  const d = { pending: true };
  d.promise = new Promise((resolve, reject) => {
    d.resolve = (v) => {
      d.pending = false;
      resolve(v);
    };
    d.reject = (e) => {
      d.pending = false;
      reject(e);
    };
  });
  return d;
};
// handled marks a promise whose rejection nobody needs to look at.
const handled = (p) => {
  p.then(undefined, noop);
  return p;
};
const isObject = (v) =>
  (typeof v === "object" && v !== null) || typeof v === "function";

// integer converts what workerd keeps as a count: fractions are cut off, and what
// is no count at all is refused.
const integer = (v) => {
  const n = Number(v);
  if (Number.isNaN(n) || n === Infinity)
    throw new TypeError(
      "The value cannot be converted because it is not an integer.",
    );
  if (n < 0)
    throw new TypeError(
      "The value cannot be converted because it is negative and this API expects a positive bigint.",
    );
  return Math.trunc(n);
};
// whole is a number as WebIDL's long types convert it, for counts of bytes.
const whole = (v) => Math.trunc(Number(v)) || 0;

const newState = (ctl) => ({
  state: READABLE,
  reader: null,
  error: undefined,
  disturbed: false,
  ctl,
  pub: null,
});

const rsClose = (s) => {
  s.state = CLOSED;
  const r = s.reader;
  if (r === null) return;
  if (r.watch !== null) r.watch.close();
  if (r.closed) r.closed.resolve();
  if (!r.byob) {
    const reqs = r.reqs;
    r.reqs = [];
    for (const q of reqs) q.close();
  }
};

// giving hands out a chunk that may be the last: the reads see the stream ended
// already, and whoever watches it sees the chunk first.
const giving = (s, settle, give) => {
  const r = s.reader,
    watch = r.watch;
  r.watch = null;
  settle();
  give();
  if (watch === null) return;
  if (s.state === CLOSED) watch.close();
  else if (s.state === ERRORED) watch.error(s.error);
  else if (r.stream !== null) r.watch = watch;
};

const rsError = (s, e) => {
  if (s.state !== READABLE) return;
  s.state = ERRORED;
  s.error = e;
  const r = s.reader;
  if (r === null) return;
  if (r.watch !== null) r.watch.error(e);
  if (r.closed) {
    r.closed.reject(e);
    handled(r.closed.promise);
  }
  const reqs = r.reqs;
  r.reqs = [];
  for (const q of reqs) q.error(e);
};

const rsCancel = (s, reason) => {
  s.disturbed = true;
  if (s.state === CLOSED) return Promise.resolve();
  if (s.state === ERRORED) return Promise.reject(s.error);
  const r = s.reader;
  let reqs = [];
  if (r !== null && s.ctl.ops.pullInto) {
    // its source ends the reads: they may have buffers to give back
    reqs = r.reqs;
    r.reqs = [];
  }
  rsClose(s);
  let p;
  try {
    p = s.ctl.ops.cancel(s.ctl, reason, reqs);
  } catch (e) {
    return Promise.reject(e);
  }
  return p === undefined ? Promise.resolve() : Promise.resolve(p).then(noop);
};

// ---- readers, as the platform uses them

const acquire = (s, byob = false) => {
  if (s.reader !== null) throw locked();
  if (byob && !s.ctl.ops.pullInto)
    throw new TypeError("This ReadableStream does not support BYOB reads.");
  return (s.reader = { stream: s, byob, reqs: [], closed: null, watch: null }); // watch: told of the end, like closed, but at once
};

const read = (r, req) => {
  const s = r.stream;
  if (s === null) return req.error(released());
  s.disturbed = true;
  if (s.state === CLOSED) req.close();
  else if (s.state === ERRORED) req.error(s.error);
  else s.ctl.ops.pull(s.ctl, req);
};

const release = (r) => {
  const s = r.stream;
  if (s === null) return;
  const e = released();
  if (r.closed && s.state === READABLE) r.closed.reject(e);
  else {
    r.closed = defer();
    r.closed.reject(e);
  }
  handled(r.closed.promise);
  if (s.ctl.ops.release) s.ctl.ops.release(s.ctl);
  s.reader = null;
  r.stream = null;
  const reqs = r.reqs;
  r.reqs = [];
  for (const q of reqs) q.error(e);
};

const readerClosed = (r) => {
  if (r.closed === null) {
    r.closed = defer();
    const s = r.stream;
    if (s.state === CLOSED) r.closed.resolve();
    else if (s.state === ERRORED) {
      r.closed.reject(s.error);
      handled(r.closed.promise);
    }
  }
  return r.closed.promise;
};

const result = (value, done) => ({ value, done });
const promiseRequest = (resolve, reject) => ({
  chunk: (v) => resolve(result(v, false)),
  close: (v) => resolve(result(v, true)),
  error: reject,
});

const readerCancel = (r, reason) =>
  r.stream === null ? Promise.reject(released()) : rsCancel(r.stream, reason);

class ReadableStreamDefaultReader {
  #r;
  constructor(stream) {
    if (!isStream(stream))
      throw badCtor("ReadableStreamDefaultReader", 1, "ReadableStream");
    this.#r = acquire(stateOf(stream));
  }
  get closed() {
    return readerClosed(ReadableStreamDefaultReader.#of(this));
  }
  cancel(reason) {
    return readerCancel(ReadableStreamDefaultReader.#of(this), reason);
  }
  read() {
    const r = ReadableStreamDefaultReader.#of(this);
    return new Promise((resolve, reject) =>
      read(r, promiseRequest(resolve, reject)),
    );
  }
  releaseLock() {
    release(ReadableStreamDefaultReader.#of(this));
  }
  static #of(v) {
    if (!isObject(v) || !(#r in v)) throw illegal();
    return v.#r;
  }
}

class ReadableStreamBYOBReader {
  #r;
  constructor(stream) {
    if (!isStream(stream))
      throw badCtor("ReadableStreamBYOBReader", 1, "ReadableStream");
    this.#r = acquire(stateOf(stream), true);
  }
  get closed() {
    return readerClosed(ReadableStreamBYOBReader.#of(this));
  }
  cancel(reason) {
    return readerCancel(ReadableStreamBYOBReader.#of(this), reason);
  }
  read(view, options) {
    const r = ReadableStreamBYOBReader.#of(this);
    return new Promise((resolve, reject) => {
      if (!ArrayBuffer.isView(view))
        throw badParam(
          "read",
          "ReadableStreamBYOBReader",
          1,
          "ArrayBufferView",
        );
      if (options != null && !isObject(options))
        throw badParam(
          "read",
          "ReadableStreamBYOBReader",
          2,
          "ReadableStreamBYOBReaderReadOptions",
        );
      readInto(r, view, options?.min, promiseRequest(resolve, reject));
    });
  }
  readAtLeast(min, view) {
    const r = ReadableStreamBYOBReader.#of(this);
    return new Promise((resolve, reject) => {
      if (!ArrayBuffer.isView(view))
        throw badParam(
          "readAtLeast",
          "ReadableStreamBYOBReader",
          2,
          "ArrayBufferView",
        );
      readInto(r, view, min, promiseRequest(resolve, reject));
    });
  }
  releaseLock() {
    release(ReadableStreamBYOBReader.#of(this));
  }
  static #of(v) {
    if (!isObject(v) || !(#r in v)) throw illegal();
    return v.#r;
  }
}

// readInto reads into view: at least min elements of it, one if that is undefined.
const readInto = (r, view, min, req) => {
  if (view.byteLength === 0)
    throw new TypeError(
      'You must call read() on a "byob" reader with a positive-sized TypedArray object.',
    );
  const s = r.stream;
  if (s === null) throw released();
  const least =
    (min === undefined ? 1 : whole(min)) * (view.BYTES_PER_ELEMENT ?? 1);
  if (least === 0)
    throw new TypeError(
      "Requested invalid minimum number of bytes to read (0).",
    );
  if (least < 0 || least > view.byteLength) {
    const shown = least < 0 ? BigInt.asUintN(64, BigInt(least)) : least;
    throw new TypeError(
      `Minimum bytes to read (${shown}) exceeds size of buffer (${view.byteLength}).`,
    );
  }
  s.disturbed = true;
  if (s.state === ERRORED) req.error(s.error);
  else s.ctl.ops.pullInto(s.ctl, view, least, req);
};

// ---- the controller for chunks of any kind

const shouldPull = (c) => {
  const s = c.s;
  if (s.state !== READABLE || c.closing || !c.started) return false;
  return (s.reader !== null && s.reader.reqs.length > 0) || c.hwm - c.total > 0;
};

const callPull = (c) => {
  if (c.pullFn === null || !shouldPull(c)) return;
  if (c.pulling) {
    c.again = true;
    return;
  }
  c.pulling = true;
  let p;
  try {
    p = c.pullFn();
  } catch (e) {
    c.ops.error(c, e);
    return;
  }
  Promise.resolve(p).then(
    () => {
      c.pulling = false;
      if (c.again) {
        c.again = false;
        callPull(c);
      }
    },
    (e) => c.ops.error(c, e),
  );
};

// begin runs start(controller); nothing is pulled before it has settled.
const begin = (c, startFn) => {
  let p;
  try {
    p = startFn === null ? undefined : startFn();
  } catch (e) {
    c.ops.error(c, e); // the standard throws to the caller; workerd does not
    return;
  }
  if (startFn === null || (p === undefined && c.pullFn === null)) {
    c.started = true;
    callPull(c);
    return;
  }
  Promise.resolve(p).then(
    () => {
      c.started = true;
      callPull(c);
    },
    (e) => c.ops.error(c, e),
  );
};

const clear = (c) => {
  c.pullFn = null;
  c.cancelFn = null;
  c.size = null;
};
const desired = (c) =>
  c.s.state === ERRORED ? null : c.s.state === CLOSED ? 0 : c.hwm - c.total;

const DEFAULT = {
  pull(c, req) {
    if (c.queue.length > 0) {
      const { v, n } = c.queue.shift();
      c.total = c.queue.length === 0 ? 0 : Math.max(0, c.total - n);
      // No pull before the queue is empty: workerd.
      const last = c.closing && c.queue.length === 0;
      if (last && c.s.reader.watch !== null) {
        giving(
          c.s,
          () => {
            clear(c);
            rsClose(c.s);
          },
          () => req.chunk(v),
        );
        return;
      }
      if (last) {
        clear(c);
        rsClose(c.s);
      }
      req.chunk(v);
    } else {
      c.s.reader.reqs.push(req);
      callPull(c);
    }
  },
  cancel(c, reason) {
    c.queue = [];
    c.total = 0;
    const f = c.cancelFn;
    clear(c);
    return f === null ? undefined : f(reason);
  },
  error(c, e) {
    if (c.s.state !== READABLE) return;
    c.queue = [];
    c.total = 0;
    clear(c);
    rsError(c.s, e);
  },
  enqueue(c, v) {
    const s = c.s;
    if (c.closing || s.state !== READABLE)
      throw new TypeError("Unable to enqueue");
    if (s.reader !== null && s.reader.reqs.length > 0) {
      s.reader.reqs.shift().chunk(v);
    } else {
      let n = 1;
      if (c.size !== null) {
        const size = c.size; // called without a this
        try {
          n = integer(size(v));
        } catch (e) {
          DEFAULT.error(c, e); // the stream tells, not enqueue: workerd
          return;
        }
      }
      c.queue.push({ v, n });
      c.total += n;
    }
    callPull(c);
  },
  close(c) {
    if (c.closing || c.s.state !== READABLE)
      throw new TypeError("This ReadableStream is closed.");
    c.closing = true;
    if (c.queue.length === 0) {
      clear(c);
      rsClose(c.s);
    }
  },
};

const newDefault = (hwm, size) => {
  const c = {
    ops: DEFAULT,
    s: null,
    queue: [],
    total: 0,
    hwm,
    size,
    started: false,
    closing: false,
    pulling: false,
    again: false,
    pullFn: null,
    cancelFn: null,
  };
  c.s = newState(c);
  return c;
};

class ReadableStreamDefaultController {
  #c;
  constructor(token, c) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#c = c;
  }
  get desiredSize() {
    return desired(ReadableStreamDefaultController.#of(this));
  }
  close() {
    DEFAULT.close(ReadableStreamDefaultController.#of(this));
  }
  enqueue(chunk) {
    DEFAULT.enqueue(ReadableStreamDefaultController.#of(this), chunk);
  }
  error(e) {
    const c = ReadableStreamDefaultController.#of(this);
    if (arguments.length === 0)
      throw badParam("error", "ReadableStreamDefaultController", 1, "Value");
    DEFAULT.error(c, e);
  }
  static #of(v) {
    if (!isObject(v) || !(#c in v)) throw illegal();
    return v.#c;
  }
}

// ---- strategies

const highWaterMark = (strategy, fallback) => {
  const v = strategy?.highWaterMark;
  return v === undefined ? fallback : integer(v);
};
const sizeOf = (strategy) => {
  const f = strategy?.size;
  if (f !== undefined && typeof f !== "function")
    throw fieldType("size", "StreamQueuingStrategy", "function");
  return f ?? null;
};
// checkInit refuses a dictionary, argument n of new on(), that is no object.
const checkInit = (v, on, n, type) => {
  if (v != null && !isObject(v)) throw badCtor(on, n, type);
};

const strategyClass = (name, size) => {
  Object.defineProperty(size, "name", { value: "", configurable: true });
  Object.defineProperty(size, "length", { value: 0, configurable: true });
  const C = {
    [name]: class {
      #hwm;
      constructor(init) {
        if (init === null)
          throw new TypeError(
            "Cannot initialize N7workerd3api19QueuingStrategyInitE with required members from an undefined or null value.",
          );
        if (!isObject(init)) throw badCtor(name, 1, "QueuingStrategyInit");
        this.#hwm = Number(init.highWaterMark);
      }
      get highWaterMark() {
        if (!isObject(this) || !(#hwm in this)) throw illegal();
        return this.#hwm;
      }
      get size() {
        if (!isObject(this) || !(#hwm in this)) throw illegal();
        return size;
      }
    },
  }[name];
  return C;
};
const CountQueuingStrategy = strategyClass("CountQueuingStrategy", () => 1);
const ByteLengthQueuingStrategy = strategyClass(
  "ByteLengthQueuingStrategy",
  (chunk) => chunk?.byteLength,
);

// ---- the public class

const method = (o, name, on) => {
  const f = o[name];
  if (f === undefined) return null;
  if (typeof f !== "function") throw fieldType(name, on, "function");
  return f;
};

class ReadableStream {
  #s;
  constructor(source, strategy) {
    if (source === TOKEN) {
      this.#s = strategy;
      strategy.pub = this;
      return;
    }
    checkInit(source, "ReadableStream", 1, "UnderlyingSource");
    checkInit(strategy, "ReadableStream", 2, "StreamQueuingStrategy");
    source = source ?? {};
    const type = source.type === undefined ? undefined : String(source.type);
    if (type !== undefined && type !== "" && type !== "bytes")
      throw new TypeError(`"${type}" is not a valid type of ReadableStream.`);
    const on = "UnderlyingSource";
    const pull = method(source, "pull", on),
      cancel = method(source, "cancel", on),
      start = method(source, "start", on);
    let c, controller;
    if (type === "bytes") {
      c = newBytes(highWaterMark(strategy, 0), source.autoAllocateChunkSize);
      controller = new ReadableByteStreamController(TOKEN, c);
    } else {
      c = newDefault(highWaterMark(strategy, 1), sizeOf(strategy));
      controller = new ReadableStreamDefaultController(TOKEN, c);
    }
    this.#s = c.s;
    c.s.pub = this;
    if (pull) c.pullFn = () => apply(pull, source, [controller]);
    if (cancel) c.cancelFn = (reason) => apply(cancel, source, [reason]);
    begin(c, start && (() => apply(start, source, [controller])));
  }
  get locked() {
    return stateOf(this).reader !== null;
  }
  cancel(reason) {
    const s = stateOf(this);
    return s.reader !== null ? Promise.reject(locked()) : rsCancel(s, reason);
  }
  getReader(options) {
    const s = stateOf(this);
    if (options != null && !isObject(options))
      throw badParam("getReader", "ReadableStream", 1, "GetReaderOptions");
    const mode = options?.mode;
    if (s.reader !== null) throw locked();
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (String(mode) !== "byob")
      throw new TypeError(
        "mode must be undefined or 'byob' in call to getReader().",
      );
    return new ReadableStreamBYOBReader(this);
  }
  pipeThrough(transform, options) {
    const s = stateOf(this);
    if (!isObject(transform))
      throw badParam("pipeThrough", "ReadableStream", 1, "Transform");
    const readable = transform.readable;
    if (!isStream(readable))
      throw fieldType("readable", "Transform", "ReadableStream");
    const writable = transform.writable;
    if (!isWritable(writable))
      throw fieldType("writable", "Transform", "WritableStream");
    if (s.reader !== null) throw locked();
    const w = writableOf(writable);
    if (w.writer !== null) throw writerLocked(".");
    handled(pipe(s, w, pipeOptions(options)));
    return readable;
  }
  pipeTo(destination, options) {
    const s = stateOf(this);
    if (!isWritable(destination))
      return Promise.reject(
        badParam("pipeTo", "ReadableStream", 1, "WritableStream"),
      );
    if (s.reader !== null) return Promise.reject(locked());
    const w = writableOf(destination);
    if (w.writer !== null) return Promise.reject(writerLocked(""));
    try {
      return pipe(s, w, pipeOptions(options));
    } catch (e) {
      return Promise.reject(e);
    }
  }
  tee() {
    return tee(stateOf(this)).map(publicOf);
  }
  values(options) {
    return iterate(stateOf(this), !!options?.preventCancel);
  }

  static from(iterable) {
    const start =
      iterable == null
        ? undefined
        : (iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator]);
    if (typeof start !== "function")
      throw badParam("from", "ReadableStream", 1, "AsyncGenerator");
    const it = start.call(iterable);
    if (!isObject(it))
      throw badParam("from", "ReadableStream", 1, "AsyncGenerator");
    const c = newDefault(0, null);
    c.pullFn = () =>
      Promise.resolve(it.next()).then((r) => {
        if (!isObject(r))
          throw new TypeError(
            "The iterator's next() did not return an object.",
          );
        return r.done
          ? DEFAULT.close(c)
          : Promise.resolve(r.value).then((v) => DEFAULT.enqueue(c, v));
      });
    c.cancelFn = (reason) => {
      const f = it.return;
      if (f === undefined || f === null) return undefined;
      return Promise.resolve(apply(f, it, [reason])).then((r) => {
        if (!isObject(r))
          throw new TypeError(
            "The iterator's return() did not return an object.",
          );
      });
    };
    c.started = true;
    return publicOf(c.s);
  }
  static {
    isStream = (v) => typeof v === "object" && v !== null && #s in v;
    stateOf = (v) => {
      if (!isStream(v)) throw illegal();
      return v.#s;
    };
  }
}
// Assigned in the static block above: the only door to a stream's state.
var isStream, stateOf;
const publicOf = (s) => s.pub || new ReadableStream(TOKEN, s);

// The async iterator of a stream; it lets go of the lock at the end. Reads asked
// for at once are answered one after the other.
const same = (x) => x;
const step = (value, done) => ({ done, value });
class ReadableStreamAsyncIterator {
  #r;
  #keep;
  #finished = false;
  #last = null;
  constructor(token, r, keep) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#r = r;
    this.#keep = keep;
  }
  next() {
    if (!isObject(this) || !(#r in this)) throw illegal();
    return this.#after(() =>
      this.#finished
        ? step(undefined, true)
        : new Promise((resolve, reject) =>
            read(this.#r, {
              chunk: (v) => resolve(step(v, false)),
              close: () => {
                this.#finished = true;
                release(this.#r);
                resolve(step(undefined, true));
              },
              error: (e) => {
                this.#finished = true;
                reject(e);
              }, // workerd keeps the lock then
            }),
          ),
    );
  }
  return(value) {
    if (!isObject(this) || !(#r in this)) throw illegal();
    return this.#after(() => {
      if (this.#finished) {
        release(this.#r);
        return step(value, true);
      }
      this.#finished = true;
      const p = this.#keep ? undefined : rsCancel(this.#r.stream, value);
      release(this.#r);
      return Promise.resolve(p).then(() => step(value, true));
    });
  }
  // The first read happens at once.
  #after(f) {
    const idle = () => {
      if (this.#last === p) this.#last = null;
    };
    // As late as workerd tells: what is under way in the stream comes first.
    const p = (
      this.#last === null ? Promise.resolve(f()) : this.#last.then(f, f)
    )
      .then(same)
      .then(same);
    p.then(idle, idle);
    return (this.#last = p);
  }
  [Symbol.asyncIterator]() {
    return this;
  }
}
const iterate = (s, keep) =>
  new ReadableStreamAsyncIterator(TOKEN, acquire(s), keep);
const asyncIterator = function (options) {
  return iterate(stateOf(this), !!options?.preventCancel);
};
Object.defineProperty(asyncIterator, "name", { value: "", configurable: true });
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  value: asyncIterator,
  writable: true,
  configurable: true,
});
