// pipeTo over read requests.
// Spec: https://streams.spec.whatwg.org/#readable-stream-pipe-to
const pipeOptions = (o) => {
  const preventAbort = !!o?.preventAbort,
    preventCancel = !!o?.preventCancel,
    preventClose = !!o?.preventClose;
  const signal = o?.signal;
  if (signal !== undefined && !internals.isSignal(signal)) {
    throw fieldType("signal", "PipeToOptions", "AbortSignal");
  }
  return { preventAbort, preventCancel, preventClose, signal };
};

const pipe = (
  src,
  dst,
  { preventAbort, preventCancel, preventClose, signal },
) => {
  const reader = acquire(src),
    writer = acquireWriter(dst);
  src.disturbed = true;
  const d = defer();
  let down = false,
    running = false,
    again = false,
    lastWrite = null,
    forget = noop;

  const finish = (failed, e) => {
    releaseWriter(writer);
    release(reader);
    forget();
    if (failed) d.reject(e);
    else d.resolve();
  };
  // shutdown waits for what was written already, then acts, then lets go.
  const shutdown = (action, failed, e) => {
    if (down) return;
    down = true;
    const act = () => {
      if (action === null) {
        finish(failed, e);
        return;
      }
      action().then(
        () => finish(failed, e),
        (e2) => finish(true, e2),
      );
    };
    if (lastWrite !== null && dst.state === WRITABLE && !closing(dst))
      lastWrite.then(act, act);
    else act();
  };

  const sourceErrored = (e) =>
    preventAbort
      ? shutdown(null, true, e)
      : shutdown(() => wAbort(dst, e), true, e);
  const sourceClosed = () =>
    preventClose
      ? shutdown(null)
      : shutdown(() =>
          dst.state === CLOSED_W || closing(dst)
            ? Promise.resolve()
            : dst.state === ERRORED_W
              ? Promise.reject(dst.error)
              : wClose(dst),
        );
  const destErrored = (e) =>
    preventCancel
      ? shutdown(null, true, e)
      : shutdown(() => rsCancel(src, e), true, e);
  const destClosed = () => {
    const e = new TypeError("This destination writable stream is closed.");
    if (preventCancel) shutdown(null, true, e);
    else shutdown(() => rsCancel(src, e), true, e);
  };

  const request = {
    chunk(v) {
      if (dst.sink !== null && toBytes(v) === null) {
        // Only the reader at the other end hears of it: workerd.
        shutdown(() =>
          wAbort(
            dst,
            new TypeError(
              "This WritableStream only supports writing byte types.",
            ),
          ),
        );
        return;
      }
      const write = () => {
        lastWrite = handled(wWrite(writer, v));
        step();
      };
      // Whoever enqueues must not find itself inside the sink.
      if (running) write();
      else Promise.resolve().then(write);
    },
    close: sourceClosed,
    error: sourceErrored,
  };
  const step = () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      if (down) break;
      const n = wDesired(dst);
      if (n === null) break; // writer.closed tells
      if (n <= 0) {
        writer.ready.promise.then(step, noop);
        break;
      }
      read(reader, request);
    } while (again);
    running = false;
  };

  if (signal !== undefined) {
    let early = true;
    const aborted = (reason) =>
      shutdown(
        () => {
          const all = [];
          const abort = () =>
            preventAbort ||
            all.push(
              dst.state === WRITABLE ? wAbort(dst, reason) : Promise.resolve(),
            );
          const cancel = () =>
            preventCancel ||
            all.push(
              src.state === READABLE
                ? rsCancel(src, reason)
                : Promise.resolve(),
            );
          // A signal that was aborted before tells the source first: workerd.
          if (early) {
            cancel();
            abort();
          } else {
            abort();
            cancel();
          }
          return Promise.all(all);
        },
        true,
        reason,
      );
    forget = internals.events.onAbort(signal, aborted);
    early = false;
    if (down) return d.promise;
  }
  if (src.state === ERRORED) sourceErrored(src.error);
  else if (dst.state === ERRORED_W || dst.state === ERRORING)
    destErrored(dst.error);
  else if (src.state === CLOSED) sourceClosed();
  else if (dst.state === CLOSED_W || closing(dst)) destClosed();
  if (!down) {
    readerClosed(reader).then(() => {
      if (!down && src.state === CLOSED) sourceClosed();
    }, sourceErrored);
    writer.closed.promise.then(() => {
      if (!down) destClosed();
    }, destErrored);
    step();
  }
  return d.promise;
};
