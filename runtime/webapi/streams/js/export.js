// What scripts, other classes and Go get of all this. It is loaded by the first
// of them that asks (streams.go); the globals are listed there too.
const classes = {
  ReadableStream,
  ReadableStreamDefaultReader,
  ReadableStreamBYOBReader,
  ReadableStreamDefaultController,
  ReadableByteStreamController,
  ReadableStreamBYOBRequest,
  WritableStream,
  WritableStreamDefaultWriter,
  WritableStreamDefaultController,
  TransformStream,
  TransformStreamDefaultController,
  IdentityTransformStream,
  FixedLengthStream,
  TextEncoderStream,
  TextDecoderStream,
  CompressionStream,
  DecompressionStream,
  CountQueuingStrategy,
  ByteLengthQueuingStrategy,
};

// Members as workerd's are: enumerable, of length 0, getters without a name.
const dress = (o) => {
  for (const k of Object.getOwnPropertyNames(o)) {
    const d = Object.getOwnPropertyDescriptor(o, k);
    if (
      k === "constructor" ||
      k === "length" ||
      k === "name" ||
      k === "prototype"
    )
      continue;
    d.enumerable = true;
    for (const f of [d.value, d.get])
      if (typeof f === "function")
        Object.defineProperty(f, "length", { value: 0, configurable: true });
    if (d.get)
      Object.defineProperty(d.get, "name", { value: "", configurable: true });
    Object.defineProperty(o, k, d);
  }
};
// A bundler may have given the classes other names in its own scope.
for (const [name, C] of Object.entries({
  ...classes,
  ReadableStreamAsyncIterator,
})) {
  dress(C);
  dress(C.prototype);
  Object.defineProperty(C, "name", { value: name, configurable: true });
  Object.defineProperty(C, "length", { value: 0, configurable: true });
  Object.defineProperty(C.prototype, Symbol.toStringTag, {
    value: name,
    writable: true,
    configurable: true,
  });
}

// collect reads a stream to its end: done(null, Uint8Array) or done(err). Chunks
// that are not bytes are an error, as they are for Response.prototype.text.
const collect = (s, done) => {
  let r;
  try {
    r = acquire(s);
  } catch (e) {
    done(e);
    return;
  }
  const chunks = [];
  let running = false,
    again = false,
    over = false;
  const request = {
    chunk(v) {
      const b = typeof v === "string" ? null : toBytes(v);
      if (b === null) {
        over = true;
        const e = new TypeError("This ReadableStream did not return bytes.");
        handled(rsCancel(s, e));
        done(e);
        return;
      }
      chunks.push(b);
      step();
    },
    close() {
      over = true;
      done(null, chunks.length === 1 ? chunks[0] : native.concat(...chunks));
    },
    error(e) {
      over = true;
      done(e);
    },
  };
  const step = () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      if (!over) read(r, request);
    } while (again);
    running = false;
  };
  step();
};

const streams = {
  isStream,
  stateOf,
  publicOf,
  newSource,
  memory,
  fromGo,
  tee,
  collect,
  cancel: rsCancel,
  toBytes,
  acquire,
  isWritable,
  knownLength,
  // consumed is a stream as it is after a body was read by text() and its like.
  consumed() {
    const s = newSource({
      read(done) {
        done(null, null);
      },
    });
    acquire(s);
    s.disturbed = true;
    rsClose(s);
    return s;
  },
};

// For Go. A stream is opened as the Go reader behind it, or as its bytes, or as
// something to pull from.
const pullers = {
  open(stream) {
    const s = stateOf(stream);
    const no = s.ctl.ops === SOURCE ? foreign(s.ctl) : undefined;
    if (no !== undefined) throw no;
    if (
      s.ctl.ops === SOURCE &&
      s.state === READABLE &&
      s.ctl.left === null &&
      !s.ctl.busy &&
      s.reader === null
    ) {
      const src = s.ctl.src;
      if (src.handle || (src.memory && src.memory())) {
        acquire(s);
        s.disturbed = true;
        return src.handle || src.memory()();
      }
    }
    return acquire(s);
  },
  // pull asks for one chunk. Strings may leave as text, as they may in workerd.
  pull(r, h) {
    read(r, {
      chunk(v) {
        const b = toBytes(v);
        if (b !== null) native.chunk(h, b);
        else {
          const e = new TypeError("This ReadableStream did not return bytes.");
          handled(rsCancel(r.stream, e));
          native.fail(h, e);
        }
      },
      close() {
        native.end(h);
      },
      error(e) {
        native.fail(h, e);
      },
    });
  },
  cancel(r, reason) {
    if (r.stream !== null) handled(rsCancel(r.stream, reason));
  },
  isStream,
  fromGo: (handle) => publicOf(fromGo(handle)),
};
