// pipeTo and tee over read requests.
// Spec: https://streams.spec.whatwg.org/#readable-stream-pipe-to
const pipe = (src, dst, options) => {
  const o = options ?? {};
  const preventClose = !!o.preventClose, preventAbort = !!o.preventAbort, preventCancel = !!o.preventCancel;
  const signal = o.signal;
  if (signal !== undefined && !internals.isSignal(signal)) {
    throw fieldType("signal", "PipeToOptions", "AbortSignal");
  }
  const reader = acquire(src), writer = acquireWriter(dst);
  src.disturbed = true;
  const d = defer();
  let down = false, running = false, again = false, lastWrite = null, forget = noop;

  const finish = (failed, e) => {
    releaseWriter(writer);
    release(reader);
    forget();
    if (failed) d.reject(e); else d.resolve();
  };
  // shutdown waits for what was written already, then acts, then lets go.
  const shutdown = (action, failed, e) => {
    if (down) return;
    down = true;
    const act = () => {
      if (action === null) { finish(failed, e); return; }
      action().then(() => finish(failed, e), (e2) => finish(true, e2));
    };
    if (lastWrite !== null && dst.state === WRITABLE && !closing(dst)) lastWrite.then(act, act);
    else act();
  };

  const sourceErrored = (e) => preventAbort ? shutdown(null, true, e) : shutdown(() => wAbort(dst, e), true, e);
  const sourceClosed = () => preventClose ? shutdown(null) : shutdown(() =>
    dst.state === CLOSED_W || closing(dst) ? Promise.resolve() : dst.state === ERRORED_W ? Promise.reject(dst.error) : wClose(dst));
  const destErrored = (e) => preventCancel ? shutdown(null, true, e) : shutdown(() => rsCancel(src, e), true, e);
  const destClosed = () => {
    const e = new TypeError("This destination writable stream is closed.");
    if (preventCancel) shutdown(null, true, e); else shutdown(() => rsCancel(src, e), true, e);
  };

  const request = {
    chunk(v) {
      if (dst.sink !== null && toBytes(v) === null) {
        // Only the reader at the other end hears of it: workerd.
        shutdown(() => wAbort(dst, new TypeError("This WritableStream only supports writing byte types.")));
        return;
      }
      lastWrite = handled(wWrite(writer, v));
      step();
    },
    close: sourceClosed,
    error: sourceErrored,
  };
  const step = () => {
    if (running) { again = true; return; }
    running = true;
    do {
      again = false;
      if (down) break;
      const n = wDesired(dst);
      if (n === null) break; // writer.closed tells
      if (n <= 0) { writer.ready.promise.then(step, noop); break; }
      read(reader, request);
    } while (again);
    running = false;
  };

  if (signal !== undefined) {
    let early = true;
    const aborted = (reason) => shutdown(() => {
      const all = [];
      const abort = () => preventAbort || all.push(dst.state === WRITABLE ? wAbort(dst, reason) : Promise.resolve());
      const cancel = () => preventCancel || all.push(src.state === READABLE ? rsCancel(src, reason) : Promise.resolve());
      // A signal that was aborted before tells the source first: workerd.
      if (early) { cancel(); abort(); } else { abort(); cancel(); }
      return Promise.all(all);
    }, true, reason);
    forget = internals.events.onAbort(signal, aborted);
    early = false;
    if (down) return d.promise;
  }
  if (src.state === ERRORED) sourceErrored(src.error);
  else if (dst.state === ERRORED_W || dst.state === ERRORING) destErrored(dst.error);
  else if (src.state === CLOSED) sourceClosed();
  else if (dst.state === CLOSED_W || closing(dst)) destClosed();
  if (!down) {
    readerClosed(reader).then(() => { if (!down && src.state === CLOSED) sourceClosed(); }, sourceErrored);
    writer.closed.promise.then(() => { if (!down) destClosed(); }, destErrored);
    step();
  }
  return d.promise;
};

// tee gives two states with the same chunks. Branches of byte streams get bytes
// of their own; any other chunk is shared.
const tee = (s) => {
  if (s.reader !== null) throw locked(true);
  const bytes = s.ctl.ops !== DEFAULT;
  const src = s.ctl.src;
  if (bytes && src && src.memory && s.state === READABLE && !s.disturbed) {
    const get = src.memory();
    if (get !== null) {
      acquire(s);
      s.disturbed = true;
      return [memory(get, src.length), memory(() => get().slice(), src.length)];
    }
  }
  const reader = acquire(s);
  const length = bytes ? knownLength(s) : undefined;
  const cancelled = [false, false];
  let reading = false, wanted = false;
  const cancelBranch = (i, reason) => {
    cancelled[i] = true;
    // workerd: the first is done at once, and only the last reason is passed on.
    return cancelled[0] && cancelled[1] ? rsCancel(s, reason) : undefined;
  };
  const branches = [0, 1].map((i) => bytes ? byteBranch(i, length) : defaultBranch(i));
  const request = {
    chunk(v) {
      reading = false;
      for (let i = 0; i < 2; i++) if (!cancelled[i]) branches[i].give(i === 1 && bytes ? v.slice() : v);
      if (wanted) { wanted = false; more(); }
    },
    close() { branches.forEach((b, i) => { if (!cancelled[i]) b.close(); }); },
    error(e) { branches.forEach((b) => b.fail(e)); },
  };
  function more() {
    if (reading) { wanted = true; return; }
    reading = true;
    read(reader, request);
  }
  function byteBranch(i, length) {
    const queue = [];
    let waiting = null, ended = false, failure = null;
    const flush = () => {
      if (waiting === null) return;
      const w = waiting;
      if (queue.length > 0) { waiting = null; w(null, queue.shift()); }
      else if (failure !== null) { waiting = null; w(failure.e); }
      else if (ended) { waiting = null; w(null, null); }
    };
    const state = newSource({
      length,
      many: s.ctl.ops === BYTES,
      read(f) { waiting = f; flush(); if (waiting !== null) more(); },
      cancel: (reason) => cancelBranch(i, reason),
    });
    return {
      state,
      give(v) { queue.push(v); flush(); },
      close() { ended = true; flush(); if (state.state === READABLE && state.reader === null && queue.length === 0) rsClose(state); },
      fail(e) { failure = { e }; flush(); if (queue.length === 0) rsError(state, e); },
    };
  }
  function defaultBranch(i) {
    const c = newDefault(1, null);
    c.pullFn = () => { more(); };
    c.cancelFn = (reason) => cancelBranch(i, reason);
    begin(c, null);
    return {
      state: c.s,
      give(v) { if (c.s.state === READABLE && !c.closing) DEFAULT.enqueue(c, v); },
      close() { if (c.s.state === READABLE && !c.closing) DEFAULT.close(c); },
      fail(e) { DEFAULT.error(c, e); },
    };
  }
  return branches.map((b) => b.state);
};
