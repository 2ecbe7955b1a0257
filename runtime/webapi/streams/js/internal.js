// Writables that the platform itself drains: the writable end of identity and
// compression transforms. workerd's are not those of the standard: they take bytes
// only, a write is done when the bytes are gone, there is no backpressure unless a
// high-water mark (in bytes) was given, and once broken they call themselves closed.
//   sink.write(bytes)   may return a promise
//   sink.close()        may return a promise
//   sink.abort(e)
const bytesOnly = () =>
  new TypeError(
    "This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView type on its writable side.",
  );

const newInternal = (sink, limit) => {
  const w = newWritable(1, null);
  w.sink = sink;
  w.limit = limit; // undefined: no backpressure
  w.jobs = [];
  w.working = false;
  w.doomed = null; // {e}: the next write fails with it
  return w;
};

const iDesired = (w) =>
  w.state === ERRORED_W
    ? w.writer?.lost
      ? 0
      : null
    : w.state === CLOSED_W
      ? 0
      : w.limit === undefined
        ? 1
        : w.limit - w.total;

const iAcquire = (w, wr) => {
  if (!w.backpressure || w.state !== WRITABLE) wr.ready.resolve();
  if (w.state === CLOSED_W) wr.closed.resolve();
  else if (w.state === ERRORED_W) {
    wr.closed.reject(w.error);
    handled(wr.closed.promise);
  }
};

const iPressure = (w) => {
  if (w.limit !== undefined && w.state === WRITABLE)
    setBackpressure(w, w.limit - w.total <= 0);
};

// iRefuse is the rejection that a write or close gets now, if any. A writer that
// was there when the stream broke takes it for closed: workerd.
const iRefuse = (w) => {
  if (w.doomed !== null) {
    const { e } = w.doomed;
    iFail(w, e);
    return Promise.reject(e);
  }
  if (w.state === ERRORED_W && !w.writer?.lost) return Promise.reject(w.error);
  return w.state !== WRITABLE || closing(w)
    ? Promise.reject(closedWritable())
    : null;
};

const iWrite = (w, chunk) => {
  const no = iRefuse(w);
  if (no !== null) return no;
  if (chunk === undefined) return Promise.resolve();
  const bytes = toBytes(chunk);
  if (bytes === null) return Promise.reject(bytesOnly());
  if (bytes.length === 0) return Promise.resolve();
  const d = defer();
  w.jobs.push({ bytes, d });
  w.total += bytes.length;
  iPressure(w);
  iWork(w);
  return d.promise;
};

const iClose = (w) => {
  const no = iRefuse(w);
  if (no !== null) return no;
  const d = (w.closeRequest = defer());
  w.jobs.push({ bytes: null, d });
  iWork(w);
  return d.promise;
};

const iWork = (w) => {
  while (!w.working && w.jobs.length > 0) {
    const job = w.jobs[0];
    w.working = true;
    let p;
    try {
      p = job.bytes === null ? w.sink.close() : w.sink.write(job.bytes);
    } catch (e) {
      iFail(w, e);
      return;
    }
    if (p !== undefined) {
      p.then(
        () => {
          if (w.jobs[0] === job) {
            iDone(w, job);
            iWork(w);
          }
        },
        (e) => iFail(w, e),
      );
      return;
    }
    if (w.jobs[0] !== job) return; // the sink failed it
    iDone(w, job);
  }
};

const iDone = (w, job) => {
  w.working = false;
  w.jobs.shift();
  if (job.bytes === null) {
    w.closeRequest = null;
    w.state = CLOSED_W;
    if (w.writer !== null) w.writer.closed.resolve();
  } else {
    w.total -= job.bytes.length;
    iPressure(w);
  }
  job.d.resolve();
};

const iFail = (w, e) => {
  if (w.state !== WRITABLE) return;
  w.doomed = null;
  w.state = ERRORED_W;
  w.error = e;
  w.closeRequest = null;
  const jobs = w.jobs;
  w.jobs = [];
  for (const job of jobs) job.d.reject(e);
  const wr = w.writer;
  if (wr === null) return;
  wr.lost = true;
  wr.ready.reject(e); // no effect unless somebody waits for room
  handled(wr.ready.promise);
  wr.closed.reject(e);
  handled(wr.closed.promise);
};

// crossing is a reason on its way through the platform, where only errors live.
const crossing = (reason, nothing) =>
  isObject(reason)
    ? reason
    : new Error(
        reason === undefined && nothing !== undefined
          ? nothing
          : String(reason),
      );

// iCancelled says that the readable end was cancelled: whoever writes hears of it.
const iCancelled = (w, e) => {
  if (w.jobs.length > 0) iFail(w, e);
  else w.doomed = { e };
};

const iAbort = (w, reason) => {
  if (w.state === WRITABLE) {
    iFail(w, reason);
    w.sink.abort(crossing(reason));
  }
  return Promise.resolve();
};
