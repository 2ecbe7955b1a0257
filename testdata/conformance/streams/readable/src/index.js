// ReadableStream: construction, reading, cancelling, teeing, iterating and piping, as far as workerd's answers can be told apart. Each path runs one snippet
// and shows what it returned or threw.
const err = (f) => {
  try {
    return f();
  } catch (e) {
    return e instanceof Error ? `${e.name}: ${e.message}` : `thrown ${String(e)}`;
  }
};
const aerr = async (f) => {
  try {
    return await f();
  } catch (e) {
    return e instanceof Error ? `${e.name}: ${e.message}` : `thrown ${String(e)}`;
  }
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// What became of a promise after a while.
const soon = (p, ms = 30) => Promise.race([aerr(() => p), sleep(ms).then(() => "pending")]);
const enc = (s) => new TextEncoder().encode(s);
const dec = (b) => new TextDecoder().decode(b);
const all = async (stream) => {
  const out = [];
  for await (const x of stream) out.push(x);
  return out;
};
const show = (v) =>
  typeof v === "string"
    ? v
    : (JSON.stringify(v, (_, x) =>
        x === undefined
          ? "undefined"
          : typeof x === "bigint"
            ? `${x}n`
            : ArrayBuffer.isView(x)
              ? `${x.constructor.name}(${x.byteLength}) ${x instanceof DataView ? "" : [...x].slice(0, 20).join(" ")}`
              : x instanceof ArrayBuffer
                ? `ArrayBuffer(${x.byteLength})`
                : typeof x === "function"
                  ? `function ${x.name}/${x.length}`
                  : typeof x === "symbol"
                    ? String(x)
                    : typeof x === "number" && !Number.isFinite(x)
                      ? String(x)
                      : x instanceof Error
                        ? `${x.name}: ${x.message}`
                        : x,
      ) ?? String(v));

const snippets = {
  async "ctor-args"() {
    return [
      err(() => new ReadableStream(null)),
      err(() => new ReadableStream(5)),
      err(() => new ReadableStream("x")),
      err(() => new ReadableStream({}, null)),
      err(() => new ReadableStream({}, 5)),
      err(() => new ReadableStream({ type: "" })),
      err(() => new ReadableStream({ type: null })),
      err(() => new ReadableStream({ start: 5 })),
      err(() => new ReadableStream({ pull: "x" })),
      err(() => new ReadableStream({ cancel: null })),
    ].map((x) => (typeof x === "string" ? x : "ok"));
  },
  async "start-throws"() {
    return [
      err(
        () =>
          new ReadableStream({
            start() {
              throw new RangeError("s");
            },
          }),
      ) instanceof ReadableStream,
      await aerr(() =>
        new ReadableStream({
          start() {
            throw new RangeError("s");
          },
        })
          .getReader()
          .read(),
      ),
    ];
  },
  async "start-rejects"() {
    const s = new ReadableStream({
      async start() {
        throw new RangeError("s");
      },
    });
    const r = s.getReader();
    return [await soon(r.closed), await soon(r.read())];
  },
  async "start-this"() {
    const src = {
      x: 1,
      start(c) {
        this.y = [this.x, arguments.length, c instanceof ReadableStreamDefaultController];
      },
      pull(c) {
        this.z = [this.x, arguments.length];
        c.close();
      },
      cancel() {},
    };
    await new ReadableStream(src).getReader().read();
    return src;
  },
  async "cancel-args"() {
    const o = [];
    const s = new ReadableStream({
      cancel(...a) {
        o.push(a.length, a[0], this === undefined);
      },
    });
    await s.cancel("why");
    const t = new ReadableStream({
      cancel(...a) {
        o.push(a.length, a[0]);
      },
    });
    await t.cancel();
    return o;
  },
  async "cancel-rejects"() {
    return [
      await aerr(() =>
        new ReadableStream({
          cancel() {
            throw new Error("c");
          },
        }).cancel(),
      ),
      await aerr(() =>
        new ReadableStream({
          async cancel() {
            throw new Error("d");
          },
        }).cancel(),
      ),
    ];
  },
  async "cancel-value"() {
    const s = new ReadableStream({
      cancel() {
        return 5;
      },
    });
    return [await s.cancel(), await s.cancel(), s.locked];
  },
  async "cancel-errored"() {
    const s = new ReadableStream({
      start(c) {
        c.error(new Error("e"));
      },
    });
    return await aerr(() => s.cancel());
  },
  async "cancel-pending-read"() {
    const s = new ReadableStream();
    const r = s.getReader();
    const p = r.read();
    await r.cancel("x");
    return [await soon(p), await soon(r.closed)];
  },
  async "hwm-sizes"() {
    const o = [];
    for (const h of [0, 1, 5, 2.5, "3", true, null, undefined]) {
      let c;
      err(() => {
        new ReadableStream(
          {
            start(k) {
              c = k;
            },
          },
          { highWaterMark: h },
        );
      });
      o.push(c ? c.desiredSize : "none");
    }
    return o;
  },
  async "size-fn"() {
    let c;
    const o = [];
    const s = new ReadableStream(
      {
        start(k) {
          c = k;
        },
      },
      {
        highWaterMark: 10,
        size(x) {
          o.push(this === undefined, arguments.length);
          return x.length;
        },
      },
    );
    c.enqueue("abc");
    o.push(c.desiredSize);
    c.enqueue("");
    o.push(c.desiredSize);
    return o;
  },
  async "size-bad"() {
    const o = [];
    for (const v of [-1, NaN, Infinity, "x", undefined]) {
      let c;
      const s = new ReadableStream(
        {
          start(k) {
            c = k;
          },
        },
        { size: () => v },
      );
      o.push(
        err(() => c.enqueue(1)),
        await soon(s.getReader().read()),
      );
    }
    return o;
  },
  async "size-throws"() {
    let c;
    const s = new ReadableStream(
      {
        start(k) {
          c = k;
        },
      },
      {
        size() {
          throw new Error("z");
        },
      },
    );
    return [err(() => c.enqueue(1)), await soon(s.getReader().read())];
  },
  async "size-not-fn"() {
    return [
      err(() => new ReadableStream({}, { size: 5 })),
      err(() => new ReadableStream({}, { size: null })),
    ].map(String);
  },
  async "enqueue-undefined"() {
    const s = new ReadableStream({
      start(c) {
        c.enqueue();
        c.enqueue(undefined);
        c.enqueue(null);
        c.close();
      },
    });
    const r = s.getReader();
    return [await r.read(), await r.read(), await r.read(), await r.read()];
  },
  async "error-undefined"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    const e = err(() => c.error());
    const r = s.getReader();
    return [
      e,
      await soon(
        r.read().then(
          () => "ok",
          (x) => "rejected " + x,
        ),
      ),
    ];
  },
  async "error-after-close"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    c.close();
    c.error(new Error("late"));
    return [await s.getReader().read()];
  },
  async "close-with-queue"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
        k.enqueue(1);
        k.close();
      },
    });
    const o = [c.desiredSize, err(() => c.enqueue(2)), err(() => c.close())];
    const r = s.getReader();
    o.push(await soon(r.closed, 5), await r.read(), await soon(r.closed), await r.read());
    return o;
  },
  async "error-clears-queue"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
        k.enqueue(1);
        k.enqueue(2);
      },
    });
    c.error(new Error("e"));
    return await aerr(() => s.getReader().read());
  },
  async "pull-count-noread"() {
    let n = 0;
    new ReadableStream({
      pull() {
        n++;
      },
    });
    await sleep(5);
    return n;
  },
  async "pull-enqueues"() {
    let n = 0;
    const s = new ReadableStream({
      pull(c) {
        c.enqueue(n++);
        if (n === 5) c.close();
      },
    });
    return await all(s);
  },
  async "pull-rejects"() {
    const s = new ReadableStream({
      async pull() {
        throw new Error("p");
      },
    });
    const r = s.getReader();
    return [await soon(r.read()), await soon(r.closed)];
  },
  async "pull-async-order"() {
    const o = [];
    let n = 0;
    const s = new ReadableStream(
      {
        async pull(c) {
          o.push("p" + n);
          await sleep(1);
          c.enqueue(n++);
          if (n === 3) c.close();
        },
      },
      { highWaterMark: 0 },
    );
    for await (const x of s) o.push(x);
    return o;
  },
  async "two-reads"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    const r = s.getReader();
    const p = [r.read(), r.read(), r.read()];
    c.enqueue("a");
    c.enqueue("b");
    c.close();
    return await Promise.all(p);
  },
  async "reads-then-error"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    const r = s.getReader();
    const p = [r.read(), r.read()];
    c.error(new TypeError("e"));
    return [await soon(p[0]), await soon(p[1]), await soon(r.closed)];
  },
  async "reader-props"() {
    const r = new ReadableStream().getReader();
    return [
      Object.keys(r),
      String(r),
      r.closed === r.closed,
      r.closed instanceof Promise,
      err(() => new ReadableStreamDefaultReader()),
      err(() => new ReadableStreamDefaultReader({})),
      err(() => new ReadableStreamDefaultController()),
    ];
  },
  async "reader-ctor"() {
    const s = new ReadableStream();
    const r = new ReadableStreamDefaultReader(s);
    return [
      s.locked,
      r instanceof ReadableStreamDefaultReader,
      err(() => new ReadableStreamDefaultReader(s)),
      err(() => new ReadableStreamBYOBReader(new ReadableStream())),
    ];
  },
  async "getreader-opts"() {
    const s = () => new ReadableStream();
    return [
      err(() => s().getReader(null)),
      err(() => s().getReader({})),
      err(() => s().getReader({ mode: undefined })),
      err(() => s().getReader({ mode: "" })),
      err(() => s().getReader({ mode: "bytes" })),
      err(() => s().getReader(5)),
    ].map((x) => (typeof x === "string" ? x : x?.constructor?.name));
  },
  async "release-closed"() {
    const s = new ReadableStream();
    const r = s.getReader();
    const c = r.closed;
    r.releaseLock();
    return [await soon(c), await soon(r.closed), c === r.closed, s.locked, s.getReader() !== r];
  },
  async "release-pending"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    const r = s.getReader();
    const p = r.read();
    r.releaseLock();
    const q = s.getReader().read();
    c.enqueue(7);
    return [await soon(p), await soon(q)];
  },
  async "tee-basic"() {
    const s = new ReadableStream({
      start(c) {
        c.enqueue("a");
        c.enqueue("b");
        c.close();
      },
    });
    const [a, b] = s.tee();
    return [await all(a), await all(b), s.locked];
  },
  async "tee-same-chunk"() {
    const o = {};
    const [a, b] = new ReadableStream({
      start(c) {
        c.enqueue(o);
        c.close();
      },
    }).tee();
    return [(await a.getReader().read()).value === o, (await b.getReader().read()).value === o];
  },
  async "tee-error"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    const [a, b] = s.tee();
    c.error(new Error("t"));
    return [await soon(a.getReader().read()), await soon(b.getReader().read())];
  },
  async "tee-cancel-one"() {
    const o = [];
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
      cancel(r) {
        o.push("cancel", r);
      },
    });
    const [a, b] = s.tee();
    const p = soon(a.cancel("one"));
    c.enqueue("x");
    const v = await b.getReader().read();
    return [await p, v, o];
  },
  async "tee-cancel-both"() {
    const o = [];
    const s = new ReadableStream({
      cancel(r) {
        o.push(r);
      },
    });
    const [a, b] = s.tee();
    return [await Promise.all([soon(a.cancel("1")), soon(b.cancel("2"))]), o];
  },
  async "tee-cancel-throws"() {
    const s = new ReadableStream({
      cancel() {
        throw new Error("x");
      },
    });
    const [a, b] = s.tee();
    return await Promise.all([soon(a.cancel("1")), soon(b.cancel("2"))]);
  },
  async "tee-twice"() {
    const s = new ReadableStream({
      start(c) {
        c.enqueue(1);
        c.close();
      },
    });
    const [a, b] = s.tee();
    const [c, d] = b.tee();
    return [await all(a), await all(c), await all(d)];
  },
  async "iter-return"() {
    const o = [];
    const s = new ReadableStream({
      pull(c) {
        c.enqueue(1);
      },
      cancel(r) {
        o.push("cancel", r);
      },
    });
    for await (const x of s) {
      o.push(x);
      break;
    }
    o.push(s.locked);
    return o;
  },
  async "iter-prevent"() {
    const o = [];
    const s = new ReadableStream({
      pull(c) {
        c.enqueue(1);
      },
      cancel() {
        o.push("cancel");
      },
    });
    for await (const x of s.values({ preventCancel: true })) {
      o.push(x);
      break;
    }
    o.push(s.locked);
    o.push((await s.getReader().read()).value);
    return o;
  },
  async "iter-shape"() {
    const it = new ReadableStream().values();
    const p = Object.getPrototypeOf(it);
    return [
      typeof it.next,
      typeof it.return,
      typeof it.throw,
      it[Symbol.asyncIterator]() === it,
      Object.prototype.toString.call(it),
      Object.getOwnPropertyNames(p).sort(),
      ReadableStream.prototype[Symbol.asyncIterator].name,
      ReadableStream.prototype.values.name,
    ];
  },
  async "iter-throws-body"() {
    const o = [];
    const s = new ReadableStream({
      pull(c) {
        c.enqueue(1);
      },
      cancel(r) {
        o.push("cancel " + r);
      },
    });
    try {
      for await (const x of s) throw new Error("body");
    } catch (e) {
      o.push(e.message);
    }
    o.push(s.locked);
    return o;
  },
  async "iter-concurrent"() {
    let n = 0;
    const it = new ReadableStream({
      async pull(c) {
        await sleep(1);
        if (n === 3) c.close();
        else c.enqueue(n++);
      },
    }).values();
    return await Promise.all([it.next(), it.next(), it.next(), it.next(), it.next()]);
  },
  async "iter-return-value"() {
    const it = new ReadableStream({
      start(c) {
        c.enqueue(1);
      },
    }).values();
    const a = await it.next();
    return [a, await it.return("v"), await it.next(), await it.return("w")];
  },
  async "from-array"() {
    return [
      await all(ReadableStream.from([1, 2, 3])),
      await all(ReadableStream.from(new Set(["a", "b"]))),
      await all(ReadableStream.from("hé")),
    ];
  },
  async "from-gen"() {
    function* g() {
      yield 1;
      yield Promise.resolve(2);
    }
    async function* h() {
      yield 3;
      yield 4;
    }
    return [await all(ReadableStream.from(g())), await all(ReadableStream.from(h()))];
  },
  async "from-stream"() {
    return await all(
      ReadableStream.from(
        new ReadableStream({
          start(c) {
            c.enqueue(9);
            c.close();
          },
        }),
      ),
    );
  },
  async "from-errors"() {
    return [
      err(() => ReadableStream.from()),
      err(() => ReadableStream.from(null)),
      err(() => ReadableStream.from(undefined)),
      err(() => ReadableStream.from(5)),
      err(() => ReadableStream.from({ [Symbol.iterator]: 5 })),
      err(() => ReadableStream.from({ [Symbol.asyncIterator]: () => 5 })),
    ].map(String);
  },
  async "from-throwing"() {
    async function* g() {
      yield 1;
      throw new Error("g");
    }
    const r = ReadableStream.from(g()).getReader();
    return [await r.read(), await soon(r.read()), await soon(r.closed)];
  },
  async "from-cancel"() {
    const o = [];
    async function* g() {
      try {
        yield 1;
        yield 2;
      } finally {
        o.push("finally");
      }
    }
    const s = ReadableStream.from(g());
    const r = s.getReader();
    await r.read();
    o.push(await soon(r.cancel("why")));
    return o;
  },
  async "from-lazy"() {
    const o = [];
    const it = {
      next() {
        o.push("next");
        return { done: false, value: o.length };
      },
      return(v) {
        o.push("return " + v);
        return { done: true };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
    const s = ReadableStream.from(it);
    await sleep(2);
    o.push("-");
    const r = s.getReader();
    await r.read();
    o.push("-");
    await r.cancel("R");
    return o;
  },
  async "pipe-basic"() {
    const o = [];
    await new ReadableStream({
      start(c) {
        c.enqueue(1);
        c.enqueue(2);
        c.close();
      },
    }).pipeTo(
      new WritableStream({
        write(x) {
          o.push(x);
        },
        close() {
          o.push("close");
        },
      }),
    );
    return o;
  },
  async "pipe-args"() {
    const r = () => new ReadableStream(),
      w = () => new WritableStream();
    return [
      await aerr(() => r().pipeTo()),
      await aerr(() => r().pipeTo({})),
      await aerr(() => r().pipeTo(w(), { signal: {} })),
      err(() => r().pipeThrough()),
      err(() => r().pipeThrough({})),
      err(() => r().pipeThrough({ readable: r(), writable: {} })),
      err(() => r().pipeThrough({ readable: {}, writable: w() })),
    ].map(String);
  },
  async "pipe-locked"() {
    const r = new ReadableStream(),
      w = new WritableStream();
    w.getWriter();
    const a = await soon(r.pipeTo(w));
    const t = new TransformStream();
    t.writable.getWriter();
    return [a, r.locked, err(() => new ReadableStream().pipeThrough(t))].map(String);
  },
  async "pipe-src-error"() {
    const o = [];
    const r = new ReadableStream({
      start(c) {
        c.error(new Error("s"));
      },
    });
    const w = new WritableStream({
      abort(e) {
        o.push("abort " + e.message);
      },
    });
    o.push(await soon(r.pipeTo(w)), await soon(w.getWriter().closed));
    return o;
  },
  async "pipe-src-error-prevent"() {
    const o = [];
    let c;
    const r = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    const w = new WritableStream({
      abort(e) {
        o.push("abort");
      },
    });
    const p = soon(r.pipeTo(w, { preventAbort: true }));
    c.error(new Error("s"));
    o.push(await p, w.locked, w.getWriter().desiredSize);
    return o;
  },
  async "pipe-dst-error"() {
    const o = [];
    const r = new ReadableStream({
      pull(c) {
        c.enqueue(1);
      },
      cancel(e) {
        o.push("cancel " + e.message);
      },
    });
    const w = new WritableStream({
      write() {
        throw new Error("w");
      },
    });
    o.push(await soon(r.pipeTo(w)), r.locked, w.locked);
    return o;
  },
  async "pipe-dst-error-prevent"() {
    const o = [];
    const r = new ReadableStream({
      pull(c) {
        c.enqueue(1);
      },
      cancel(e) {
        o.push("cancel");
      },
    });
    const w = new WritableStream({
      write() {
        throw new Error("w");
      },
    });
    o.push(await soon(r.pipeTo(w, { preventCancel: true })), r.locked);
    return o;
  },
  async "pipe-prevent-close"() {
    const o = [];
    const w = new WritableStream({
      write(x) {
        o.push(x);
      },
      close() {
        o.push("close");
      },
    });
    await ReadableStream.from([1]).pipeTo(w, { preventClose: true });
    const k = w.getWriter();
    await k.write(2);
    await k.close();
    return o;
  },
  async "pipe-signal-pre"() {
    const o = [];
    const r = new ReadableStream({
      cancel(e) {
        o.push("cancel " + e);
      },
    });
    const w = new WritableStream({
      abort(e) {
        o.push("abort " + e);
      },
    });
    o.push(await soon(r.pipeTo(w, { signal: AbortSignal.abort("pre") })), r.locked, w.locked);
    return o;
  },
  async "pipe-through-return"() {
    const t = new TransformStream();
    const r = new ReadableStream({
      start(c) {
        c.enqueue("a");
        c.close();
      },
    });
    const x = r.pipeThrough(t);
    return [x === t.readable, r.locked, t.writable.locked, await all(x)];
  },
  async "pipe-through-custom"() {
    const o = [];
    const r = ReadableStream.from(["q"]);
    const x = r.pipeThrough({
      readable: new ReadableStream({
        start(c) {
          c.enqueue("other");
          c.close();
        },
      }),
      writable: new WritableStream({
        write(v) {
          o.push(v);
        },
      }),
    });
    o.push(...(await all(x)));
    await sleep(5);
    return o;
  },
  async "pipe-backpressure"() {
    const o = [];
    let n = 0;
    const r = new ReadableStream(
      {
        pull(c) {
          c.enqueue(n++);
          if (n === 4) c.close();
        },
      },
      { highWaterMark: 0 },
    );
    await r.pipeTo(
      new WritableStream(
        {
          async write(x) {
            o.push("w" + x);
            await sleep(2);
            o.push("d" + x);
          },
        },
        { highWaterMark: 1 },
      ),
    );
    return o;
  },
  async statics() {
    return [
      ReadableStream.name,
      ReadableStream.length,
      ReadableStream.from.length,
      Object.prototype.toString.call(new ReadableStream()),
      Object.getOwnPropertyNames(ReadableStream.prototype).sort(),
      Object.getOwnPropertyNames(ReadableStream).sort(),
    ];
  },
  async brand() {
    const g = (k) => Object.getOwnPropertyDescriptor(ReadableStream.prototype, k).get;
    return [
      err(() => g("locked").call({})),
      await aerr(() => ReadableStream.prototype.cancel.call({})),
      err(() => ReadableStream.prototype.getReader.call(1)),
      await aerr(() => ReadableStreamDefaultReader.prototype.read.call({})),
    ];
  },
  async subclass() {
    class S extends ReadableStream {
      constructor() {
        super({
          start(c) {
            c.enqueue(1);
            c.close();
          },
        });
      }
      get extra() {
        return 2;
      }
    }
    const s = new S();
    return [s instanceof ReadableStream, s.extra, await all(s), s.constructor.name];
  },
  async "iter-proto"() {
    let c = 0;
    const s = new ReadableStream({
      start(k) {
        k.enqueue(1);
        k.enqueue(2);
        k.close();
      },
    });
    for await (const v of s) {
      c += v;
    }
    return [c, s.locked];
  },
  async "async-from-response"() {
    const o = [];
    for await (const x of new Response("abc").body) o.push(dec(x));
    return o;
  },
  async "thenable-chunk"() {
    const s = new ReadableStream({
      start(c) {
        c.enqueue({
          then(r) {
            r("thenable");
          },
        });
        c.close();
      },
    });
    const x = await s.getReader().read();
    return [typeof x.value.then, x.done];
  },
  async "controller-after-cancel"() {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    await s.cancel();
    return [c.desiredSize, err(() => c.enqueue(1)), err(() => c.close()), err(() => c.error(new Error("x")))];
  },
  async "locked-enqueue-large"() {
    let c;
    const s = new ReadableStream(
      {
        start(k) {
          c = k;
        },
      },
      { highWaterMark: 2 },
    );
    const o = [];
    for (let i = 0; i < 4; i++) {
      c.enqueue(i);
      o.push(c.desiredSize);
    }
    return o;
  },
};

export default {
  async fetch(request, env, ctx) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      const v = await snippets[name](request, env, ctx);
      return v instanceof Response ? v : new Response("= " + show(v));
    } catch (e) {
      return new Response(e instanceof Error ? `! ${e.name}: ${e.message}` : `! thrown ${String(e)}`);
    }
  },
};
