// node:stream and its kin, one snippet a path.
import { Buffer } from "node:buffer";
import { once } from "node:events";
import Stream, {
  Duplex,
  PassThrough,
  Readable,
  Transform,
  Writable,
  addAbortSignal,
} from "node:stream";
import { arrayBuffer, blob, buffer, json, text } from "node:stream/consumers";
import { finished, pipeline } from "node:stream/promises";
import web from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";

const show = (v) =>
  typeof v === "string" ? v : (JSON.stringify(v) ?? String(v));
const failed = (e) => `${e?.name} ${e?.code ?? "-"} ${e?.message}`;
// thrown is the error of f in one line.
const thrown = (f) => {
  try {
    return show(f());
  } catch (e) {
    return failed(e);
  }
};
const snippets = {
  async from() {
    let s = "";
    for await (const c of Readable.from(["a", "b", "c"])) s += c;
    return s;
  },
  async pipeline() {
    const o = [];
    await pipeline(
      Readable.from([Buffer.from("x"), Buffer.from("y")]),
      new Transform({
        transform(c, e, cb) {
          cb(null, c.toString().toUpperCase());
        },
      }),
      new Writable({
        write(c, e, cb) {
          o.push(String(c));
          cb();
        },
      }),
    );
    return o;
  },
  async "pipeline-generator"() {
    const o = [];
    await pipeline(
      ["a", "b"],
      async function* (s) {
        for await (const c of s) yield c + c;
      },
      async (s) => {
        for await (const c of s) o.push(c);
      },
    );
    return o;
  },
  async "pipeline-error"() {
    return pipeline(
      Readable.from(["a"]),
      new Transform({
        transform(c, e, cb) {
          cb(new Error("boo"));
        },
      }),
      new PassThrough(),
    ).catch(failed);
  },
  async pipe() {
    const o = [];
    const w = new Writable({
      write(c, e, cb) {
        o.push(c.toString());
        cb();
      },
    });
    Readable.from([Buffer.from("1"), Buffer.from("2")]).pipe(w);
    await once(w, "finish");
    return o;
  },
  async "push-read"() {
    const r = new Readable({ read() {} });
    r.push("ab");
    r.push("cd");
    r.push(null);
    r.setEncoding("utf8");
    await once(r, "readable");
    return [r.read(3), r.read(), r.read()];
  },
  async "object-mode"() {
    const r = new Readable({ objectMode: true, read() {} });
    r.push({ a: 1 });
    r.push(null);
    return r.toArray();
  },
  async operators() {
    return [
      await Readable.from([1, 2, 3, 4])
        .filter((x) => x % 2)
        .map((x) => x * 10)
        .toArray(),
      await Readable.from([1, 2, 3]).reduce((a, b) => a + b, 0),
      await Readable.from([1, 2, 3]).some((x) => x > 2),
      await Readable.from([1, 2, 3]).take(2).toArray(),
      await Readable.from([1, 2, 3]).drop(2).toArray(),
      await Readable.from([1, 2])
        .flatMap((x) => [x, x])
        .toArray(),
    ];
  },
  async "write-null"() {
    const w = new Writable({
      write(c, e, cb) {
        cb();
      },
    });
    return thrown(() => w.write(null));
  },
  async "write-type"() {
    const w = new Writable({
      write(c, e, cb) {
        cb();
      },
    });
    return thrown(() => w.write(5)).slice(0, 60);
  },
  async "write-after-end"() {
    const w = new Writable({
      write(c, e, cb) {
        cb();
      },
    });
    w.end();
    const p = once(w, "error");
    w.write("x");
    return failed((await p)[0]);
  },
  async "not-implemented"() {
    const r = new Readable();
    const p = once(r, "error");
    r.read();
    return failed((await p)[0]);
  },
  async destroy() {
    const r = new Readable({ read() {} });
    const o = [];
    r.on("error", (e) => o.push(e.message));
    r.on("close", () => o.push("close"));
    r.destroy(new Error("bye"));
    await sleep(1);
    return [o, r.destroyed, r.errored?.message];
  },
  async finished() {
    const r = Readable.from(["a"]);
    r.resume();
    await finished(r);
    return r.readableEnded;
  },
  async premature() {
    const r = new Readable({ read() {} });
    const p = finished(r).catch((e) => [e.code, e.message]);
    r.destroy();
    return p;
  },
  async "back-pressure"() {
    const w = new Writable({
      highWaterMark: 3,
      write(c, e, cb) {
        setTimeout(cb, 1);
      },
    });
    const o = [
      w.write("ab"),
      w.write("cd"),
      w.writableLength,
      w.writableNeedDrain,
    ];
    await once(w, "drain");
    return [...o, w.writableLength];
  },
  async cork() {
    const o = [];
    const w = new Writable({
      writev(list, cb) {
        o.push(list.map((x) => String(x.chunk)));
        cb();
      },
    });
    w.cork();
    w.write("a");
    w.write("b");
    w.uncork();
    w.end();
    await once(w, "finish");
    return o;
  },
  async final() {
    const o = [];
    const w = new Writable({
      write(c, e, cb) {
        o.push("w");
        cb();
      },
      final(cb) {
        o.push("f");
        cb();
      },
    });
    w.end("x");
    await once(w, "finish");
    return o;
  },
  async "transform-flush"() {
    const t = new Transform({
      transform(c, e, cb) {
        cb(null, c);
      },
      flush(cb) {
        this.push("!");
        cb();
      },
    });
    t.end("a");
    return text(t);
  },
  async duplex() {
    const o = [];
    const d = new Duplex({
      read() {
        this.push("r");
        this.push(null);
      },
      write(c, e, cb) {
        o.push(String(c));
        cb();
      },
    });
    d.end("w");
    o.push(await text(d));
    return o;
  },
  async "pass-through"() {
    const p = new PassThrough();
    p.write("a");
    p.end("b");
    return text(p);
  },
  async highwatermark() {
    return [
      new Readable({ read() {} }).readableHighWaterMark,
      new Writable({ objectMode: true }).writableHighWaterMark,
      new Readable({ highWaterMark: 5, read() {} }).readableHighWaterMark,
    ];
  },
  async "to-web"() {
    return new Response(
      Readable.toWeb(Readable.from([Buffer.from("web"), Buffer.from("!")])),
    ).text();
  },
  async "from-web"() {
    return text(Readable.fromWeb(new Response("from web").body));
  },
  async "writable-web"() {
    const o = [];
    const w = Writable.toWeb(
      new Writable({
        write(c, e, cb) {
          o.push(Buffer.from(c).toString());
          cb();
        },
      }),
    ).getWriter();
    await w.write(Buffer.from("x"));
    await w.close();
    return o;
  },
  async consumers() {
    return [
      await text(Readable.from(["1", "2"])),
      await json(Readable.from(['{"a":', "1}"])),
      (await buffer(Readable.from([Buffer.from("ab")]))).toString("hex"),
      (await arrayBuffer(Readable.from([Buffer.from("abc")]))).byteLength,
      (await blob(Readable.from([Buffer.from("abcd")]))).size,
    ];
  },
  async "web-module"() {
    return [
      web.ReadableStream === ReadableStream,
      typeof web.TransformStream,
      typeof web.CompressionStream,
    ];
  },
  async "iterate-break"() {
    const r = Readable.from([1, 2, 3]);
    for await (const v of r) {
      if (v === 1) break;
    }
    return r.destroyed;
  },
  async body() {
    const r = new Response(
      Readable.toWeb(Readable.from([Buffer.from("streamed")])),
    );
    return r.text();
  },
  async names() {
    return [
      Readable.name,
      Stream.Readable === Readable,
      Stream === Stream.Stream,
      typeof Stream.promises.pipeline,
      new PassThrough() instanceof Stream,
      typeof addAbortSignal,
    ];
  },
  async unshift() {
    const r = new Readable({ read() {} });
    r.push("b");
    r.push(null);
    r.unshift("a");
    return text(r);
  },
  async encoding() {
    const r = new Readable({ read() {} });
    r.setEncoding("hex");
    r.push(Buffer.from("é"));
    r.push(null);
    return text(r);
  },
  async is() {
    return [
      Readable.from([]).readable,
      Stream.isReadable(Readable.from([])),
      Stream.isErrored(Readable.from([])),
      Stream.isDisturbed(Readable.from([])),
    ];
  },
  async abort() {
    const c = new AbortController();
    const r = addAbortSignal(c.signal, new Readable({ read() {} }));
    const p = once(r, "error");
    c.abort();
    return failed((await p)[0]);
  },
};

export default {
  async fetch(request, env, ctx) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    try {
      return new Response(show(await snippet(request, env, ctx)));
    } catch (e) {
      return new Response(`THROWN ${failed(e)}`);
    }
  },
};
