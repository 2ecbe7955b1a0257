// The controller for byte streams: ReadableByteStreamController with its pull-into
// descriptors, as the standard has it.
// Spec: https://streams.spec.whatwg.org/#rbs-controller-class
const transfer = (
  buffer,
  refusal = "Unabled to use non-detachable ArrayBuffer.",
) => {
  // workerd's spelling
  if (internals.wasmBuffer?.(buffer)) throw new TypeError(refusal);
  return native.transfer(buffer);
};

// A read without a buffer gets one of this size: workerd. So chunks that were
// enqueued before it come together, and longer ones come in pieces.
const AUTO_ALLOCATE = 4096;

const newBytes = (hwm, given) => {
  const auto = given === undefined ? AUTO_ALLOCATE : whole(given);
  if (auto > 0x7fffffff || auto < -0x80000000)
    throw new TypeError(
      "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
    );
  if (auto <= 0)
    throw new TypeError("The autoAllocateChunkSize option cannot be zero.");
  const c = {
    ops: BYTES,
    s: null,
    queue: [],
    total: 0,
    hwm,
    auto,
    started: false,
    closing: false,
    pulling: false,
    again: false,
    pullFn: null,
    cancelFn: null,
    intos: [],
    request: null,
  };
  c.s = newState(c);
  return c;
};

const invalidate = (c) => {
  if (c.request) {
    c.request.gone = true;
    c.request = null;
  }
};
const viewOf = (p) => new p.view(p.buffer, p.offset, p.filled / p.element);

// emptyOf gives p's buffer back, or one like it where whoever fills it has it still.
const emptyOf = (p) =>
  new p.view(
    p.buffer.byteLength === p.size ? p.buffer : new ArrayBuffer(p.size),
    p.offset,
    0,
  );

const drained = (c) => {
  if (c.total === 0 && c.closing) {
    clear(c);
    rsClose(c.s);
  } else callPull(c);
};
const push = (c, buffer, offset, length) => {
  c.queue.push({ buffer, offset, length });
  c.total += length;
};

// fill moves queued bytes into p and reports whether p can be handed over.
const fill = (c, p) => {
  const most = Math.min(c.total, p.length - p.filled);
  let n = most,
    ready = false;
  const upTo = p.filled + most,
    aligned = upTo - (upTo % p.element);
  if (aligned >= p.min) {
    n = aligned - p.filled;
    ready = true;
  }
  while (n > 0) {
    const head = c.queue[0],
      k = Math.min(n, head.length);
    new Uint8Array(p.buffer, p.offset + p.filled, k).set(
      new Uint8Array(head.buffer, head.offset, k),
    );
    if (head.length === k) c.queue.shift();
    else {
      head.offset += k;
      head.length -= k;
    }
    c.total -= k;
    p.filled += k;
    n -= k;
  }
  return ready;
};

const commit = (c, p) => {
  const req = c.s.reader.reqs.shift();
  const v = viewOf(p);
  if (c.s.state === CLOSED) req.close(p.kind === "byob" ? v : undefined);
  else req.chunk(v);
};

const commitFilled = (c) => {
  const ready = [];
  while (c.intos.length > 0 && c.total > 0) {
    if (!fill(c, c.intos[0])) break;
    ready.push(c.intos.shift());
  }
  for (const p of ready) commit(c, p);
};

// requestOf is the request for the first read that waits, if any.
const requestOf = (c) => {
  if (c.request === null && c.intos.length > 0) {
    const p = c.intos[0];
    const state = {
      c,
      gone: false,
      over: false,
      size: p.size,
      answer: null,
      view: new Uint8Array(p.buffer, p.offset + p.filled, p.length - p.filled),
    };
    state.pub = new ReadableStreamBYOBRequest(TOKEN, state);
    c.request = state;
  }
  return c.request;
};

