// WritableStream: sinks, backpressure, errors, aborts. Each path runs one snippet
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
      err(() => new WritableStream(null)),
      err(() => new WritableStream(5)),
      err(() => new WritableStream({ write: 5 })),
      err(() => new WritableStream({ start: "x" })),
      err(() => new WritableStream({ abort: null })),
      err(() => new WritableStream({ close: {} })),
      err(() => new WritableStream({}, 5)),
      err(() => new WritableStream({ type: "x" })),
    ].map((x) => (typeof x === "string" ? x : "ok"));
  },
  async "start-throws"() {
    const w = err(
      () =>
        new WritableStream({
          start() {
            throw new RangeError("s");
          },
        }),
    );
    return typeof w === "string" ? w : [await soon(w.getWriter().closed), await soon(w.abort())];
  },
  async "start-rejects"() {
    const w = new WritableStream({
      async start() {
        throw new RangeError("s");
      },
    }).getWriter();
    return [await soon(w.ready), await soon(w.closed), await soon(w.write(1))];
  },
  async "sink-args"() {
    const o = [];
    const sink = {
      start(c) {
        o.push("start", arguments.length, this === sink, c instanceof WritableStreamDefaultController);
      },
      write(x, c) {
        o.push("write", arguments.length, x, c instanceof WritableStreamDefaultController);
      },
      close(...a) {
        o.push("close", a.length);
      },
    };
    const w = new WritableStream(sink).getWriter();
    await w.write("a");
    await w.close();
    return o;
  },
  async "abort-args"() {
    const o = [];
    const w = new WritableStream({
      abort(...a) {
        o.push(a.length, String(a[0]));
      },
    });
    await w.abort("r");
    const v = new WritableStream({
      abort(...a) {
        o.push(a.length, String(a[0]));
      },
    });
    await v.abort();
    return o;
  },
  async order() {
    const o = [];
    const w = new WritableStream({
      async write(x) {
        o.push("s" + x);
        await sleep(1);
        o.push("e" + x);
      },
      close() {
        o.push("close");
      },
    }).getWriter();
    w.write(1);
    w.write(2);
    w.write(3);
    await w.close();
    return o;
  },
  async desired() {
    const w = new WritableStream(
      {
        write() {
          return new Promise(() => {});
        },
      },
      { highWaterMark: 3 },
    ).getWriter();
    const o = [w.desiredSize];
    for (let i = 0; i < 5; i++) {
      w.write(i);
      o.push(w.desiredSize);
    }
    return o;
  },
  async ready() {
    let done;
    const w = new WritableStream({
      write() {
        return new Promise((r) => (done = r));
      },
    }).getWriter();
    const r0 = w.ready;
    w.write(1);
    const r1 = w.ready;
    const o = [r0 === r1, await soon(r1, 5)];
    await sleep(1);
    done();
    o.push(await soon(r1), w.ready === r1);
    return o;
  },
  async size() {
    const w = new WritableStream(
      {},
      {
        highWaterMark: 10,
        size(x) {
          return x.length;
        },
      },
    ).getWriter();
    w.write("abcd");
    return w.desiredSize;
  },
  async "size-bad"() {
    const o = [];
    for (const v of [-1, NaN, Infinity]) {
      const w = new WritableStream({}, { size: () => v }).getWriter();
      o.push(await soon(w.write(1)), await soon(w.closed));
    }
    return o;
  },
  async "size-throws"() {
    const w = new WritableStream(
      {},
      {
        size() {
          throw new Error("z");
        },
      },
    ).getWriter();
    return [await soon(w.write(1)), await soon(w.closed)];
  },
  async "hwm-bad"() {
    const o = [];
    for (const h of [-1, NaN, "x", Infinity, 2.5])
      o.push(err(() => new WritableStream({}, { highWaterMark: h }).getWriter().desiredSize));
    return o;
  },
  async "write-rejects"() {
    const w = new WritableStream({
      async write() {
        throw new Error("w");
      },
    }).getWriter();
    const p = w.write(1),
      q = w.write(2);
    return [
      await soon(p),
      await soon(q),
      await soon(w.ready),
      await soon(w.closed),
      await soon(w.close()),
      w.desiredSize,
    ];
  },
  async "close-rejects"() {
    const w = new WritableStream({
      async close() {
        throw new Error("c");
      },
    }).getWriter();
    return [await soon(w.close()), await soon(w.closed)];
  },
  async "close-twice"() {
    const w = new WritableStream().getWriter();
    const p = w.close();
    return [await soon(w.close()), await soon(p), await soon(w.close()), await soon(w.write(1))];
  },
  async "close-pending-write"() {
    const o = [];
    const w = new WritableStream({
      write(x) {
        o.push(x);
      },
      close() {
        o.push("c");
      },
    }).getWriter();
    w.write(1);
    const p = w.close();
    o.push(await soon(w.write(2)), await soon(p));
    return o;
  },
  async "abort-pending"() {
    const o = [];
    let done;
    const w = new WritableStream({
      write(x) {
        o.push(x);
        return new Promise((r) => (done = r));
      },
      abort(e) {
        o.push("abort " + e);
      },
    }).getWriter();
    await sleep(1);
    const p = soon(w.write(1)),
      q = soon(w.write(2));
    await sleep(1);
    const a = soon(w.abort("A"));
    await sleep(1);
    done();
    o.push(await p, await q, await a, await soon(w.closed));
    return o;
  },
  async "abort-twice"() {
    const w = new WritableStream({
      abort() {
        return sleep(1);
      },
    });
    const a = w.abort("1"),
      b = w.abort("2");
    return [a === b, await soon(a), await soon(b)];
  },
  async "abort-rejects"() {
    const w = new WritableStream({
      abort() {
        throw new Error("ab");
      },
    }).getWriter();
    return [await soon(w.abort("x")), await soon(w.closed)];
  },
  async "abort-closed"() {
    const w = new WritableStream();
    await w.close();
    return [await soon(w.abort("x"))];
  },
  async "abort-errored"() {
    let c;
    const w = new WritableStream({
      start(k) {
        c = k;
      },
      abort() {
        return "never";
      },
    });
    await sleep(1);
    c.error(new Error("e"));
    return [await soon(w.abort("x")), await soon(w.getWriter().closed)];
  },
  async "controller-error"() {
    let c;
    const w = new WritableStream({
      start(k) {
        c = k;
      },
    });
    const k = w.getWriter();
    c.error(new Error("e"));
    c.error(new Error("f"));
    return [await soon(k.ready), await soon(k.closed), await soon(k.write(1)), k.desiredSize];
  },
  async "controller-error-undefined"() {
    let c;
    const w = new WritableStream({
      start(k) {
        c = k;
      },
    });
    const e = err(() => c.error());
    const k = w.getWriter();
    return [
      e,
      await soon(
        k.closed.then(
          () => "ok",
          (x) => "rejected " + x,
        ),
        5,
      ),
    ];
  },
  async "controller-signal"() {
    let c;
    const w = new WritableStream({
      start(k) {
        c = k;
      },
    });
    const o = [c.signal instanceof AbortSignal, c.signal === c.signal, c.signal.aborted];
    c.signal.addEventListener("abort", () => o.push("event"));
    await w.abort("why");
    o.push(c.signal.aborted, c.signal.reason);
    return o;
  },
  async "controller-props"() {
    let c;
    new WritableStream({
      start(k) {
        c = k;
      },
    });
    return [
      Object.getOwnPropertyNames(WritableStreamDefaultController.prototype).sort(),
      Object.getOwnPropertyNames(WritableStream.prototype).sort(),
      Object.getOwnPropertyNames(WritableStreamDefaultWriter.prototype).sort(),
      String(c),
      err(() => new WritableStreamDefaultController()),
      WritableStream.length,
      WritableStreamDefaultWriter.length,
    ];
  },
  async "writer-ctor"() {
    const w = new WritableStream();
    const k = new WritableStreamDefaultWriter(w);
    return [
      w.locked,
      k instanceof WritableStreamDefaultWriter,
      err(() => new WritableStreamDefaultWriter(w)),
      err(() => new WritableStreamDefaultWriter()),
      err(() => new WritableStreamDefaultWriter({})),
    ];
  },
  async release() {
    const w = new WritableStream();
    const k = w.getWriter();
    const r = k.ready,
      c = k.closed;
    k.releaseLock();
    k.releaseLock();
    return [
      await soon(r),
      await soon(c),
      await soon(k.ready),
      await soon(k.closed),
      w.locked,
      err(() => k.desiredSize),
      await soon(k.write(1)),
      await soon(k.close()),
      await soon(k.abort()),
    ];
  },
  async "release-pending-write"() {
    const o = [];
    const w = new WritableStream({
      async write(x) {
        await sleep(1);
        o.push(x);
      },
    });
    const k = w.getWriter();
    const p = k.write(1);
    k.releaseLock();
    o.push(await soon(p));
    return o;
  },
  async "write-after-release-new"() {
    const o = [];
    const w = new WritableStream({
      write(x) {
        o.push(x);
      },
    });
    const k = w.getWriter();
    k.write(1);
    k.releaseLock();
    const l = w.getWriter();
    await l.write(2);
    await l.close();
    return o;
  },
  async "undefined-chunks"() {
    const o = [];
    const w = new WritableStream({
      write(x) {
        o.push(String(x));
      },
    }).getWriter();
    await w.write();
    await w.write(undefined);
    await w.write(null);
    return o;
  },
  async "locked-ops"() {
    const w = new WritableStream();
    const k = w.getWriter();
    return [await soon(w.abort()), await soon(w.close()), w.locked];
  },
  async "write-return"() {
    const w = new WritableStream({
      write() {
        return 5;
      },
    }).getWriter();
    return [await w.write(1), await w.close(), await w.ready, await w.closed];
  },
  async "sync-order"() {
    const o = [];
    const w = new WritableStream({
      start() {
        o.push("start");
      },
      write(x) {
        o.push("w" + x);
      },
      close() {
        o.push("close");
      },
    });
    o.push("made");
    const k = w.getWriter();
    k.write(1);
    o.push("after");
    await k.close();
    return o;
  },
  async brand() {
    const g = (k) => Object.getOwnPropertyDescriptor(WritableStreamDefaultWriter.prototype, k).get;
    return [
      err(() => g("desiredSize").call({})),
      await aerr(() => g("closed").call({})),
      await aerr(() => WritableStream.prototype.close.call({})),
      err(() => WritableStream.prototype.getWriter.call({})),
    ];
  },
  async strategies() {
    const c = new CountQueuingStrategy({ highWaterMark: 4 }),
      b = new ByteLengthQueuingStrategy({ highWaterMark: "7" });
    return [
      c.highWaterMark,
      b.highWaterMark,
      c.size(),
      b.size({ byteLength: 3 }),
      err(() => b.size()),
      err(() => b.size("abc")),
      c.size.name,
      b.size.length,
      CountQueuingStrategy.length,
      Object.getOwnPropertyNames(CountQueuingStrategy.prototype).sort(),
      String(c),
      String(b),
    ];
  },
  async "strategies-bad"() {
    return [
      err(() => new CountQueuingStrategy({})),
      err(() => new ByteLengthQueuingStrategy({ highWaterMark: -1 })),
      err(() => new CountQueuingStrategy({ highWaterMark: "x" })),
      err(() => new CountQueuingStrategy({ highWaterMark: NaN })),
      err(() => new CountQueuingStrategy(5)),
      err(() => new CountQueuingStrategy(null)),
      err(() => new CountQueuingStrategy({ highWaterMark: 1.5 }).highWaterMark),
    ].map((x) => (typeof x === "object" ? "object " + x.highWaterMark : x));
  },
  async subclass() {
    class W extends WritableStream {
      constructor() {
        super({
          write(x) {
            W.last = x;
          },
        });
      }
    }
    const w = new W();
    await w.getWriter().write(3);
    return [W.last, w instanceof WritableStream, Object.prototype.toString.call(w)];
  },
  async "async-close"() {
    const o = [];
    const w = new WritableStream({
      async close() {
        await sleep(2);
        o.push("closed");
      },
    }).getWriter();
    const p = w.close();
    o.push("called");
    w.closed.then(() => o.push("closed promise"));
    await p;
    await sleep(1);
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
