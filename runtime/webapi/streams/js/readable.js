// ReadableStream, its readers and the controller for chunks of any kind.
//
// The state of a stream is a plain object that only these scripts see; the
// public classes are thin shells around it. Reading inside the platform goes
// through read requests ({chunk, close, error}) and makes no promises: a promise
// costs goja more than everything else a read does. Each kind of source is a
// table of operations (ops):
//   pull(c, req)                    serve a read, now or later
//   pullInto(c, view, min, req)     the same into a buffer; missing: no BYOB reads
//   cancel(c, reason)               give up; may return a promise
//   release(c)                      the reader has let go
// Spec: https://streams.spec.whatwg.org/#rs
const TOKEN = {};
const READABLE = 0, CLOSED = 1, ERRORED = 2;
const noop = () => {};
const { badParam, badCtor, shape } = internals;

const locked = (comma) => new TypeError(`This ReadableStream is currently locked to a reader${comma ? "," : "."}`);
const released = () => new TypeError("This ReadableStream reader has been released.");
const notNew = (name) =>
  new TypeError(`Failed to construct '${name}': Please use the 'new' operator, this object constructor cannot be called as a function.`);

const defer = () => {
  const d = {};
  d.promise = new Promise((resolve, reject) => { d.resolve = resolve; d.reject = reject; });
  return d;
};
// handled marks a promise whose rejection nobody needs to look at.
const handled = (p) => { p.then(undefined, noop); return p; };
const isObject = (v) => (typeof v === "object" && v !== null) || typeof v === "function";

const newState = (ctl) => ({ state: READABLE, reader: null, error: undefined, disturbed: false, ctl, pub: null });

const rsClose = (s) => {
  s.state = CLOSED;
  const r = s.reader;
  if (r === null) return;
  if (r.closed) r.closed.resolve();
  if (!r.byob) {
    const reqs = r.reqs;
    r.reqs = [];
    for (const q of reqs) q.close();
  }
};

const rsError = (s, e) => {
  if (s.state !== READABLE) return;
  s.state = ERRORED;
  s.error = e;
  const r = s.reader;
  if (r === null) return;
  if (r.closed) { r.closed.reject(e); handled(r.closed.promise); }
  const reqs = r.reqs;
  r.reqs = [];
  for (const q of reqs) q.error(e);
};

const rsCancel = (s, reason) => {
  s.disturbed = true;
  if (s.state === CLOSED) return Promise.resolve();
  if (s.state === ERRORED) return Promise.reject(s.error);
  const r = s.reader;
  rsClose(s);
  if (r !== null && r.byob) {
    const reqs = r.reqs;
    r.reqs = [];
    for (const q of reqs) q.close(undefined);
  }
  let p;
  try {
    p = s.ctl.ops.cancel(s.ctl, reason);
  } catch (e) {
    return Promise.reject(e);
  }
  return p === undefined ? Promise.resolve() : Promise.resolve(p).then(noop);
};

// ---- readers, as the platform uses them

const acquire = (s, byob = false) => {
  if (s.reader !== null) throw locked();
  if (byob && !s.ctl.ops.pullInto) throw new TypeError("This ReadableStream does not support BYOB reads.");
  return (s.reader = { stream: s, byob, reqs: [], closed: null });
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
  else { r.closed = defer(); r.closed.reject(e); }
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
    else if (s.state === ERRORED) { r.closed.reject(s.error); handled(r.closed.promise); }
  }
  return r.closed.promise;
};

const result = (value, done) => ({ value, done });
const promiseRequest = (resolve, reject) => ({
  chunk: (v) => resolve(result(v, false)),
  close: (v) => resolve(result(v, true)),
  error: reject,
});

