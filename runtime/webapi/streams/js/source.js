// Byte streams the platform itself feeds: bodies in memory, bodies read by Go,
// the readable end of identity transforms, the branches of a tee. There is no
// queue and nothing is read ahead; a read goes straight to the source:
//   src.read(done)      done(err), done(null, Uint8Array) or done(null, null) at the end
//   src.cancel(reason)
//   src.taken()         all of the last chunk has been read
//   src.handle          the Go reader behind it, when there is one
//   src.length          how many bytes will come, when that is known
const SOURCE = {
  pull(c, req) {
    const no = foreign(c);
    if (no !== undefined) {
      req.error(no);
      return;
    }
    if (busy(c)) {
      req.error(onlyOne());
      return;
    }
    c.s.reader.reqs.push(req);
    serve(c);
  },
  pullInto(c, view, min, req) {
    const no = foreign(c);
    if (no !== undefined) {
      req.error(no);
      return;
    }
    // Whatever the view was, bytes come back as a Uint8Array: workerd.
    const into = {
      offset: view.byteOffset,
      length: view.byteLength,
      filled: 0,
      min,
      buffer: transfer(view.buffer),
      req,
    };
    if (c.s.state === CLOSED) {
      finishInto(into, true);
      return;
    }
    if (busy(c)) {
      req.error(onlyOne());
      return;
    }
    c.s.reader.reqs.push({
      into,
      close: () => finishInto(into, true),
      error: req.error,
    });
    serve(c);
  },
  cancel(c, reason, reqs) {
    const no = foreign(c);
    if (no !== undefined) throw no;
    c.left = null;
    for (const q of reqs) q.close();
    return c.src.cancel ? c.src.cancel(reason) : undefined;
  },
  error(c, e) {
    c.left = null;
    rsError(c.s, e);
  },
};

// workerd's own streams belong to the event that made them. On Node nobody asks.
const foreign = (c) =>
  c.owner === undefined
    ? undefined
    : native.foreign(c.owner, "ReadableStreamSource>");

// workerd's own streams let one read wait.
const busy = (c) => c.s.reader.reqs.length > 0;
const onlyOne = () =>
  new TypeError(
    "This ReadableStream only supports a single pending read request at a time.",
  );

const finishInto = (p, done) => {
  const v = new Uint8Array(p.buffer, p.offset, p.filled);
  if (done && p.filled === 0) p.req.close(v);
  else p.req.chunk(v);
};

// serve hands chunks to the waiting reads, one at a time. It loops instead of
// recursing: a source in memory answers at once, and goja's stack is not deep.
const serve = (c) => {
  if (c.busy) return;
  c.busy = true;
  for (;;) {
    const r = c.s.reader;
    if (c.s.state !== READABLE || r === null || r.reqs.length === 0) break;
    if (c.left !== null) {
      const chunk = c.left;
      c.left = null;
      give(c, chunk);
      continue;
    }
    let sync = true,
      answered = false;
    c.src.read((err, chunk) => {
      answered = true;
      if (err !== null) rsError(c.s, err);
      else if (chunk === null) end(c);
      else give(c, chunk);
      if (!sync) {
        c.busy = false;
        serve(c);
      }
    });
    sync = false;
    if (!answered) return; // busy until the source answers
  }
  c.busy = false;
};

const give = (c, chunk) => {
  if (c.s.state !== READABLE) return;
  const r = c.s.reader;
  if (r === null || r.reqs.length === 0) {
    c.left = chunk;
    return;
  }
  const req = r.reqs[0],
    p = req.into;
  if (!p) {
    r.reqs.shift();
    req.chunk(chunk);
    c.src.taken?.();
    return;
  }
  const n = Math.min(chunk.length, p.length - p.filled);
  new Uint8Array(p.buffer, p.offset + p.filled, n).set(
    n === chunk.length ? chunk : chunk.subarray(0, n),
  );
  p.filled += n;
  if (n < chunk.length) c.left = chunk.subarray(n);
  else c.src.taken?.();
  if (p.filled >= p.min) {
    r.reqs.shift();
    finishInto(p, false);
  }
};

const end = (c) => {
  const r = c.s.reader;
  const byob = r !== null && r.byob ? r.reqs.splice(0) : null;
  if (c.s.state === READABLE) rsClose(c.s);
  if (byob) for (const q of byob) q.close();
};

const newSource = (src) => {
  const c = {
    ops: SOURCE,
    s: null,
    src,
    busy: false,
    left: null,
    owner: native.owner?.(),
  };
  c.s = newState(c);
  return c.s;
};

// memory is a stream of the bytes get() returns. It asks only when it is read.
const memory = (get, length) => {
  let left = get;
  return newSource({
    length,
    memory: () => left,
    read(done) {
      if (left === null) return done(null, null);
      const b = left();
      left = null;
      done(null, b.length > 0 ? b : null);
    },
    cancel() {
      left = null;
    },
  });
};

// fromGo is a stream of what the Go reader behind handle gives. Go knows its length.
const fromGo = (handle) =>
  newSource({
    handle,
    length: native.length(handle),
    read(done) {
      native.read(handle, done);
    },
    cancel() {
      native.close(handle);
    },
  });

const knownLength = (s) =>
  s.ctl.ops === SOURCE && !s.disturbed ? s.ctl.src.length : undefined;