const BYTES = {
  pull(c, req) {
    const p = {
      buffer: new ArrayBuffer(c.auto),
      offset: 0,
      length: c.auto,
      size: c.auto,
      filled: 0,
      min: 1,
      element: 1,
      view: Uint8Array,
      kind: "default",
    };
    if (c.total > 0 && c.intos.length === 0) {
      fill(c, p);
      const v = viewOf(p);
      giving(
        c.s,
        () => drained(c),
        () => req.chunk(v),
      );
      return;
    }
    c.intos.push(p);
    c.s.reader.reqs.push(req);
    callPull(c);
  },
  pullInto(c, view, min, req) {
    const data = view instanceof DataView;
    const element = data ? 1 : view.BYTES_PER_ELEMENT;
    const p = {
      buffer: null,
      offset: view.byteOffset,
      length: view.byteLength,
      size: view.buffer.byteLength,
      filled: 0,
      min,
      element,
      view: data ? DataView : view.constructor,
      kind: "byob",
    };
    p.buffer = transfer(view.buffer);
    const s = c.s;
    if (c.intos.length > 0) {
      c.intos.push(p);
      s.reader.reqs.push(req);
      return;
    }
    if (s.state === CLOSED) {
      req.close(viewOf(p));
      return;
    }
    if (c.total > 0) {
      if (fill(c, p)) {
        const v = viewOf(p);
        giving(
          s,
          () => drained(c),
          () => req.chunk(v),
        );
        return;
      }
      if (c.closing) {
        const e = new TypeError(
          "There are not enough bytes left in this ReadableStream to fill the view.",
        );
        BYTES.error(c, e);
        req.error(e);
        return;
      }
    }
    c.intos.push(p);
    s.reader.reqs.push(req);
    callPull(c);
  },
  cancel(c, reason, reqs) {
    invalidate(c);
    c.intos
      .filter((p) => p.kind !== "none")
      .forEach((p, i) => reqs[i]?.close(emptyOf(p)));
    c.intos = [];
    c.queue = [];
    c.total = 0;
    const f = c.cancelFn;
    clear(c);
    return f === null ? undefined : f(reason);
  },
  release(c) {
    if (c.intos.length > 0) {
      c.intos[0].kind = "none";
      c.intos.length = 1;
    }
  },
  error(c, e) {
    if (c.s.state !== READABLE) return;
    invalidate(c);
    c.intos = [];
    c.queue = [];
    c.total = 0;
    clear(c);
    rsError(c.s, e);
  },
  enqueue(c, chunk) {
    const s = c.s;
    if (c.closing || s.state !== READABLE)
      throw new TypeError("This ReadableByteStreamController is closed.");
    const view = ArrayBuffer.isView(chunk);
    const offset = view ? chunk.byteOffset : 0,
      length = chunk.byteLength;
    const buffer = transfer(
      view ? chunk.buffer : chunk,
      "The provided ArrayBuffer must be detachable.",
    );
    if (c.intos.length > 0) {
      const p = c.intos[0];
      invalidate(c);
      p.buffer = transfer(p.buffer);
      if (p.kind === "none") {
        c.intos.shift();
        if (p.filled > 0)
          push(c, p.buffer.slice(p.offset, p.offset + p.filled), 0, p.filled);
      }
    }
    push(c, buffer, offset, length);
    if (s.reader !== null) commitFilled(c);
    callPull(c);
  },
  close(c) {
    if (c.closing || c.s.state !== READABLE)
      throw new TypeError("This ReadableStream is closed.");
    if (c.total > 0) {
      c.closing = true;
      return;
    }
    if (c.intos.length > 0 && c.intos[0].filled % c.intos[0].element !== 0) {
      const e = new TypeError(
        "This ReadableStream was closed in the middle of an element.",
      );
      BYTES.error(c, e);
      throw e;
    }
    // Reads that are still open end now. The standard waits for
    // byobRequest.respond(0); workerd does not.
    const r = c.s.reader,
      intos = c.intos,
      reqs = r === null ? [] : r.reqs;
    const request = intos.length > 0 && r !== null ? requestOf(c) : null;
    if (request !== null) request.over = true; // it may be answered still, with nothing
    c.intos = [];
    if (r !== null) r.reqs = [];
    clear(c);
    rsClose(c.s);
    const open = intos.filter((p) => p.kind !== "none");
    open.forEach((p, i) => {
      if (p.buffer.byteLength !== p.size) {
        // its owner has taken the buffer and brings it back
        if (request !== null && i === 0)
          request.answer = (buffer) =>
            reqs[i]?.close(new p.view(buffer, p.offset, 0));
        return;
      }
      const v = viewOf(p);
      if (p.filled > 0) reqs[i]?.chunk(v);
      else reqs[i]?.close(v);
    });
  },
  respond(c, n) {
    const p = c.intos[0];
    if (p === undefined)
      throw new TypeError("This BYOB request has been invalidated.");
    if (n <= 0)
      throw new TypeError(
        "The bytesWritten must be more than zero while the stream is open.",
      );
    if (p.filled + n > p.length)
      throw new RangeError(
        `Too many bytes [${n}] in response to a BYOB read request.`,
      );
    p.buffer = transfer(p.buffer);
    invalidate(c);
    p.filled += n;
    if (p.kind === "none") {
      c.intos.shift();
      push(c, p.buffer.slice(p.offset, p.offset + p.filled), 0, p.filled);
      if (c.s.reader !== null) commitFilled(c);
    } else if (p.filled >= p.min) {
      c.intos.shift();
      const rest = p.filled % p.element;
      if (rest > 0) {
        const end = p.offset + p.filled;
        push(c, p.buffer.slice(end - rest, end), 0, rest);
        p.filled -= rest;
      }
      commit(c, p);
      commitFilled(c);
    }
    callPull(c);
  },
};

