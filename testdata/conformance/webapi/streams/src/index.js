// ReadableStream, WritableStream, TransformStream and what is built on them. Each path runs one snippet
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
  async "native-byob-after-end"(request) {
    const r = new Response("").body.getReader();
    return [await r.read()];
  },
  async "empty-body-null"(request) {
    return [
      new Response("").body === null,
      new Response(null).body === null,
      new Response(undefined).body === null,
      new Request("http://a").body === null,
    ];
  },
  async "rs-from"(request) {
    const s = ReadableStream.from(["a", "b"]);
    const o = [];
    for await (const x of s) o.push(x);
    return o;
  },
  async "ws-errored"(request) {
    const w = new WritableStream({
      write() {
        throw new Error("boo");
      },
    });
    const x = w.getWriter();
    return [
      await aerr(() => x.write(1)),
      await aerr(() => x.write(2)),
      await aerr(() => x.closed),
      err(() => x.desiredSize),
    ];
  },
  async ts(request) {
    const t = new TransformStream({
      transform(c, k) {
        k.enqueue(c * 2);
      },
      flush(k) {
        k.enqueue("end");
      },
    });
    const w = t.writable.getWriter();
    w.write(1);
    w.write(2);
    w.close();
    const o = [];
    for await (const x of t.readable) o.push(x);
    return o;
  },
  async "tee-native"(request) {
    const [a, b] = new Response("abc").body.tee();
    return [await new Response(a).text(), await new Response(b).text()];
  },
  async clone(request) {
    const r = new Response("abc", { headers: { a: "b" }, status: 201 });
    const c = r.clone();
    return [await r.text(), await c.text(), c.status, [...c.headers]];
  },
  async textenc(request) {
    const s = new ReadableStream({
      start(c) {
        c.enqueue("hé");
        c.close();
      },
    }).pipeThrough(new TextEncoderStream());
    return [await new Response(s).text()];
  },
  async textdec(request) {
    return await (async () => {
      let o = "";
      for await (const c of new Response("hé").body.pipeThrough(new TextDecoderStream())) o += c;
      return o;
    })();
  },
  async comp(request) {
    const s = new Response("hello").body
      .pipeThrough(new CompressionStream("gzip"))
      .pipeThrough(new DecompressionStream("gzip"));
    return await new Response(s).text();
  },
  async "comp-type"(request) {
    const c = new CompressionStream("gzip");
    const w = c.writable.getWriter();
    return await aerr(() => w.write("abc"));
  },
  async "pipe-abort"(request) {
    const ac = new AbortController();
    ac.abort(new Error("why"));
    return await aerr(() => new ReadableStream().pipeTo(new WritableStream(), { signal: ac.signal }));
  },
  async "pipe-native-to-js"(request) {
    const o = [];
    await new Response("abc").body.pipeTo(
      new WritableStream({
        write(c) {
          o.push(c);
        },
        close() {
          o.push("c");
        },
      }),
    );
    return o;
  },
  async "pipe-err"(request) {
    const o = [];
    let c;
    const s = new ReadableStream({
      start(k) {
        c = k;
        k.enqueue(1);
      },
      cancel(r) {
        o.push("cancel " + r);
      },
    });
    const e = await aerr(() =>
      s.pipeTo(
        new WritableStream({
          write() {
            throw new Error("boo");
          },
        }),
      ),
    );
    return [o, e];
  },
  async "iter-return"(request) {
    const o = [];
    const s = new ReadableStream({
      start(c) {
        c.enqueue(1);
        c.enqueue(2);
      },
      cancel(r) {
        o.push("cancel", r === undefined);
      },
    });
    for await (const x of s) {
      o.push(x);
      break;
    }
    return [o, s.locked];
  },
  async "iter-prevent"(request) {
    const s = new ReadableStream({
      start(c) {
        c.enqueue(1);
        c.enqueue(2);
      },
    });
    for await (const x of s.values({ preventCancel: true })) {
      break;
    }
    return [s.locked, (await s.getReader().read()).value];
  },
  async "pull-err"(request) {
    return await aerr(() =>
      new Response(
        new ReadableStream({
          pull() {
            throw new Error("pulled");
          },
        }),
      ).text(),
    );
  },
  async "text-lock-after"(request) {
    const r = new Response("abc");
    const p = r.text();
    return [r.bodyUsed, r.body.locked, await p, r.body.locked];
  },
  async "tes-obj"(request) {
    const t = new TextEncoderStream();
    const w = t.writable.getWriter();
    w.write(5).catch(() => {});
    w.write("\ud83d");
    w.write("\ude00");
    w.write("\ud83d");
    w.close();
    return [await new Response(t.readable).text(), t.encoding];
  },
  async "bytes-default"(request) {
    const s = new ReadableStream({
      type: "bytes",
      pull(c) {
        c.enqueue(new Uint8Array([1, 2]));
        c.close();
      },
    });
    const r = s.getReader();
    return [await r.read(), await r.read()];
  },
  async order(request) {
    const o = [];
    const s = new ReadableStream({
      start(c) {
        o.push("start");
        c.enqueue(1);
      },
      pull(c) {
        o.push("pull");
        c.close();
      },
    });
    o.push("made");
    const r = s.getReader();
    await r.read();
    o.push("read");
    await r.read();
    o.push("done");
    return o;
  },
  async "ts-err"(request) {
    const t = new TransformStream({
      transform() {
        throw new Error("tboo");
      },
    });
    const w = t.writable.getWriter();
    const r = t.readable.getReader();
    const q = aerr(() => r.read());
    return [await aerr(() => w.write(1)), await q, await aerr(() => w.closed)];
  },
  async "ts-cancel"(request) {
    const o = [];
    const t = new TransformStream({
      cancel(r) {
        o.push("cancel " + r);
      },
    });
    await t.readable.cancel("q");
    return [o, await aerr(() => t.writable.getWriter().write(1))];
  },
  async "ts-sizes"(request) {
    const t = new TransformStream();
    return [
      t.writable.getWriter().desiredSize,
      new TransformStream({}, { highWaterMark: 5 }).writable.getWriter().desiredSize,
    ];
  },
  async readmany(request) {
    const r = new Response("abcdef").body.getReader({ mode: "byob" });
    const o = [];
    for (;;) {
      const { done, value } = await r.read(new Uint8Array(4));
      o.push(done, value && [...value]);
      if (done) break;
    }
    return o;
  },
  async "byob-detach"(request) {
    const b = new Uint8Array(4);
    const r = new Response("abcdef").body.getReader({ mode: "byob" });
    const x = await r.read(b);
    return [b.byteLength, x.value.byteLength];
  },
  async "reqtext-pipe"(request) {
    return await new Response(
      request.body.pipeThrough(
        new TransformStream({
          transform(c, k) {
            k.enqueue(c);
          },
        }),
      ),
    ).text();
  },
  async "req-native-tee"(request) {
    const [a, b] = request.body.tee();
    return [await new Response(a).text(), await new Response(b).text(), request.bodyUsed];
  },
  async "ws-ctrl"(request) {
    let c;
    const w = new WritableStream({
      start(k) {
        c = k;
      },
    });
    c.error(new Error("e"));
    return [await aerr(() => w.getWriter().closed), c.signal?.aborted];
  },
  async "ws-close-err"(request) {
    const w = new WritableStream({
      close() {
        throw new Error("cl");
      },
    });
    return [await aerr(() => w.close()), await aerr(() => w.getWriter().closed)];
  },
  async "ws-abort-write"(request) {
    const o = [];
    const w = new WritableStream({
      write(c, k) {
        return new Promise((r, j) =>
          k.signal.addEventListener("abort", () => {
            o.push("sig " + k.signal.reason);
            r();
          }),
        );
      },
      abort(r) {
        o.push("abort " + r);
      },
    });
    const x = w.getWriter();
    const p = aerr(() => x.write(1));
    await new Promise((r) => setTimeout(r));
    await x.abort("why");
    return [o, await p, await aerr(() => x.write(2)), await aerr(() => x.closed)];
  },
  async "pipe-close"(request) {
    const o = [];
    await new ReadableStream({
      start(c) {
        c.enqueue("a");
        c.enqueue("b");
        c.close();
      },
    }).pipeTo(
      new WritableStream({
        async write(c) {
          await new Promise((r) => setTimeout(r, 2));
          o.push(c);
        },
        close() {
          o.push("close");
        },
      }),
    );
    return o;
  },
  async "pipe-srcerr"(request) {
    const o = [];
    const e = await aerr(() =>
      new ReadableStream({
        start(c) {
          c.error(new Error("se"));
        },
      }).pipeTo(
        new WritableStream({
          abort(r) {
            o.push("abort " + r);
          },
        }),
      ),
    );
    return [o, e];
  },
  async "pipe-prevent"(request) {
    const w = new WritableStream();
    await new ReadableStream({
      start(c) {
        c.close();
      },
    }).pipeTo(w, { preventClose: true });
    return [w.locked, await aerr(() => w.getWriter().write(1))];
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
