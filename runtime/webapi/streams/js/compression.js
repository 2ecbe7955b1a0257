// CompressionStream and DecompressionStream. The work is the host's:
//   native.compressor(format), native.decompressor(format)   make a coder
//   native.feed(coder, bytes)    gives it input; null is the end of it
//   native.next(coder)           a piece of output, null when it wants more input, or a
//                                promise of either; throws when the data is bad
//   native.drop(coder)           nobody will use it again
// A coder gives a piece at a time and is asked only while few bytes wait, so that
// data which grows a thousandfold never lies in memory as a whole.
// Spec: https://compression.spec.whatwg.org/

// workerd keeps what was compressed until somebody reads; here a writer that
// nobody reads from is stopped at last.
const BUFFER = 1 << 20;

const compression = (coder) => {
  let out = [],
    buffered = 0,
    waiting = null,
    resume = null,
    ended = false,
    failure = null;
  const flush = () => {
    if (waiting === null) return;
    const f = waiting;
    if (failure !== null) {
      waiting = null;
      f(failure.e);
    } else if (out.length > 0) {
      waiting = null;
      const b = out.shift();
      buffered -= b.length;
      f(null, b);
      if (resume !== null && buffered < BUFFER) {
        const go = resume;
        resume = null;
        go();
      }
    } else if (ended) {
      waiting = null;
      f(null, null);
    }
  };
  // What has not been read is lost when the data turns out to be bad.
  const fail = (e) => {
    if (failure !== null) return;
    failure = { e };
    out = [];
    native.drop(coder);
    flush();
    if (s.state === READABLE && s.reader === null) rsError(s, e);
    if (resume !== null) resume();
  };
  const take = (b) => {
    if (failure !== null || b === null) return false;
    out.push(b);
    buffered += b.length;
    flush();
    return true;
  };
  // pump moves all there is; it returns a promise when it has to wait.
  const pump = () => {
    for (;;) {
      if (failure !== null) return undefined;
      if (buffered >= BUFFER)
        return new Promise((resolve) => {
          resume = resolve;
        }).then(pump);
      const b = native.next(coder);
      if (b instanceof Promise)
        return b.then((x) => (take(x) ? pump() : undefined));
      if (!take(b)) return undefined;
    }
  };
  const run = (bytes, after) => {
    const broken = (e) => {
      fail(e);
      throw e;
    };
    let p;
    try {
      native.feed(coder, bytes);
      p = pump();
    } catch (e) {
      broken(e);
    }
    if (p !== undefined) return p.then(after, broken);
    after();
    return undefined;
  };
  const s = newSource({
    read(f) {
      waiting = f;
      flush();
    },
    cancel(reason) {
      const e = crossing(reason, "Stream was cancelled.");
      iCancelled(w, e);
      fail(e);
    },
  });
  const w = newInternal({
    write: (bytes) => run(bytes, noop),
    close: () =>
      run(null, () => {
        if (failure !== null) return;
        ended = true;
        native.drop(coder);
        flush();
      }),
    abort: fail,
  });
  return [publicOf(s), publicWritable(w)];
};

const checkFormat = (name, format) => {
  if (format === undefined) throw badCtor(name, 1, "string");
  format = `${format}`;
  if (format !== "gzip" && format !== "deflate" && format !== "deflate-raw") {
    throw new TypeError(
      "The compression format must be either 'deflate', 'deflate-raw' or 'gzip'.",
    );
  }
  return format;
};

class CompressionStream extends TransformStream {
  constructor(format) {
    const f = checkFormat("CompressionStream", format);
    super(TOKEN, ...compression(native.compressor(f)));
  }
}

class DecompressionStream extends TransformStream {
  constructor(format) {
    const f = checkFormat("DecompressionStream", format);
    super(TOKEN, ...compression(native.decompressor(f)));
  }
}
