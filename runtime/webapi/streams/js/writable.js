// WritableStream, its writer and its controller, as the standard has them.
// Spec: https://streams.spec.whatwg.org/#ws
const WRITABLE = 0,
  CLOSED_W = 1,
  ERRORING = 2,
  ERRORED_W = 3;
const writerLocked = (stop = ".") =>
  new TypeError(`This WritableStream is currently locked to a writer${stop}`);
const writerReleased = () =>
  new TypeError("This WritableStream writer has been released.");
const closedWritable = () =>
  new TypeError("This WritableStream has been closed.");
const CLOSE = { close: true };

const newWritable = (hwm, size) => {
  const w = {
    state: WRITABLE,
    error: undefined,
    writer: null,
    requests: [],
    inflight: null,
    closeRequest: null,
    inflightClose: null,
    pendingAbort: null,
    backpressure: false,
    pub: null,
    queue: [],
    total: 0,
    hwm,
    size,
    started: false,
    writeFn: null,
    closeFn: null,
    abortFn: null,
    abortController: null,
    sink: null,
  };
  return w;
};

const closing = (w) => w.closeRequest !== null || w.inflightClose !== null;
const wDesired = (w) =>
  w.sink !== null
    ? iDesired(w)
    : w.state === ERRORED_W || w.state === ERRORING
      ? null
      : w.state === CLOSED_W
        ? 0
        : w.hwm - w.total;
const hasInflight = (w) => w.inflight !== null || w.inflightClose !== null;

const setBackpressure = (w, on) => {
  const wr = w.writer;
  if (wr !== null && on !== w.backpressure) {
    if (on) wr.ready = defer();
    else wr.ready.resolve();
  }
  w.backpressure = on;
};
const updateBackpressure = (w) => setBackpressure(w, w.hwm - w.total <= 0);

const startErroring = (w, e) => {
  w.state = ERRORING;
  w.error = e;
  const wr = w.writer;
  if (wr !== null) {
    if (!w.backpressure) wr.ready = defer();
    wr.ready.reject(e);
    handled(wr.ready.promise);
  }
  if (!hasInflight(w) && w.started) finishErroring(w);
};

const rejectClosed = (w) => {
  if (w.closeRequest !== null) {
    w.closeRequest.reject(w.error);
    handled(w.closeRequest.promise);
    w.closeRequest = null;
  }
  const wr = w.writer;
  if (wr !== null) {
    wr.closed.reject(w.error);
    handled(wr.closed.promise);
  }
};

const finishErroring = (w) => {
  w.state = ERRORED_W;
  w.queue = [];
  w.total = 0;
  const requests = w.requests;
  w.requests = [];
  for (const r of requests) r.reject(w.error);
  const abort = w.pendingAbort;
  if (abort === null) {
    rejectClosed(w);
    return;
  }
  w.pendingAbort = null;
  if (abort.was) {
    abort.reject(w.error);
    rejectClosed(w);
    return;
  }
  const f = w.abortFn;
  clearWritable(w);
  let p;
  try {
    p = Promise.resolve(f === null ? undefined : f(abort.reason));
  } catch (e) {
    p = Promise.reject(e);
  }
  p.then(
    () => {
      abort.resolve();
      rejectClosed(w);
    },
    (e) => {
      abort.reject(e);
      rejectClosed(w);
    },
  );
};

const clearWritable = (w) => {
  w.writeFn = null;
  w.closeFn = null;
  w.abortFn = null;
  w.size = null;
};

const dealWithRejection = (w, e) => {
  if (w.state === WRITABLE) startErroring(w, e);
  else finishErroring(w);
};

const advance = (w) => {
  if (!w.started || w.inflight !== null) return;
  if (w.state === ERRORING) {
    finishErroring(w);
    return;
  }
  if (w.state !== WRITABLE || w.queue.length === 0 || w.inflightClose !== null)
    return;
  const { v } = w.queue[0];
  if (v === CLOSE) processClose(w);
  else processWrite(w, v);
};

const processClose = (w) => {
  w.inflightClose = w.closeRequest;
  w.closeRequest = null;
  w.queue.shift();
  w.total = 0;
  const f = w.closeFn;
  clearWritable(w);
  let p;
  try {
    p = Promise.resolve(f === null ? undefined : f());
  } catch (e) {
    p = Promise.reject(e);
  }
  p.then(
    () => {
      w.inflightClose.resolve();
      w.inflightClose = null;
      if (w.state === ERRORING) {
        w.error = undefined;
        if (w.pendingAbort) {
          w.pendingAbort.resolve();
          w.pendingAbort = null;
        }
      }
      w.state = CLOSED_W;
      if (w.writer !== null) w.writer.closed.resolve();
    },
    (e) => {
      w.inflightClose.reject(e);
      w.inflightClose = null;
      if (w.pendingAbort) {
        w.pendingAbort.reject(e);
        w.pendingAbort = null;
      }
      dealWithRejection(w, e);
    },
  );
};