class ReadableByteStreamController {
  #c;
  constructor(token, c) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#c = c;
  }
  get byobRequest() {
    const c = ReadableByteStreamController.#of(this);
    return requestOf(c)?.pub ?? null;
  }
  get desiredSize() {
    return desired(ReadableByteStreamController.#of(this));
  }
  close() {
    BYTES.close(ReadableByteStreamController.#of(this));
  }
  enqueue(chunk) {
    const c = ReadableByteStreamController.#of(this);
    if (!(chunk instanceof ArrayBuffer) && !ArrayBuffer.isView(chunk))
      throw badParam(
        "enqueue",
        "ReadableByteStreamController",
        1,
        "BufferSource",
      );
    if (chunk.byteLength === 0)
      throw new TypeError("Cannot enqueue a zero-length ArrayBuffer.");
    BYTES.enqueue(c, chunk);
  }
  error(e) {
    const c = ReadableByteStreamController.#of(this);
    if (arguments.length === 0)
      throw badParam("error", "ReadableByteStreamController", 1, "Value");
    BYTES.error(c, e);
  }
  static #of(v) {
    if (!isObject(v) || !(#c in v)) throw illegal();
    return v.#c;
  }
}

class ReadableStreamBYOBRequest {
  #r;
  constructor(token, r) {
    if (token !== TOKEN) throw new TypeError("Illegal constructor");
    this.#r = r;
  }
  get view() {
    const r = ReadableStreamBYOBRequest.#of(this);
    return r.gone ? null : r.view;
  }
  get atLeast() {
    const r = ReadableStreamBYOBRequest.#of(this);
    return r.gone || r.over
      ? null
      : Math.max(1, r.c.intos[0].min - r.c.intos[0].filled);
  }
  respond(n) {
    const r = ReadableStreamBYOBRequest.#of(this);
    if (arguments.length === 0)
      throw badParam("respond", "ReadableStreamBYOBRequest", 1, "integer");
    n = whole(n);
    if (r.gone)
      throw new TypeError(
        "This ReadableStreamBYOBRequest has been invalidated.",
      );
    if (r.over) this.#finish(r, n, null);
    else BYTES.respond(r.c, n);
  }
  respondWithNewView(view) {
    const r = ReadableStreamBYOBRequest.#of(this);
    if (!(view instanceof ArrayBuffer) && !ArrayBuffer.isView(view))
      throw badParam(
        "respondWithNewView",
        "ReadableStreamBYOBRequest",
        1,
        "BufferSource",
      );
    if (r.gone)
      throw new TypeError(
        "This ReadableStreamBYOBRequest has been invalidated.",
      );
    const n = view.byteLength,
      buffer = view.buffer ?? view;
    if (r.over) {
      if (buffer.byteLength === 0)
        throw new TypeError("The view's ArrayBuffer has been detached.");
      if (buffer.byteLength !== r.size)
        throw new RangeError(
          "The underlying ArrayBuffer is not the correct length.",
        );
      this.#finish(r, n, buffer);
      return;
    }
    const p = r.c.intos[0];
    if (n === 0 && r.c.s.state === READABLE)
      throw new TypeError(
        "The view byte length must be more than zero while the stream is open.",
      );
    if (buffer.byteLength !== p.size)
      throw new RangeError(
        "The underlying ArrayBuffer is not the correct length.",
      );
    if (p.offset + p.filled !== (view.byteOffset ?? 0))
      throw new RangeError("The given view has an invalid byte offset.");
    if (p.filled + n > p.length)
      throw new RangeError(
        `Too many bytes [${n}] in response to a BYOB read request.`,
      );
    p.buffer = transfer(buffer);
    BYTES.respond(r.c, n);
  }
  // close() has answered the read already.
  #finish(r, n, buffer) {
    if (n !== 0)
      throw new TypeError(
        "The bytesWritten must be zero after the stream is closed.",
      );
    invalidate(r.c);
    if (r.answer !== null && buffer !== null) r.answer(transfer(buffer));
  }
  static #of(v) {
    if (!isObject(v) || !(#r in v)) throw illegal();
    return v.#r;
  }
}
