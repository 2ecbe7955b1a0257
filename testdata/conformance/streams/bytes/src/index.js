// Byte streams: buffers, requests, minima, tees. Each path runs one snippet
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
  async basic() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1, 2, 3]));
        c.enqueue(new Uint16Array([1, 2]));
        c.enqueue(new DataView(new ArrayBuffer(2)));
        c.enqueue(new ArrayBuffer(1));
        c.close();
      },
    });
    return await all(s);
  },
  async "type-conv"() {
    return [
      err(() => new ReadableStream({ type: "BYTES" })),
      err(() => new ReadableStream({ type: { toString: () => "bytes" } }) instanceof ReadableStream),
      err(() => new ReadableStream({ type: 5 })),
    ];
  },
  async hwm() {
    const o = [];
    for (const h of [undefined, 0, 5]) {
      let c;
      new ReadableStream(
        {
          type: "bytes",
          start(k) {
            c = k;
          },
        },
        { highWaterMark: h },
      );
      o.push(c.desiredSize);
    }
    return o;
  },
  async desired() {
    let c;
    new ReadableStream(
      {
        type: "bytes",
        start(k) {
          c = k;
        },
      },
      { highWaterMark: 10 },
    );
    const o = [c.desiredSize];
    c.enqueue(new Uint8Array(4));
    o.push(c.desiredSize);
    c.enqueue(new Uint8Array(8));
    o.push(c.desiredSize);
    return o;
  },
  async "auto-alloc"() {
    const o = [];
    const s = new ReadableStream({
      type: "bytes",
      autoAllocateChunkSize: 8,
      pull(c) {
        const r = c.byobRequest;
        o.push(r === null ? "null" : r.view.byteLength);
        if (r) {
          r.view[0] = 9;
          r.respond(1);
        } else c.enqueue(new Uint8Array(1));
      },
    });
    const r = s.getReader();
    o.push(await r.read());
    return o;
  },
  async "auto-alloc-default"() {
    const o = [];
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        const r = c.byobRequest;
        o.push(r === null ? "null" : r.view.byteLength);
        if (r) {
          r.view[0] = 9;
          r.respond(1);
        } else c.enqueue(new Uint8Array(1));
      },
    });
    const r = s.getReader();
    o.push(await r.read());
    return o;
  },
  async "auto-alloc-bad"() {
    const o = [];
    for (const n of [0, -1, 1.5, "x", null, NaN, 1e10])
      o.push(
        err(() => new ReadableStream({ type: "bytes", autoAllocateChunkSize: n }) instanceof ReadableStream),
      );
    return o;
  },
  async "byob-detach"() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1, 2, 3]));
      },
    });
    const r = s.getReader({ mode: "byob" });
    const v = new Uint8Array(10);
    const x = await r.read(v);
    return [v.byteLength, v.buffer.byteLength, x, x.value.buffer.byteLength];
  },
  async "byob-small-view"() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1, 2, 3, 4, 5]));
        c.close();
      },
    });
    const r = s.getReader({ mode: "byob" });
    return [
      await r.read(new Uint8Array(2)),
      await r.read(new Uint8Array(2)),
      await r.read(new Uint8Array(2)),
      await r.read(new Uint8Array(2)),
    ];
  },
  async "byob-offset"() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1, 2, 3]));
      },
    });
    const r = s.getReader({ mode: "byob" });
    const x = await r.read(new Uint8Array(new ArrayBuffer(10), 4, 5));
    return [x.value.byteOffset, x.value.byteLength, x.value.buffer.byteLength];
  },
  async "byob-types"() {
    const o = [];
    for (const T of [Uint16Array, Int32Array, Float64Array, BigInt64Array, DataView, Uint8ClampedArray]) {
      const s = new ReadableStream({
        type: "bytes",
        start(c) {
          c.enqueue(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
          c.close();
        },
      });
      const r = s.getReader({ mode: "byob" });
      const x = await r.read(new T(new ArrayBuffer(16)));
      o.push(x.value.constructor.name, x.value.byteLength);
    }
    return o;
  },
  async "byob-bad-view"() {
    const r = () => new ReadableStream({ type: "bytes" }).getReader({ mode: "byob" });
    return [
      await aerr(() => r().read()),
      await aerr(() => r().read({})),
      await aerr(() => r().read(new Uint8Array(0))),
      await aerr(() => r().read(new ArrayBuffer(4))),
      await aerr(() => r().read(5)),
    ];
  },
  async "byob-detached"() {
    const r = new ReadableStream({ type: "bytes" }).getReader({ mode: "byob" });
    const v = new Uint8Array(4);
    structuredClone(v.buffer, { transfer: [v.buffer] });
    return await aerr(() => r.read(v));
  },
  async "byob-min"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const r = s.getReader({ mode: "byob" });
    const p = r.read(new Uint8Array(10), { min: 4 });
    c.enqueue(new Uint8Array([1, 2]));
    const a = await soon(
      p.then(() => "early"),
      5,
    );
    c.enqueue(new Uint8Array([3, 4, 5]));
    return [a, await p];
  },
  async "byob-min-bad"() {
    const o = [];
    for (const m of [0, -1, 11, 1.5, "x", null]) {
      const r = new ReadableStream({
        type: "bytes",
        start(c) {
          c.enqueue(new Uint8Array(10));
        },
      }).getReader({ mode: "byob" });
      o.push(await soon(r.read(new Uint8Array(10), { min: m }), 5));
    }
    return o;
  },
  async "byob-min-close"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const r = s.getReader({ mode: "byob" });
    const p = r.read(new Uint8Array(10), { min: 4 });
    c.enqueue(new Uint8Array([1, 2]));
    c.close();
    return [await soon(p), await soon(r.read(new Uint8Array(1)))];
  },
  async "read-at-least"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
        k.enqueue(new Uint8Array([1, 2]));
      },
    });
    const r = s.getReader({ mode: "byob" });
    const p = r.readAtLeast(3, new Uint8Array(8));
    c.enqueue(new Uint8Array([3, 4]));
    return [
      await p,
      await aerr(() => r.readAtLeast(9, new Uint8Array(8))),
      await aerr(() => r.readAtLeast(0, new Uint8Array(8))),
      await aerr(() => r.readAtLeast(1)),
    ];
  },
  async respond() {
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        const q = c.byobRequest;
        q.view[0] = 5;
        q.view[1] = 6;
        q.respond(2);
      },
    });
    return await s.getReader({ mode: "byob" }).read(new Uint8Array(4));
  },
  async "respond-errors"() {
    const o = [];
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        const q = c.byobRequest;
        o.push(
          err(() => q.respond(-1)),
          err(() => q.respond(99)),
          err(() => q.respond(0)),
          err(() => q.respond()),
          err(() => q.respond("x")),
          err(() => q.respondWithNewView()),
          err(() => q.respondWithNewView({})),
        );
        q.respond(1);
        o.push(
          err(() => q.respond(1)),
          q.view,
        );
      },
    });
    await s.getReader({ mode: "byob" }).read(new Uint8Array(4));
    return o;
  },
  async "respond-new-view"() {
    const o = [];
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        const q = c.byobRequest;
        const v = q.view;
        v[0] = 1;
        v[1] = 2;
        q.respondWithNewView(new Uint8Array(v.buffer, v.byteOffset, 2));
      },
    });
    o.push(await s.getReader({ mode: "byob" }).read(new Uint8Array(4)));
    return o;
  },
  async "respond-new-view-bad"() {
    const o = [];
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        const q = c.byobRequest;
        o.push(
          err(() => q.respondWithNewView(new Uint8Array(100))),
          err(() => q.respondWithNewView(new Uint8Array(q.view.buffer, 1, 1))),
          err(() => q.respondWithNewView(new Uint8Array(0))),
        );
        q.respond(1);
      },
    });
    await s.getReader({ mode: "byob" }).read(new Uint8Array(4));
    return o;
  },
  async "request-props"() {
    const o = [];
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        const q = c.byobRequest;
        o.push(
          Object.prototype.toString.call(q),
          q === c.byobRequest,
          q.view === q.view,
          q.view.constructor.name,
          q.view.byteLength,
          q.view.byteOffset,
          q.atLeast,
          q instanceof ReadableStreamBYOBRequest,
        );
        q.respond(4);
      },
    });
    const r = s.getReader({ mode: "byob" });
    await r.read(new Uint16Array(4));
    return o;
  },
  async "request-null"() {
    let c;
    new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    return [
      c.byobRequest,
      err(() => new ReadableStreamBYOBRequest()),
      err(() => new ReadableByteStreamController()),
    ];
  },
  async "request-view-detached"() {
    const o = [];
    let q;
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        q = c.byobRequest;
        const v = q.view;
        q.respond(1);
        o.push(v.byteLength);
      },
    });
    await s.getReader({ mode: "byob" }).read(new Uint8Array(4));
    o.push(q.view);
    return o;
  },
  async "enqueue-during-byob"() {
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        const q = c.byobRequest;
        c.enqueue(new Uint8Array([7, 8]));
      },
    });
    return await s.getReader({ mode: "byob" }).read(new Uint8Array(4));
  },
  async "enqueue-detaches"() {
    let c;
    new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const v = new Uint8Array([1, 2]);
    c.enqueue(v);
    return [v.byteLength, err(() => c.enqueue(v))];
  },
  async "enqueue-bad"() {
    let c;
    new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    return [
      err(() => c.enqueue()),
      err(() => c.enqueue(null)),
      err(() => c.enqueue([1])),
      err(() => c.enqueue("s")),
      err(() => c.enqueue(new DataView(new ArrayBuffer(0)))),
    ];
  },
  async "close-pending"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const r = s.getReader();
    const p = r.read();
    c.close();
    return [
      await soon(p),
      await soon(r.closed),
      err(() => c.close()),
      err(() => c.enqueue(new Uint8Array(1))),
    ];
  },
  async "close-byob-pending"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const r = s.getReader({ mode: "byob" });
    const p = r.read(new Uint8Array(4));
    c.close();
    return [await soon(p), await soon(r.closed)];
  },
  async "close-with-bytes"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
        k.enqueue(new Uint8Array([1]));
        k.close();
      },
    });
    const r = s.getReader({ mode: "byob" });
    return [await r.read(new Uint8Array(3)), await r.read(new Uint8Array(3)), await soon(r.closed)];
  },
  async "close-odd-element"() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1, 2, 3]));
        c.close();
      },
    });
    const r = s.getReader({ mode: "byob" });
    return [await soon(r.read(new Uint16Array(4))), await soon(r.read(new Uint8Array(4)))];
  },
  async "error-pending"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const r = s.getReader({ mode: "byob" });
    const p = r.read(new Uint8Array(4));
    c.error(new RangeError("x"));
    return [await soon(p), await soon(r.read(new Uint8Array(1))), c.desiredSize, c.byobRequest];
  },
  async "cancel-byob"() {
    const o = [];
    const s = new ReadableStream({
      type: "bytes",
      cancel(r) {
        o.push(r);
      },
    });
    const r = s.getReader({ mode: "byob" });
    const p = r.read(new Uint8Array(4));
    await r.cancel("w");
    o.push(await soon(p), await soon(r.closed));
    return o;
  },
  async "pull-throws"() {
    const s = new ReadableStream({
      type: "bytes",
      pull() {
        throw new Error("p");
      },
    });
    const r = s.getReader({ mode: "byob" });
    return await soon(r.read(new Uint8Array(2)));
  },
  async "release-byob"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const r = s.getReader({ mode: "byob" });
    const p = r.read(new Uint8Array(4));
    r.releaseLock();
    const q = s.getReader().read();
    c.enqueue(new Uint8Array([1]));
    return [await soon(p), await soon(q)];
  },
  async "byob-queue"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const r = s.getReader({ mode: "byob" });
    const p = [r.read(new Uint8Array(2)), r.read(new Uint8Array(2))];
    c.enqueue(new Uint8Array([1, 2, 3]));
    return [await soon(p[0]), await soon(p[1])];
  },
  async "byob-after-close"() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.close();
      },
    });
    const r = s.getReader({ mode: "byob" });
    return await r.read(new Uint8Array(4));
  },
  async tee() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1, 2]));
        c.close();
      },
    });
    const [a, b] = s.tee();
    return [await all(a), await all(b)];
  },
  async "tee-distinct"() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1, 2]));
      },
    });
    const [a, b] = s.tee();
    const x = (await a.getReader().read()).value;
    x[0] = 9;
    const y = (await b.getReader().read()).value;
    return [x.buffer === y.buffer, y];
  },
  async "tee-byob"() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1, 2, 3]));
        c.close();
      },
    });
    const [a, b] = s.tee();
    const r = a.getReader({ mode: "byob" });
    return [
      await r.read(new Uint8Array(2)),
      await r.read(new Uint8Array(2)),
      await r.read(new Uint8Array(2)),
      await all(b),
    ];
  },
  async "tee-byob-pull"() {
    let n = 0;
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        n++;
        const q = c.byobRequest;
        if (q) {
          q.view[0] = n;
          q.respond(1);
        } else c.enqueue(new Uint8Array([100 + n]));
      },
    });
    const [a, b] = s.tee();
    const x = await a.getReader({ mode: "byob" }).read(new Uint8Array(3));
    const y = await b.getReader().read();
    return [x.value.length, y.value.length];
  },
  async "tee-error"() {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    const [a, b] = s.tee();
    c.error(new Error("t"));
    return [
      await soon(a.getReader().read()),
      await soon(b.getReader({ mode: "byob" }).read(new Uint8Array(1))),
    ];
  },
  async pipe() {
    const o = [];
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1]));
        c.enqueue(new Uint8Array([2, 3]));
        c.close();
      },
    });
    await s.pipeTo(
      new WritableStream({
        write(x) {
          o.push(x);
        },
      }),
    );
    return o;
  },
  async iterate() {
    const s = new ReadableStream({
      type: "bytes",
      start(c) {
        c.enqueue(new Uint8Array([1]));
        c.enqueue(new Uint8Array([2, 3]));
        c.close();
      },
    });
    return await all(s);
  },
  async "size-strategy"() {
    return String(
      err(() => new ReadableStream({ type: "bytes" }, new ByteLengthQueuingStrategy({ highWaterMark: 3 }))),
    );
  },
  async "pull-loop"() {
    let n = 0;
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        n++;
        c.enqueue(new Uint8Array(n));
        if (n === 4) c.close();
      },
    });
    return (await all(s)).map((x) => x.length);
  },
  async "reader-statics"() {
    return [
      ReadableStreamBYOBReader.length,
      Object.getOwnPropertyNames(ReadableStreamBYOBReader.prototype).sort(),
      Object.getOwnPropertyNames(ReadableStreamBYOBRequest.prototype).sort(),
      Object.getOwnPropertyNames(ReadableByteStreamController.prototype).sort(),
      Object.getOwnPropertyNames(ReadableStreamDefaultController.prototype).sort(),
      Object.getOwnPropertyNames(ReadableStreamDefaultReader.prototype).sort(),
    ];
  },
  async large() {
    let n = 0;
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        c.enqueue(new Uint8Array(65536).fill(n));
        if (++n === 16) c.close();
      },
    });
    let t = 0;
    for await (const x of s) t += x.length;
    return t;
  },
  async "body-byob"() {
    const r = new Response("hello world").body.getReader({ mode: "byob" });
    return [
      await r.read(new Uint8Array(5)),
      await r.read(new Uint8Array(50)),
      await r.read(new Uint8Array(5)),
    ];
  },
  async "body-byob-atleast"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const r = t.readable.getReader({ mode: "byob" });
    const p = r.readAtLeast(4, new Uint8Array(8));
    w.write(new Uint8Array([1, 2]));
    w.write(new Uint8Array([3, 4, 5]));
    return await soon(p);
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