const processWrite = (w, chunk) => {
  w.inflight = w.requests.shift();
  if (w.writeFn === null && w.state === WRITABLE) {
    // nothing to do takes no time: workerd
    w.inflight.resolve();
    w.inflight = null;
    w.total = Math.max(0, w.total - w.queue.shift().n);
    if (!closing(w)) updateBackpressure(w);
    advance(w);
    return;
  }
  let p;
  try {
    p = Promise.resolve(w.writeFn === null ? undefined : w.writeFn(chunk));
  } catch (e) {
    p = Promise.reject(e);
  }
  p.then(
    () => {
      w.inflight.resolve();
      w.inflight = null;
      const { n } = w.queue.shift() || { n: 0 };
      w.total = w.queue.length === 0 ? 0 : Math.max(0, w.total - n);
      if (!closing(w) && w.state === WRITABLE) updateBackpressure(w);
      advance(w);
    },
    (e) => {
      if (w.state === WRITABLE) clearWritable(w);
      w.inflight.reject(e);
      w.inflight = null;
      dealWithRejection(w, e);
    },
  );
};

const wError = (w, e) => {
  if (w.state !== WRITABLE) return;
  clearWritable(w);
  startErroring(w, e);
};

const wAbort = (w, reason) => {
  if (w.sink !== null) return iAbort(w, reason);
  if (w.state === CLOSED_W || w.state === ERRORED_W) return Promise.resolve();
  if (w.abortController) w.abortController.abort(reason);
  if (w.state === CLOSED_W || w.state === ERRORED_W) return Promise.resolve();
  if (w.pendingAbort) return w.pendingAbort.promise;
  const was = w.state === ERRORING;
  const d = defer();
  d.was = was;
  d.reason = was ? undefined : reason;
  w.pendingAbort = d;
  if (!was) startErroring(w, reason);
  return d.promise;
};

const wClose = (w) => {
  if (w.sink !== null) return iClose(w);
  if (w.state === CLOSED_W || closing(w))
    return Promise.reject(closedWritable());
  if (w.state === ERRORED_W) return Promise.reject(w.error);
  const d = (w.closeRequest = defer());
  if (w.writer !== null && w.backpressure && w.state === WRITABLE)
    w.writer.ready.resolve();
  w.queue.push({ v: CLOSE, n: 0 });
  advance(w);
  return d.promise;
};

const wWrite = (wr, chunk) => {
  const w = wr.stream;
  if (w === null) return Promise.reject(writerReleased());
  if (w.sink !== null) return iWrite(w, chunk);
  let n = 1;
  if (w.size !== null) {
    const size = w.size; // called without a this
    try {
      n = integer(size(chunk));
    } catch (e) {
      wError(w, e);
    }
  }
  if (wr.stream !== w) return Promise.reject(writerReleased());
  if (w.state === ERRORED_W) return Promise.reject(w.error);
  if (closing(w))
    return Promise.reject(new TypeError("This ReadableStream is closed.")); // workerd says readable
  if (w.state === CLOSED_W) return Promise.reject(closedWritable());
  if (w.state === ERRORING) return Promise.reject(w.error);
  const d = defer();
  w.requests.push(d);
  w.queue.push({ v: chunk, n });
  w.total += n;
  if (!closing(w) && w.state === WRITABLE) updateBackpressure(w);
  advance(w);
  return d.promise;
};

const acquireWriter = (w) => {
  if (w.writer !== null) throw writerLocked();
  const wr = { stream: w, ready: defer(), closed: defer() };
  w.writer = wr;
  if (w.sink !== null) {
    iAcquire(w, wr);
    return wr;
  }
  if (w.state === WRITABLE) {
    if (closing(w) || !w.backpressure) wr.ready.resolve();
  } else if (w.state === CLOSED_W) {
    wr.ready.resolve();
    wr.closed.resolve();
  } else {
    wr.ready.reject(w.error);
    handled(wr.ready.promise);
    if (w.state === ERRORED_W) {
      wr.closed.reject(w.error);
      handled(wr.closed.promise);
    }
  }
  return wr;
};

