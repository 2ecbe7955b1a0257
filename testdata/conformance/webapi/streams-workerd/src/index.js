// ReadableStream, WritableStream, TransformStream and what is built on them: texts and habits that are workerd's own. Each path runs one snippet
// and shows what it returned or threw.
const err = (f) => {
  try {
    return f();
  } catch (e) {
    return e.name + ": " + e.message;
  }
};
const aerr = async (f) => {
  try {
    return await f();
  } catch (e) {
    return e.name + ": " + e.message;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));

const snippets = {
  async "rs-locked"(request) {
    const s = new ReadableStream();
    s.getReader();
    return [
      err(() => s.getReader()),
      await aerr(() => s.cancel()),
      err(() => s.tee()),
      await aerr(() => s.pipeTo(new WritableStream())),
      err(() => s.pipeThrough(new TransformStream())),
      err(() => s.values()),
      err(() => s[Symbol.asyncIterator]()),
    ];
  },
  async "native-locked"(request) {
    const s = new Response("abc").body;
    s.getReader();
    return [
      err(() => s.getReader()),
      await aerr(() => s.cancel()),
      err(() => s.tee()),
      await aerr(() => s.pipeTo(new WritableStream())),
      err(() => s.pipeThrough(new TransformStream())),
      err(() => s.values()),
    ];
  },
  async "rs-released"(request) {
    const s = new ReadableStream();
    const r = s.getReader();
    const p = r.read();
    r.releaseLock();
    return [
      await aerr(() => p),
      await aerr(() => r.read()),
      await aerr(() => r.cancel()),
      await aerr(() => r.closed),
      err(() => r.releaseLock()),
    ];
  },
  async "native-released"(request) {
    const s = new Response("abc").body;
    const r = s.getReader();
    r.releaseLock();
    return [
      await aerr(() => r.read()),
      await aerr(() => r.cancel()),
      await aerr(() => r.closed),
      err(() => r.releaseLock()),
    ];
  },
  async "rs-ctrl"(request) {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    c.enqueue("a");
    const d = c.desiredSize;
    c.close();
    return [d, err(() => c.enqueue("b")), err(() => c.close()), c.desiredSize];
  },
  async "rs-err"(request) {
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
      },
    });
    c.error(new Error("boo"));
    return [
      c.desiredSize,
      err(() => c.enqueue(1)),
      err(() => c.close()),
      await aerr(() => s.getReader().read()),
      await aerr(() => s.getReader()),
    ];
  },
  async "rs-type"(request) {
    new ReadableStream({ type: "x" });
  },
  async "rs-bytes-enq"(request) {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      start(k) {
        c = k;
      },
    });
    return [
      err(() => c.enqueue("a")),
      err(() => c.enqueue(new Uint8Array(0))),
      err(() => c.enqueue(new ArrayBuffer(4))),
      c.byobRequest,
      c.desiredSize,
      c.constructor.name,
    ];
  },
  async "rs-byob"(request) {
    let c;
    const s = new ReadableStream({
      type: "bytes",
      pull(k) {
        const v = k.byobRequest.view;
        v[0] = 7;
        k.byobRequest.respond(1);
      },
    });
    const r = s.getReader({ mode: "byob" });
    const { value, done } = await r.read(new Uint8Array(10));
    return [value, done, value.buffer.byteLength, err(() => s.getReader({ mode: "x" }))];
  },
  async "rs-byob-nobytes"(request) {
    return err(() => new ReadableStream().getReader({ mode: "byob" }));
  },
  async "native-read"(request) {
    const r = new Response("abc").body.getReader();
    return [await r.read(), await r.read()];
  },
  async "rs-from-bad"(request) {
    return [err(() => ReadableStream.from(5)), err(() => ReadableStream.from({}))];
  },
  async "rs-string-body"(request) {
    const s = new ReadableStream({
      start(c) {
        c.enqueue("a");
        c.close();
      },
    });
    return await new Response(s).text();
  },
  async "rs-obj-body"(request) {
    const s = new ReadableStream({
      start(c) {
        c.enqueue({});
        c.close();
      },
    });
    return await new Response(s).text();
  },
  async "rs-string-out"(request) {
    return new Response(
      new ReadableStream({
        start(c) {
          c.enqueue("a");
          c.close();
        },
      }),
    );
  },
  async "ws-basic"(request) {
    const o = [];
    const w = new WritableStream({
      write(c) {
        o.push(c);
      },
      close() {
        o.push("close");
      },
      abort(r) {
        o.push("abort " + r);
      },
    });
    const wr = w.getWriter();
    o.push(wr.desiredSize);
    const p = wr.write("a");
    o.push(wr.desiredSize);
    await p;
    await wr.close();
    return [
      o,
      await aerr(() => wr.write("b")),
      await aerr(() => wr.close()),
      await aerr(() => wr.abort("x")),
      wr.desiredSize,
    ];
  },
  async "ws-locked"(request) {
    const w = new WritableStream();
    w.getWriter();
    return [err(() => w.getWriter()), await aerr(() => w.close()), await aerr(() => w.abort())];
  },
  async "ws-rel"(request) {
    const w = new WritableStream();
    const x = w.getWriter();
    x.releaseLock();
    return [
      await aerr(() => x.write(1)),
      await aerr(() => x.close()),
      await aerr(() => x.abort()),
      await aerr(() => x.closed),
      await aerr(() => x.ready),
      err(() => x.desiredSize),
    ];
  },
  async "ws-type"(request) {
    new WritableStream({ type: "bytes" });
  },
  async "ts-term"(request) {
    const t = new TransformStream({
      transform(c, k) {
        k.terminate();
      },
    });
    const w = t.writable.getWriter();
    const p = aerr(() => w.write(1));
    const r = t.readable.getReader();
    return [await r.read(), await p, await aerr(() => w.write(2))];
  },
  async "ts-identity"(request) {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = w.write(new Uint8Array([1, 2]));
    const q = await r.read();
    const c = w.close();
    return [q.value, (await r.read()).done];
  },
  async fixed(request) {
    const t = new FixedLengthStream(3);
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = aerr(() => w.write(new Uint8Array([1, 2])));
    await r.read();
    await p;
    return [await aerr(() => w.close())];
  },
  async "fixed-bad"(request) {
    return [
      err(() => new FixedLengthStream()),
      err(() => new FixedLengthStream(-1)),
      err(() => new FixedLengthStream("x")),
    ];
  },
  async "comp-bad"(request) {
    return [
      err(() => new CompressionStream("x")),
      err(() => new CompressionStream()),
      err(() => new DecompressionStream("br")),
    ];
  },
  async "decomp-bad"(request) {
    return await aerr(() =>
      new Response(new Response("hello").body.pipeThrough(new DecompressionStream("gzip"))).text(),
    );
  },
  async "decomp-trunc"(request) {
    const b = await new Response(
      new Response("hello").body.pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer();
    return [
      await aerr(() =>
        new Response(new Response(b.slice(0, -3)).body.pipeThrough(new DecompressionStream("gzip"))).text(),
      ),
      await aerr(async () =>
        new Response(
          new Response(await new Blob([b, "xx"]).arrayBuffer()).body.pipeThrough(
            new DecompressionStream("gzip"),
          ),
        ).text(),
      ),
    ];
  },
  async strategies(request) {
    return [
      new CountQueuingStrategy({ highWaterMark: 3 }).size("abc"),
      new ByteLengthQueuingStrategy({ highWaterMark: 3 }).size(new Uint8Array(5)),
      new CountQueuingStrategy({ highWaterMark: 3 }).highWaterMark,
      err(() => new CountQueuingStrategy()),
    ];
  },
  async hwm(request) {
    return [
      err(() => new ReadableStream({}, { highWaterMark: -1 })),
      err(() => new ReadableStream({}, { highWaterMark: NaN })),
      err(
        () =>
          new ReadableStream(
            { type: "bytes" },
            {
              size() {
                return 1;
              },
            },
          ),
      ),
    ];
  },
  async "cancel-used"(request) {
    const r = new Response("abc");
    await r.body.cancel();
    return [r.bodyUsed, await aerr(() => r.text())];
  },
  async "read-used"(request) {
    const r = new Response("abc");
    const k = r.body.getReader();
    await k.read();
    k.releaseLock();
    return [r.bodyUsed, await aerr(() => r.text())];
  },
  async "rs-js-used"(request) {
    const s = new ReadableStream({
      start(c) {
        c.enqueue(new Uint8Array([65]));
        c.close();
      },
    });
    const r = new Response(s);
    const k = s.getReader();
    await k.read();
    k.releaseLock();
    return [r.bodyUsed, await aerr(() => r.text()), err(() => new Response(s)), r.body === s];
  },
  async "id-obj"(request) {
    const t = new IdentityTransformStream();
    t.readable
      .getReader()
      .read()
      .catch(() => {});
    const w = t.writable.getWriter();
    return [await aerr(() => w.write({})), await aerr(() => w.write(5))];
  },
  async "id-str"(request) {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    w.write("hé");
    w.close();
    return await new Response(t.readable).text();
  },
  async "id-ds"(request) {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    return [
      w.desiredSize,
      new IdentityTransformStream({ highWaterMark: 10 }).writable.getWriter().desiredSize,
    ];
  },
  async "id-cancel"(request) {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    await t.readable.cancel(new Error("c"));
    return [await aerr(() => w.write(new Uint8Array(1))), await aerr(() => w.closed)];
  },
  async "id-abort"(request) {
    const t = new IdentityTransformStream();
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const p = aerr(() => r.read());
    await w.abort(new Error("ab"));
    return await p;
  },
  async "id-abort2"(request) {
    const t = new IdentityTransformStream();
    const p = aerr(() => new Response(t.readable).text());
    await t.writable.abort("str");
    return await p;
  },
  async "fixed-over"(request) {
    const t = new FixedLengthStream(3);
    const w = t.writable.getWriter();
    const p = aerr(() => new Response(t.readable).text());
    const q = aerr(() => w.write(new Uint8Array(5)));
    return [await q, await Promise.race([p, new Promise((r) => setTimeout(r, 50, "hang"))])];
  },
  async "fixed-under"(request) {
    const t = new FixedLengthStream(3);
    const w = t.writable.getWriter();
    const p = aerr(() => new Response(t.readable).text());
    w.write(new Uint8Array(2)).catch(() => {});
    const q = aerr(() => w.close());
    return [await q, await Promise.race([p, new Promise((r) => setTimeout(r, 50, "hang"))])];
  },
  async "comp-str"(request) {
    const c = new CompressionStream("gzip");
    const w = c.writable.getWriter();
    const p = new Response(c.readable).bytes();
    const e = await aerr(() => w.write("abc"));
    await aerr(() => w.close());
    return [e, (await p).length > 0, await aerr(() => w.write({}))];
  },
  async "comp-obj"(request) {
    const c = new CompressionStream("gzip");
    const w = c.writable.getWriter();
    new Response(c.readable).bytes().catch(() => {});
    return await aerr(() => w.write({}));
  },
  async "tds-opts"(request) {
    const t = new TextDecoderStream("latin1");
    return [t.encoding, t.fatal, t.ignoreBOM, err(() => new TextDecoderStream("xx"))];
  },
  async "tds-fatal"(request) {
    const t = new TextDecoderStream("utf-8", { fatal: true });
    const w = t.writable.getWriter();
    const p = aerr(() => t.readable.getReader().read());
    const q = aerr(() => w.write(new Uint8Array([255])));
    return [await q, await p];
  },
  async "tds-str"(request) {
    const t = new TextDecoderStream();
    const w = t.writable.getWriter();
    const p = aerr(() => t.readable.getReader().read());
    const q = aerr(() => w.write("x"));
    return [await q, await p];
  },
  async "bytes-close-byob"(request) {
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
    return await Promise.race([
      p.then((x) => [x.done, x.value?.length]),
      new Promise((r) => setTimeout(r, 50, "hang")),
    ]);
  },
  async "order-ts"(request) {
    const o = [];
    const t = new TransformStream({
      start() {
        o.push("start");
      },
      transform(c, k) {
        o.push("t" + c);
        k.enqueue(c);
      },
      flush() {
        o.push("flush");
      },
    });
    const s = new ReadableStream({
      start(c) {
        c.enqueue(1);
        c.enqueue(2);
        c.close();
      },
    });
    for await (const x of s.pipeThrough(t)) o.push(x);
    return o;
  },
  async "ts-readabletype"(request) {
    return [
      err(() => new TransformStream({ readableType: "bytes" })),
      err(() => new TransformStream({ writableType: "x" })),
    ];
  },
  async "byob-large"(request) {
    const r = new Response("abcdef").body.getReader({ mode: "byob" });
    const x = await r.read(new Uint16Array(10));
    return [x.done, x.value.constructor.name, x.value.length];
  },
  async "used-req"(request) {
    await request.text();
    return [
      request.bodyUsed,
      await aerr(() => request.text()),
      err(() => new Request(request)),
      err(() => request.clone()),
    ];
  },
  async "dest-closed"(request) {
    const w = new WritableStream();
    await w.close();
    return await aerr(() =>
      new ReadableStream({
        start(c) {
          c.enqueue(1);
        },
      }).pipeTo(w),
    );
  },
  async "tee-cancel"(request) {
    const o = [];
    const s = new ReadableStream({
      cancel(r) {
        o.push(JSON.stringify(r));
      },
    });
    const [a, b] = s.tee();
    const p = a.cancel(1);
    b.cancel(2);
    await p;
    return o;
  },
  async "iter-err"(request) {
    const s = new ReadableStream({
      start(c) {
        c.error(new Error("it"));
      },
    });
    const o = await aerr(async () => {
      for await (const x of s);
    });
    return [o, s.locked];
  },
  async deskchunk(request) {
    const t = new TransformStream();
    const w = t.writable.getWriter();
    w.write("a");
    w.close();
    return await aerr(() => new Response(t.readable).text());
  },
  async "stream-two"(request) {
    const s = new ReadableStream({
      start(c) {
        c.enqueue(new Uint8Array([65]));
        c.close();
      },
    });
    const a = new Response(s);
    const b = new Response(s);
    return [await aerr(() => a.text()), await aerr(() => b.text())];
  },
};

export default {
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      const v = await snippets[name](request);
      return v instanceof Response ? v : new Response("= " + show(v));
    } catch (e) {
      return new Response("! " + e.constructor.name + "/" + e.name + ": " + e.message);
    }
  },
};