class ReadableStreamDefaultReader {
  #r;
  constructor(stream) {
    if (!isStream(stream)) throw badCtor("ReadableStreamDefaultReader", 1, "ReadableStream");
    this.#r = acquire(stateOf(stream));
  }
  get closed() { return readerClosed(this.#r); }
  cancel(reason) {
    const s = this.#r.stream;
    return s === null ? Promise.reject(released()) : rsCancel(s, reason);
  }
  read() { return new Promise((resolve, reject) => read(this.#r, promiseRequest(resolve, reject))); }
  releaseLock() { release(this.#r); }
}

class ReadableStreamBYOBReader {
  #r;
  constructor(stream) {
    if (!isStream(stream)) throw badCtor("ReadableStreamBYOBReader", 1, "ReadableStream");
    this.#r = acquire(stateOf(stream), true);
  }
  get closed() { return readerClosed(this.#r); }
  cancel(reason) {
    const s = this.#r.stream;
    return s === null ? Promise.reject(released()) : rsCancel(s, reason);
  }
  read(view, options) { return this.#read(view, options?.min ?? 1, "read"); }
  readAtLeast(min, view) { return this.#read(view, min, "readAtLeast"); }
  releaseLock() { release(this.#r); }

  #read(view, min, method) {
    return new Promise((resolve, reject) => {
      if (!ArrayBuffer.isView(view)) throw badParam(method, "ReadableStreamBYOBReader", method === "read" ? 1 : 2, "ArrayBufferView");
      if (view.byteLength === 0) throw new TypeError('You must call read() on a "byob" reader with a positive-sized TypedArray object.');
      const r = this.#r, s = r.stream;
      if (s === null) throw released();
      const elements = view instanceof DataView ? view.byteLength : view.length;
      if (!(min > 0) || min > elements) throw new TypeError(`Requested invalid minimum number of bytes to read (${min}).`);
      s.disturbed = true;
      const req = promiseRequest(resolve, reject);
      if (s.state === ERRORED) req.error(s.error);
      else s.ctl.ops.pullInto(s.ctl, view, min, req);
    });
  }
}

// ---- the controller for chunks of any kind

const shouldPull = (c) => {
  const s = c.s;
  if (s.state !== READABLE || c.closing || !c.started) return false;
  return (s.reader !== null && s.reader.reqs.length > 0) || c.hwm - c.total > 0;
};

const callPull = (c) => {
  if (c.pullFn === null || !shouldPull(c)) return;
  if (c.pulling) { c.again = true; return; }
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
      if (c.again) { c.again = false; callPull(c); }
    },
    (e) => c.ops.error(c, e),
  );
};

// begin runs start(controller); nothing is pulled before it has settled.
const begin = (c, startFn) => {
  const p = startFn === null ? undefined : startFn();
  if (p === undefined && c.pullFn === null) { c.started = true; return; }
  Promise.resolve(p).then(
    () => { c.started = true; callPull(c); },
    (e) => c.ops.error(c, e),
  );
};

const clear = (c) => { c.pullFn = null; c.cancelFn = null; c.size = null; };
const desired = (c) => c.s.state === ERRORED ? null : c.s.state === CLOSED ? 0 : c.hwm - c.total;

const DEFAULT = {
  pull(c, req) {
    if (c.queue.length > 0) {
      const { v, n } = c.queue.shift();
      c.total = c.queue.length === 0 ? 0 : Math.max(0, c.total - n);
      if (c.closing && c.queue.length === 0) { clear(c); rsClose(c.s); } else callPull(c);
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
    if (c.closing || s.state !== READABLE) throw new TypeError("Unable to enqueue");
    if (s.reader !== null && s.reader.reqs.length > 0) {
      s.reader.reqs.shift().chunk(v);
    } else {
      let n = 1;
      if (c.size !== null) {
        try {
          n = Number(c.size(v));
          if (!(n >= 0) || n === Infinity) throw new RangeError("The strategy's size function returned an invalid size.");
        } catch (e) {
          DEFAULT.error(c, e);
          throw e;
        }
      }
      c.queue.push({ v, n });
      c.total += n;
    }
    callPull(c);
  },
  close(c) {
    if (c.closing || c.s.state !== READABLE) throw new TypeError("This ReadableStream is closed.");
    c.closing = true;
    if (c.queue.length === 0) { clear(c); rsClose(c.s); }
  },
};

const newDefault = (hwm, size) => {
  const c = { ops: DEFAULT, s: null, queue: [], total: 0, hwm, size, started: false, closing: false,
    pulling: false, again: false, pullFn: null, cancelFn: null };
  c.s = newState(c);
  return c;
};

class ReadableStreamDefaultController {
  #c;
  constructor(token, c) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#c = c;
  }
  get desiredSize() { return desired(this.#c); }
  close() { DEFAULT.close(this.#c); }
  enqueue(chunk) { DEFAULT.enqueue(this.#c, chunk); }
  error(e) { DEFAULT.error(this.#c, e); }
}

// ---- strategies

const highWaterMark = (strategy, fallback) => {
  const v = strategy?.highWaterMark;
  if (v === undefined) return fallback;
  const n = Number(v);
  if (Number.isNaN(n)) throw new TypeError("The value cannot be converted because it is not an integer.");
  if (n < 0) throw new TypeError("The value cannot be converted because it is negative and this API expects a positive bigint.");
  return n;
};
const sizeOf = (strategy) => typeof strategy?.size === "function" ? strategy.size : null;

const strategyClass = (name, size) => {
  const C = { [name]: class {
    #hwm;
    constructor(init) {
      if (!isObject(init)) throw badCtor(name, 1, "QueuingStrategyInit");
      this.#hwm = Number(init.highWaterMark);
    }
    get highWaterMark() { return this.#hwm; }
    get size() { return size; }
  } }[name];
  return shape(C, name);
};
const CountQueuingStrategy = strategyClass("CountQueuingStrategy", function size() { return 1; });
const ByteLengthQueuingStrategy = strategyClass("ByteLengthQueuingStrategy", function size(chunk) { return chunk.byteLength; });

// ---- the public class

const method = (o, name) => {
  const f = o[name];
  if (f === undefined) return null;
  if (typeof f !== "function") throw new TypeError(`Incorrect type for the '${name}' field on 'UnderlyingSource': the provided value is not of type 'function'.`);
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
    source = source ?? {};
    const type = source.type === undefined ? undefined : String(source.type);
    if (type !== undefined && type !== "" && type !== "bytes") throw new TypeError(`"${type}" is not a valid type of ReadableStream.`);
    const pull = method(source, "pull"), cancel = method(source, "cancel"), start = method(source, "start");
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
    if (pull) c.pullFn = () => pull.call(source, controller);
    if (cancel) c.cancelFn = (reason) => cancel.call(source, reason);
    begin(c, start && (() => start.call(source, controller)));
  }
  get locked() { return this.#s.reader !== null; }
  cancel(reason) { return this.#s.reader !== null ? Promise.reject(locked()) : rsCancel(this.#s, reason); }
  getReader(options) {
    const mode = options?.mode;
    if (this.#s.reader !== null) throw locked();
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (String(mode) !== "byob") throw new TypeError("mode must be undefined or 'byob' in call to ReadableStream.getReader().");
    return new ReadableStreamBYOBReader(this);
  }
  pipeThrough(transform, options) {
    if (!isObject(transform)) throw badParam("pipeThrough", "ReadableStream", 1, "Transform");
    const { readable, writable } = transform;
    if (!isStream(readable)) throw new TypeError("Incorrect type for the 'readable' field on 'Transform': the provided value is not of type 'ReadableStream'.");
    if (!isWritable(writable)) throw new TypeError("Incorrect type for the 'writable' field on 'Transform': the provided value is not of type 'WritableStream'.");
    if (this.#s.reader !== null) throw locked();
    const w = writableOf(writable);
    if (w.writer !== null) throw writerLocked();
    handled(pipe(this.#s, w, options));
    return readable;
  }
  pipeTo(destination, options) {
    if (!isWritable(destination)) return Promise.reject(badParam("pipeTo", "ReadableStream", 1, "WritableStream"));
    if (this.#s.reader !== null) return Promise.reject(locked());
    const w = writableOf(destination);
    if (w.writer !== null) return Promise.reject(writerLocked());
    try {
      return pipe(this.#s, w, options);
    } catch (e) {
      return Promise.reject(e);
    }
  }
  tee() { return tee(this.#s).map(publicOf); }
  values(options) { return iterate(this.#s, !!options?.preventCancel); }

  static from(iterable) {
    const start = iterable == null ? undefined : iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator];
    if (typeof start !== "function") throw badParam("from", "ReadableStream", 1, "AsyncGenerator");
    const it = start.call(iterable);
    const c = newDefault(0, null);
    c.pullFn = () => Promise.resolve(it.next()).then((r) => {
      if (!isObject(r)) throw new TypeError("The iterator's next() did not return an object.");
      return r.done ? DEFAULT.close(c) : Promise.resolve(r.value).then((v) => DEFAULT.enqueue(c, v));
    });
    c.cancelFn = (reason) => typeof it.return === "function" ? it.return(reason) : undefined;
    c.started = true;
    return publicOf(c.s);
  }
  static {
    isStream = (v) => typeof v === "object" && v !== null && #s in v;
    stateOf = (v) => v.#s;
  }
}
// Assigned in the static block above: the only door to a stream's state.
var isStream, stateOf;
const publicOf = (s) => s.pub || new ReadableStream(TOKEN, s);

// iterate is the async iterator of a stream; it lets go of the lock at the end.
const AsyncIteratorPrototype = internals.AsyncIteratorPrototype || {
  [Symbol.asyncIterator]() { return this; },
};
const iterate = (s, keep) => {
  const r = acquire(s);
  let finished = false, last = Promise.resolve();
  const after = (f) => (last = last.then(f, f));
  const it = Object.create(AsyncIteratorPrototype);
  const methods = {
    next: () => after(() => finished ? result(undefined, true) : new Promise((resolve, reject) => read(r, {
      chunk: (v) => resolve(result(v, false)),
      close: () => { finished = true; release(r); resolve(result(undefined, true)); },
      error: (e) => { finished = true; reject(e); }, // workerd keeps the lock then
    }))),
    return: (value) => after(() => {
      if (finished) return result(value, true);
      finished = true;
      const p = keep ? undefined : rsCancel(s, value);
      release(r);
      return Promise.resolve(p).then(() => result(value, true));
    }),
  };
  for (const k of Object.keys(methods)) Object.defineProperty(it, k, { value: methods[k], writable: true, configurable: true });
  return it;
};
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  value: ReadableStream.prototype.values, writable: true, configurable: true,
});