const releaseWriter = (wr) => {
  const w = wr.stream;
  if (w === null) return;
  const e = writerReleased();
  for (const k of w.sink !== null ? ["closed"] : ["ready", "closed"]) {
    if (wr[k].pending) {
      wr[k].reject(e);
      handled(wr[k].promise);
      continue;
    }
    const d = defer(); // a rejected one takes its place
    d.reject(e);
    handled(d.promise);
    wr[k] = d;
  }
  w.writer = null;
  wr.stream = null;
};

const startWritable = (w, startFn) => {
  updateBackpressure(w);
  let p;
  try {
    p = startFn === null ? undefined : startFn();
  } catch (e) {
    // the standard throws to the caller; workerd does not
    w.started = true;
    dealWithRejection(w, e);
    return;
  }
  if (startFn === null) {
    w.started = true;
    advance(w);
    return;
  }
  Promise.resolve(p).then(
    () => {
      w.started = true;
      advance(w);
    },
    (e) => {
      w.started = true;
      dealWithRejection(w, e);
    },
  );
};

class WritableStream {
  #w;
  constructor(sink, strategy) {
    if (sink === TOKEN) {
      this.#w = strategy;
      strategy.pub = this;
      return;
    }
    checkInit(sink, "WritableStream", 1, "UnderlyingSink");
    checkInit(strategy, "WritableStream", 2, "StreamQueuingStrategy");
    sink = sink ?? {};
    const on = "UnderlyingSink";
    const start = method(sink, "start", on),
      write = method(sink, "write", on),
      close = method(sink, "close", on),
      abort = method(sink, "abort", on);
    const w = newWritable(highWaterMark(strategy, 1), sizeOf(strategy));
    this.#w = w;
    w.pub = this;
    const controller = new WritableStreamDefaultController(TOKEN, w);
    if (write) w.writeFn = (chunk) => apply(write, sink, [chunk, controller]);
    if (close) w.closeFn = () => apply(close, sink, []);
    if (abort) w.abortFn = (reason) => apply(abort, sink, [reason]);
    startWritable(w, start && (() => apply(start, sink, [controller])));
  }
  get locked() {
    return writableOf(this).writer !== null;
  }
  abort(reason) {
    const w = writableOf(this);
    return w.writer !== null
      ? Promise.reject(writerLocked())
      : wAbort(w, reason);
  }
  close() {
    const w = writableOf(this);
    return w.writer !== null ? Promise.reject(writerLocked()) : wClose(w);
  }
  getWriter() {
    writableOf(this);
    return new WritableStreamDefaultWriter(this);
  }
  static {
    isWritable = (v) => typeof v === "object" && v !== null && #w in v;
    writableOf = (v) => {
      if (!isWritable(v)) throw illegal();
      return v.#w;
    };
  }
}
var isWritable, writableOf;
const publicWritable = (w) => w.pub || new WritableStream(TOKEN, w);

class WritableStreamDefaultWriter {
  #wr;
  constructor(stream) {
    if (!isWritable(stream))
      throw badCtor("WritableStreamDefaultWriter", 1, "WritableStream");
    this.#wr = acquireWriter(writableOf(stream));
  }
  get closed() {
    return WritableStreamDefaultWriter.#of(this).closed.promise;
  }
  get ready() {
    return WritableStreamDefaultWriter.#of(this).ready.promise;
  }
  get desiredSize() {
    const wr = WritableStreamDefaultWriter.#of(this);
    if (wr.stream === null) throw writerReleased();
    return wDesired(wr.stream);
  }
  abort(reason) {
    const wr = WritableStreamDefaultWriter.#of(this);
    return wr.stream === null
      ? Promise.reject(writerReleased())
      : wAbort(wr.stream, reason);
  }
  close() {
    const wr = WritableStreamDefaultWriter.#of(this);
    return wr.stream === null
      ? Promise.reject(writerReleased())
      : wClose(wr.stream);
  }
  write(chunk) {
    return wWrite(WritableStreamDefaultWriter.#of(this), chunk);
  }
  releaseLock() {
    releaseWriter(WritableStreamDefaultWriter.#of(this));
  }
  static #of(v) {
    if (!isObject(v) || !(#wr in v)) throw illegal();
    return v.#wr;
  }
}

class WritableStreamDefaultController {
  #w;
  constructor(token, w) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#w = w;
  }
  get signal() {
    const w = WritableStreamDefaultController.#of(this);
    return (w.abortController || (w.abortController = new AbortController()))
      .signal;
  }
  error(e) {
    wError(WritableStreamDefaultController.#of(this), e);
  }
  static #of(v) {
    if (!isObject(v) || !(#w in v)) throw illegal();
    return v.#w;
  }
}
