// CompressionStream and DecompressionStream: formats, bad data, backpressure. Each path runs one snippet
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
  async round() {
    const o = [];
    for (const f of ["gzip", "deflate", "deflate-raw"]) {
      const s = new Response("hello hello hello").body
        .pipeThrough(new CompressionStream(f))
        .pipeThrough(new DecompressionStream(f));
      o.push(await new Response(s).text());
    }
    return o;
  },
  async formats() {
    const o = [];
    for (const f of ["br", "brotli", "zstd", "GZIP", "", "gzip ", null, 5, {}])
      o.push(
        err(() => new CompressionStream(f)),
        err(() => new DecompressionStream(f)),
      );
    return o;
  },
  async ctor() {
    return [
      err(() => new CompressionStream()),
      err(() => new DecompressionStream()),
      CompressionStream.length,
      String(new CompressionStream("gzip")),
      new CompressionStream("gzip") instanceof TransformStream,
      Object.getOwnPropertyNames(CompressionStream.prototype),
      Object.getOwnPropertyNames(DecompressionStream.prototype),
    ];
  },
  async empty() {
    const o = [];
    for (const f of ["gzip", "deflate", "deflate-raw"]) {
      const c = new CompressionStream(f);
      c.writable.getWriter().close();
      const b = await new Response(c.readable).bytes();
      o.push(
        b.length > 0,
        await new Response(new Response(b).body.pipeThrough(new DecompressionStream(f))).text(),
      );
    }
    return o;
  },
  async magic() {
    const o = [];
    for (const f of ["gzip", "deflate"]) {
      const b = await new Response(new Response("a").body.pipeThrough(new CompressionStream(f))).bytes();
      o.push([...b.slice(0, 2)]);
    }
    return o;
  },
  async "gzip-header"() {
    const b = await new Response(new Response("a").body.pipeThrough(new CompressionStream("gzip"))).bytes();
    return [...b.slice(0, 10)];
  },
  async "decompress-known"() {
    const b = Uint8Array.from(atob("H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA=="), (c) => c.charCodeAt(0));
    return await aerr(() =>
      new Response(new Response(b).body.pipeThrough(new DecompressionStream("gzip"))).text(),
    );
  },
  async bytewise() {
    const b = await new Response(
      new Response("hello bytewise").body.pipeThrough(new CompressionStream("gzip")),
    ).bytes();
    return await new Response(
      ReadableStream.from([...b].map((x) => new Uint8Array([x]))).pipeThrough(
        new DecompressionStream("gzip"),
      ),
    ).text();
  },
  async garbage() {
    const o = [];
    for (const f of ["gzip", "deflate", "deflate-raw"])
      o.push(
        await aerr(() =>
          new Response(
            new Response(
              new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]),
            ).body.pipeThrough(new DecompressionStream(f)),
          ).text(),
        ),
      );
    return o;
  },
  async truncated() {
    const o = [];
    for (const f of ["gzip", "deflate", "deflate-raw"]) {
      const b = await new Response(
        new Response("hello truncated").body.pipeThrough(new CompressionStream(f)),
      ).bytes();
      for (const n of [0, 1, 5, b.length - 1])
        o.push(
          await aerr(() =>
            new Response(new Response(b.slice(0, n)).body.pipeThrough(new DecompressionStream(f))).text(),
          ),
        );
    }
    return o;
  },
  async trailing() {
    const o = [];
    for (const f of ["gzip", "deflate", "deflate-raw"]) {
      const b = await new Response(new Response("x").body.pipeThrough(new CompressionStream(f))).bytes();
      o.push(
        await aerr(() =>
          new Response(
            ReadableStream.from([b, new Uint8Array([1, 2])]).pipeThrough(new DecompressionStream(f)),
          ).text(),
        ),
        await aerr(() =>
          new Response(
            new Response(new Uint8Array([...b, 0])).body.pipeThrough(new DecompressionStream(f)),
          ).text(),
        ),
      );
    }
    return o;
  },
  async "concatenated-gzip"() {
    const b = await new Response(new Response("x").body.pipeThrough(new CompressionStream("gzip"))).bytes();
    return await aerr(() =>
      new Response(
        new Response(new Uint8Array([...b, ...b])).body.pipeThrough(new DecompressionStream("gzip")),
      ).text(),
    );
  },
  async crc() {
    const b = await new Response(
      new Response("checksum").body.pipeThrough(new CompressionStream("gzip")),
    ).bytes();
    const o = [];
    for (const i of [b.length - 8, b.length - 4]) {
      const c = b.slice();
      c[i] ^= 1;
      o.push(
        await aerr(() =>
          new Response(new Response(c).body.pipeThrough(new DecompressionStream("gzip"))).text(),
        ),
      );
    }
    return o;
  },
  async adler() {
    const b = await new Response(
      new Response("checksum").body.pipeThrough(new CompressionStream("deflate")),
    ).bytes();
    b[b.length - 1] ^= 1;
    return await aerr(() =>
      new Response(new Response(b).body.pipeThrough(new DecompressionStream("deflate"))).text(),
    );
  },
  async "gzip-fields"() {
    const b = await new Response(
      new Response("with name").body.pipeThrough(new CompressionStream("gzip")),
    ).bytes();
    const o = [];
    const rest = [...b.slice(10)];
    const head = (f) => [0x1f, 0x8b, 8, f, 0, 0, 0, 0, 0, 3];
    for (const x of [
      [...head(8), 97, 0],
      [...head(16), 97, 98, 0],
      [...head(4), 2, 0, 1, 2],
      [...head(0x20)],
      [0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3],
    ])
      o.push(
        await aerr(() =>
          new Response(
            new Response(new Uint8Array([...x, ...rest])).body.pipeThrough(new DecompressionStream("gzip")),
          ).text(),
        ),
      );
    return o;
  },
  async "write-types"() {
    const o = [];
    for (const x of [
      new ArrayBuffer(3),
      new Uint16Array(2),
      new DataView(new ArrayBuffer(1)),
      "text",
      null,
      undefined,
      5,
      {},
      [],
    ]) {
      const c = new CompressionStream("deflate-raw");
      const w = c.writable.getWriter();
      const p = new Response(c.readable).bytes();
      p.catch(() => {});
      const e = await soon(w.write(x));
      await aerr(() => w.close());
      const b = await aerr(() => p);
      o.push(
        e,
        typeof b === "string"
          ? b
          : (
              await new Response(
                new Response(b).body.pipeThrough(new DecompressionStream("deflate-raw")),
              ).bytes()
            ).length,
      );
    }
    return o;
  },
  async "write-empty"() {
    const c = new CompressionStream("gzip");
    const w = c.writable.getWriter();
    w.write(new Uint8Array(0));
    w.write(enc("x"));
    w.close();
    return await new Response(c.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  },
  async abort() {
    const c = new CompressionStream("gzip");
    const w = c.writable.getWriter();
    const r = c.readable.getReader();
    const p = soon(r.read());
    return [await soon(w.abort(new RangeError("x"))), await p, await soon(w.write(enc("a")))];
  },
  async cancel() {
    const c = new CompressionStream("gzip");
    const w = c.writable.getWriter();
    await c.readable.cancel(new RangeError("x"));
    return [await soon(w.write(enc("a"))), await soon(w.closed)];
  },
  async "after-error"() {
    const d = new DecompressionStream("gzip");
    const w = d.writable.getWriter();
    const r = d.readable.getReader();
    const p = soon(r.read());
    const q = await soon(w.write(enc("not gzip at all")));
    return [q, await p, await soon(w.write(enc("x"))), await soon(w.close()), await soon(r.closed)];
  },
  async big() {
    const big = new Uint8Array(1 << 20);
    for (let i = 0; i < big.length; i += 97) big[i] = i;
    const o = [];
    for (const f of ["gzip", "deflate", "deflate-raw"]) {
      const s = new Response(big).body
        .pipeThrough(new CompressionStream(f))
        .pipeThrough(new DecompressionStream(f));
      let n = 0,
        sum = 0;
      for await (const x of s) {
        n += x.length;
        for (let i = 0; i < x.length; i += 1000) sum += x[i];
      }
      o.push(n);
    }
    return o;
  },
  async "many-writes"() {
    const c = new CompressionStream("gzip");
    const w = c.writable.getWriter();
    (async () => {
      for (let i = 0; i < 200; i++) await w.write(enc("line " + i + "\n"));
      await w.close();
    })();
    const t = await new Response(c.readable.pipeThrough(new DecompressionStream("gzip"))).text();
    return [t.length, t.split("\n").length];
  },
  async byob() {
    const c = new Response("byob byob").body.pipeThrough(new CompressionStream("gzip"));
    return err(() => c.getReader({ mode: "byob" }).constructor.name);
  },
  async "readable-kind"() {
    const c = new CompressionStream("gzip");
    return [
      c.readable instanceof ReadableStream,
      c.writable instanceof WritableStream,
      c.writable.getWriter().desiredSize,
      c.readable === c.readable,
    ];
  },
  async "write-before-read"() {
    const c = new CompressionStream("gzip");
    const w = c.writable.getWriter();
    const p = w.write(enc("abc"));
    const a = await soon(p, 10);
    const q = w.close();
    const b = await soon(q, 10);
    return [a, b, (await new Response(c.readable).bytes()).length > 10];
  },
  async "bomb-stop"() {
    const zeros = new Uint8Array(1 << 20);
    const b = await new Response(
      new ReadableStream({
        n: 0,
        pull(c) {
          if (this.n++ === 8) c.close();
          else c.enqueue(zeros);
        },
      }).pipeThrough(new CompressionStream("gzip")),
    ).bytes();
    const r = new Response(b).body.pipeThrough(new DecompressionStream("gzip")).getReader();
    let n = 0;
    while (n < 100000) {
      const x = await r.read();
      n += x.value.length;
    }
    await r.cancel();
    return [b.length < 20000, n >= 100000];
  },
  async "pipe-error"() {
    const s = new ReadableStream({
      start(c) {
        c.enqueue(enc("x"));
        c.error(new RangeError("source"));
      },
    });
    return await aerr(() => new Response(s.pipeThrough(new CompressionStream("gzip"))).bytes());
  },
  async "text-through"() {
    const s = new ReadableStream({
      start(c) {
        c.enqueue("plain text");
        c.close();
      },
    })
      .pipeThrough(new CompressionStream("gzip"))
      .pipeThrough(new DecompressionStream("gzip"));
    return await aerr(() => new Response(s).text());
  },
  async "tee-compressed"() {
    const [a, b] = new Response("tee me").body.pipeThrough(new CompressionStream("gzip")).tee();
    const f = (s) => new Response(s.pipeThrough(new DecompressionStream("gzip"))).text();
    return await Promise.all([f(a), f(b)]);
  },
  async dictionary() {
    return await aerr(() =>
      new Response(
        new Response(new Uint8Array([0x78, 0xbb, 0, 0, 0, 1, 0x4b, 4, 0])).body.pipeThrough(
          new DecompressionStream("deflate"),
        ),
      ).text(),
    );
  },
  async "stored-block"() {
    return await aerr(() =>
      new Response(
        new Response(new Uint8Array([1, 3, 0, 252, 255, 97, 98, 99])).body.pipeThrough(
          new DecompressionStream("deflate-raw"),
        ),
      ).text(),
    );
  },
  async "bad-block"() {
    const o = [];
    for (const b of [[7], [1, 3, 0, 0, 0, 97], [6, 0, 0]])
      o.push(
        await aerr(() =>
          new Response(
            new Response(new Uint8Array(b)).body.pipeThrough(new DecompressionStream("deflate-raw")),
          ).text(),
        ),
      );
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
