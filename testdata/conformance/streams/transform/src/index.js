// TransformStream and the transforms Workers have: identity, fixed length, text. Each path runs one snippet
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
      err(() => new TransformStream(null)),
      err(() => new TransformStream(5)),
      err(() => new TransformStream({ transform: 5 })),
      err(() => new TransformStream({ flush: "x" })),
      err(() => new TransformStream({ start: 5 })),
      err(() => new TransformStream({ cancel: 5 })),
      err(() => new TransformStream({}, 5)),
      err(() => new TransformStream({}, {}, 5)),
      err(() => new TransformStream({ expectedLength: 5 })),
    ].map((x) => (typeof x === "string" ? x : "ok"));
  },
  async identity() {
    const t = new TransformStream();
    const w = t.writable.getWriter();
    w.write("a");
    w.write({ b: 1 });
    w.close();
    return await all(t.readable);
  },
  async "start-enqueue"() {
    const t = new TransformStream({
      start(c) {
        c.enqueue("first");
      },
      transform(x, c) {
        c.enqueue(x + "!");
      },
      flush(c) {
        c.enqueue("last");
      },
    });
    const w = t.writable.getWriter();
    w.write("m");
    w.close();
    return await all(t.readable);
  },
  async args() {
    const o = [];
    const src = {
      start(c) {
        o.push(arguments.length, this === src, c.constructor.name);
      },
      transform(x, c) {
        o.push(arguments.length, this === src);
      },
      flush(c) {
        o.push(arguments.length, this === src);
      },
    };
    const t = new TransformStream(src);
    const w = t.writable.getWriter();
    w.write("m");
    w.close();
    await all(t.readable);
    return o;
  },
  async hwm() {
    const o = [];
    for (const [a, b] of [
      [undefined, undefined],
      [{ highWaterMark: 5 }, undefined],
      [undefined, { highWaterMark: 3 }],
      [{ highWaterMark: 0 }, { highWaterMark: 0 }],
    ]) {
      let c;
      const t = new TransformStream(
        {
          start(k) {
            c = k;
          },
        },
        a,
        b,
      );
      o.push([t.writable.getWriter().desiredSize, c.desiredSize]);
    }
    return o;
  },
  async "start-throws"() {
    const t = err(
      () =>
        new TransformStream({
          start() {
            throw new Error("s");
          },
        }),
    );
    return typeof t === "string"
      ? t
      : [await soon(t.writable.getWriter().closed), await soon(t.readable.getReader().read())];
  },
  async "start-rejects"() {
    const t = new TransformStream({
      async start() {
        throw new Error("s");
      },
    });
    return [await soon(t.writable.getWriter().closed), await soon(t.readable.getReader().read())];
  },
  async "transform-throws"() {
    const t = new TransformStream({
      transform() {
        throw new Error("t");
      },
    });
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = r.read();
    return [await soon(w.write(1)), await soon(p), await soon(w.closed), await soon(r.closed)];
  },
  async "flush-throws"() {
    const t = new TransformStream({
      flush() {
        throw new Error("f");
      },
    });
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = r.read();
    return [await soon(w.close()), await soon(p), await soon(w.closed)];
  },
  async "flush-async"() {
    const o = [];
    const t = new TransformStream({
      async flush(c) {
        await sleep(2);
        c.enqueue("tail");
        o.push("flushed");
      },
    });
    const w = t.writable.getWriter();
    const p = w.close();
    o.push(...(await all(t.readable)));
    await p;
    return o;
  },
  async terminate() {
    let c;
    const t = new TransformStream({
      start(k) {
        c = k;
        k.enqueue("q");
      },
    });
    c.terminate();
    const r = t.readable.getReader();
    return [
      await soon(r.read()),
      await soon(r.read()),
      await soon(t.writable.getWriter().closed),
      err(() => c.enqueue("x")),
      err(() => c.terminate()),
      c.desiredSize,
    ];
  },
  async "controller-error"() {
    let c;
    const t = new TransformStream({
      start(k) {
        c = k;
      },
    });
    c.error(new RangeError("e"));
    return [
      await soon(t.readable.getReader().read()),
      await soon(t.writable.getWriter().closed),
      err(() => c.enqueue(1)),
      c.desiredSize,
    ];
  },
  async "cancel-readable"() {
    const o = [];
    const t = new TransformStream({
      cancel(r) {
        o.push("cancel " + r);
      },
      flush() {
        o.push("flush");
      },
    });
    o.push(await soon(t.readable.cancel("why")));
    o.push(await soon(t.writable.getWriter().write(1)));
    return o;
  },
  async "abort-writable"() {
    const o = [];
    const t = new TransformStream({
      cancel(r) {
        o.push("cancel " + r);
      },
    });
    o.push(await soon(t.writable.abort("why")));
    o.push(await soon(t.readable.getReader().read()));
    return o;
  },
  async "abort-error-writable"() {
    const t = new TransformStream();
    await t.writable.abort(new RangeError("why"));
    return await soon(t.readable.getReader().read());
  },
  async backpressure() {
    const t = new TransformStream({
      transform(x, c) {
        c.enqueue(x);
      },
    });
    const w = t.writable.getWriter();
    const o = [w.desiredSize, await soon(w.ready, 5)];
    const p = w.write(1);
    o.push(w.desiredSize, await soon(p, 5));
    const r = t.readable.getReader();
    o.push(await r.read(), await soon(p), w.desiredSize);
    return o;
  },
  async props() {
    const t = new TransformStream();
    return [
      Object.getOwnPropertyNames(TransformStream.prototype).sort(),
      Object.getOwnPropertyNames(TransformStreamDefaultController.prototype).sort(),
      TransformStream.length,
      t.readable === t.readable,
      String(t),
      err(() => new TransformStreamDefaultController()),
      t.readable.constructor.name,
      t.writable.constructor.name,
    ];
  },
  async "identity-props"() {
    const t = new IdentityTransformStream(),
      f = new FixedLengthStream(3);
    return [
      t instanceof TransformStream,
      f instanceof IdentityTransformStream,
      f instanceof TransformStream,
      String(t),
      String(f),
      Object.getOwnPropertyNames(IdentityTransformStream.prototype),
      IdentityTransformStream.length,
      FixedLengthStream.length,
      Object.getOwnPropertyNames(FixedLengthStream.prototype),
    ];
  },
  async "identity-write-wait"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const p = w.write(enc("abc"));
    const o = [await soon(p, 5), w.desiredSize];
    const r = t.readable.getReader();
    o.push(await r.read(), await soon(p), w.desiredSize);
    return o;
  },
  async "identity-queue"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const p = [w.write(enc("a")), w.write(enc("bc")), w.write(new Uint8Array(0)), w.close()];
    const o = await all(t.readable);
    return [o, await Promise.all(p.map((x) => soon(x)))];
  },
  async "identity-types"() {
    const o = [];
    for (const x of [new ArrayBuffer(2), new Uint16Array(2), new DataView(new ArrayBuffer(3)), "é"]) {
      const t = new IdentityTransformStream();
      const w = t.writable.getWriter();
      w.write(x).catch(() => {});
      o.push(await soon(t.readable.getReader().read()));
    }
    return o;
  },
  async "identity-bad"() {
    const o = [];
    for (const x of [null, undefined, 5, {}, [1], true]) {
      const t = new IdentityTransformStream();
      const w = t.writable.getWriter();
      const r = t.readable.getReader();
      const p = r.read();
      o.push(await soon(w.write(x), 5));
      p.catch(() => {});
    }
    return o;
  },
  async "identity-empty"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const p = w.write(new Uint8Array(0));
    return [await soon(p, 5)];
  },
  async "identity-close"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const p = w.close();
    return [
      await soon(p, 5),
      await all(t.readable),
      await soon(p),
      await soon(w.closed),
      await soon(w.write(enc("x"))),
      await soon(w.close()),
    ];
  },
  async "identity-cancel"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const p = soon(w.write(enc("abc")));
    await t.readable.cancel("r");
    return [await p, await soon(w.write(enc("x"))), await soon(w.closed), await soon(w.close())];
  },
  async "identity-cancel-undef"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    await t.readable.cancel();
    return [await soon(w.write(enc("x"))), await soon(w.closed)];
  },
  async "identity-abort"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = soon(r.read());
    const q = await soon(w.abort(new RangeError("a")));
    return [
      q,
      await p,
      await soon(r.read()),
      await soon(w.write(enc("a"))),
      await soon(w.closed),
      await soon(r.closed),
    ];
  },
  async "identity-abort-undef"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = soon(r.read());
    await soon(w.abort());
    return [await p, await soon(w.closed)];
  },
  async "identity-ready"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const o = [await soon(w.ready, 5)];
    w.write(enc("abc"));
    o.push(await soon(w.ready, 5), w.desiredSize);
    return o;
  },
  async "identity-hwm"() {
    const t = new IdentityTransformStream({ highWaterMark: 5 });
    const w = t.writable.getWriter();
    const o = [w.desiredSize];
    w.write(enc("abc"));
    o.push(w.desiredSize, await soon(w.ready, 5));
    w.write(enc("defg"));
    o.push(w.desiredSize, await soon(w.ready, 5));
    const r = t.readable.getReader();
    await r.read();
    await sleep(1);
    o.push(w.desiredSize);
    await r.read();
    await sleep(1);
    o.push(w.desiredSize, await soon(w.ready));
    return o;
  },
  async "identity-release"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    w.releaseLock();
    return [
      t.writable.locked,
      await soon(w.closed),
      await soon(w.write(enc("x"))),
      err(() => w.desiredSize),
      await soon(w.ready),
    ];
  },
  async "identity-locked"() {
    const t = new IdentityTransformStream();
    t.writable.getWriter();
    return [
      err(() => t.writable.getWriter()),
      await soon(t.writable.close()),
      await soon(t.writable.abort()),
    ];
  },
  async "identity-two-reads"() {
    const t = new IdentityTransformStream();
    const r = t.readable.getReader();
    const p = soon(r.read()),
      q = soon(r.read());
    const w = t.writable.getWriter();
    w.write(enc("a"));
    w.write(enc("b"));
    return [await p, await q];
  },
  async "identity-byob"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const p = w.write(enc("abcdef"));
    const r = t.readable.getReader({ mode: "byob" });
    const o = [
      await r.read(new Uint8Array(4)),
      await soon(p, 5),
      await r.read(new Uint8Array(4)),
      await soon(p, 5),
    ];
    w.close();
    o.push(await r.read(new Uint8Array(4)));
    return o;
  },
  async "identity-tee"() {
    const t = new IdentityTransformStream();
    const [a, b] = t.readable.tee();
    const w = t.writable.getWriter();
    w.write(enc("abc"));
    w.close();
    return [(await all(a)).map(dec), (await all(b)).map(dec)];
  },
  async "identity-pipe"() {
    const t = new IdentityTransformStream();
    const p = soon(new Response("piped").body.pipeTo(t.writable));
    return [await new Response(t.readable).text(), await p];
  },
  async "identity-pipe-js"() {
    const t = new IdentityTransformStream();
    const p = soon(ReadableStream.from([enc("a"), enc("b")]).pipeTo(t.writable));
    return [await new Response(t.readable).text(), await p];
  },
  async "identity-pipe-bad"() {
    const t = new IdentityTransformStream();
    const p = soon(ReadableStream.from([{}]).pipeTo(t.writable));
    return [await soon(new Response(t.readable).text()), await p];
  },
  async "identity-pipe-error"() {
    const t = new IdentityTransformStream();
    const p = soon(
      new ReadableStream({
        start(c) {
          c.error(new RangeError("src"));
        },
      }).pipeTo(t.writable),
    );
    return [await soon(new Response(t.readable).text()), await p];
  },
  async "identity-response"() {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    w.write(enc("hello "));
    w.write(enc("there"));
    w.close();
    return new Response(t.readable);
  },
  async "fixed-response"() {
    const t = new FixedLengthStream(11);
    const w = t.writable.getWriter();
    w.write(enc("hello "));
    w.write(enc("there"));
    w.close();
    return new Response(t.readable);
  },
  async "fixed-exact"() {
    const t = new FixedLengthStream(3);
    const w = t.writable.getWriter();
    const p = [w.write(enc("ab")), w.write(enc("c")), w.close()];
    return [(await all(t.readable)).map(dec), await Promise.all(p.map((x) => soon(x)))];
  },
  async "fixed-zero"() {
    const t = new FixedLengthStream(0);
    const w = t.writable.getWriter();
    const p = w.close();
    return [await all(t.readable), await soon(p)];
  },
  async "fixed-values"() {
    return [
      err(() => new FixedLengthStream("5") instanceof FixedLengthStream),
      err(() => new FixedLengthStream(5n) instanceof FixedLengthStream),
      err(() => new FixedLengthStream(1.5)),
      err(() => new FixedLengthStream(NaN)),
      err(() => new FixedLengthStream(null)),
      err(() => new FixedLengthStream({})),
      err(() => new FixedLengthStream(2 ** 53)),
      err(() => new FixedLengthStream(-1n)),
      err(() => new FixedLengthStream(3, { highWaterMark: 7 }).writable.getWriter().desiredSize),
    ].map((x) => (typeof x === "object" ? "ok" : x));
  },
  async "text-encoder"() {
    const t = new TextEncoderStream();
    const w = t.writable.getWriter();
    w.write("a");
    w.write("\ud83d");
    w.write("\ude00");
    w.write("é");
    w.write("");
    w.close();
    return (await all(t.readable)).map((x) => [...x].join(","));
  },
  async "text-encoder-lone"() {
    const t = new TextEncoderStream();
    const w = t.writable.getWriter();
    w.write("a\ud83d");
    w.write("b");
    w.write("\ude00");
    w.write("\ud83d");
    w.close();
    return (await all(t.readable)).map((x) => [...x].join(","));
  },
  async "text-encoder-coerce"() {
    const t = new TextEncoderStream();
    const w = t.writable.getWriter();
    for (const x of [5, null, undefined, {}, [1, 2], true]) w.write(x);
    w.close();
    return (await all(t.readable)).map(dec);
  },
  async "text-encoder-bad"() {
    const t = new TextEncoderStream();
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = soon(r.read());
    return [await soon(w.write(Symbol("x"))), await p];
  },
  async "text-encoder-props"() {
    const t = new TextEncoderStream();
    return [
      t.encoding,
      String(t),
      t instanceof TransformStream,
      Object.getOwnPropertyNames(TextEncoderStream.prototype).sort(),
      Object.getOwnPropertyNames(TextDecoderStream.prototype).sort(),
      TextDecoderStream.length,
      t.writable.getWriter().desiredSize,
    ];
  },
  async "text-decoder"() {
    const t = new TextDecoderStream();
    const w = t.writable.getWriter();
    for (const b of enc("é😀x")) w.write(new Uint8Array([b]));
    w.close();
    return await all(t.readable);
  },
  async "text-decoder-types"() {
    const t = new TextDecoderStream();
    const w = t.writable.getWriter();
    w.write(enc("a").buffer);
    w.write(new DataView(enc("b").buffer));
    w.write(new Uint16Array([0x6463]));
    w.close();
    return await all(t.readable);
  },
  async "text-decoder-bom"() {
    const o = [];
    for (const ignoreBOM of [false, true]) {
      const t = new TextDecoderStream("utf-8", { ignoreBOM });
      const w = t.writable.getWriter();
      w.write(new Uint8Array([0xef, 0xbb]));
      w.write(new Uint8Array([0xbf, 0x61]));
      w.close();
      o.push((await all(t.readable)).join("").length);
    }
    return o;
  },
  async "text-decoder-incomplete"() {
    const o = [];
    for (const fatal of [false, true]) {
      const t = new TextDecoderStream("utf-8", { fatal });
      const w = t.writable.getWriter();
      w.write(new Uint8Array([0x61, 0xe2, 0x82])).catch(() => {});
      const p = soon(w.close());
      o.push(await soon(all(t.readable)), await p);
    }
    return o;
  },
  async "text-decoder-labels"() {
    const o = [];
    for (const l of ["UTF8", "utf-16le", "latin1", "shift_jis", "gbk"])
      o.push(new TextDecoderStream(l).encoding);
    return [
      o,
      err(() => new TextDecoderStream("")),
      err(() => new TextDecoderStream("utf-8", 5)),
      err(() => new TextDecoderStream("utf-8", null).fatal),
    ];
  },
  async "text-decoder-utf16"() {
    const t = new TextDecoderStream("utf-16le");
    const w = t.writable.getWriter();
    w.write(new Uint8Array([0x61]));
    w.write(new Uint8Array([0, 0x3d, 0xd8]));
    w.write(new Uint8Array([0, 0xde]));
    w.close();
    return await all(t.readable);
  },
  async chain() {
    return await new Response(
      new Response("Hello").body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(
          new TransformStream({
            transform(x, c) {
              c.enqueue(x.toUpperCase());
            },
          }),
        )
        .pipeThrough(new TextEncoderStream()),
    ).text();
  },
  async brand() {
    const g = (C, k) => Object.getOwnPropertyDescriptor(C.prototype, k).get;
    return [
      err(() => g(TransformStream, "readable").call({})),
      err(() => g(TextEncoderStream, "encoding").call({})),
      err(() => g(TextDecoderStream, "fatal").call({})),
      err(() => TransformStreamDefaultController.prototype.terminate.call({})),
    ];
  },
  async subclass() {
    class U extends TransformStream {
      constructor() {
        super({
          transform(x, c) {
            c.enqueue(String(x).toUpperCase());
          },
        });
      }
    }
    return await all(ReadableStream.from(["a", "b"]).pipeThrough(new U()));
  },
  async "body-stream-kind"() {
    const b = new Response("x").body;
    return [
      b.constructor === ReadableStream,
      err(() => b.getReader({ mode: "byob" }).constructor.name),
      new Response("").body === null,
      new Response(null).body,
      new Response(new Uint8Array(0)).body === null,
    ];
  },
  async "size-in-transform"() {
    const t = new TransformStream(
      {},
      { highWaterMark: 10, size: (x) => x.length },
      { highWaterMark: 10, size: (x) => x.length },
    );
    const w = t.writable.getWriter();
    w.write("abcd");
    await sleep(1);
    return w.desiredSize;
  },
  async "write-after-flush-error"() {
    const t = new TransformStream({
      transform(x, c) {
        c.error(new Error("mid"));
      },
    });
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = soon(r.read());
    return [await soon(w.write(1)), await soon(w.write(2)), await p];
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
