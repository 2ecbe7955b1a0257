// node:events, node:async_hooks and node:diagnostics_channel, one snippet a path.
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import diagnostics from "node:diagnostics_channel";
import EventEmitter, {
  EventEmitterAsyncResource,
  addAbortListener,
  on,
  once,
} from "node:events";
import process from "node:process";

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
  async order() {
    const e = new EventEmitter(),
      o = [];
    e.on("x", () => o.push(1));
    e.prependListener("x", () => o.push(2));
    e.once("x", () => o.push(3));
    e.prependOnceListener("x", () => o.push(4));
    return [e.emit("x"), e.emit("x"), e.emit("y"), o];
  },
  async arguments() {
    const e = new EventEmitter();
    let got;
    e.on("x", function (...a) {
      got = [a, this === e];
    });
    e.emit("x", 1, 2, 3, 4);
    return got;
  },
  async error() {
    return [
      thrown(() => new EventEmitter().emit("error", new RangeError("boo"))),
      thrown(() => new EventEmitter().emit("error", { a: 1 })),
      thrown(() => new EventEmitter().emit("error")),
    ];
  },
  async monitor() {
    const e = new EventEmitter(),
      o = [];
    e.on(EventEmitter.errorMonitor, (x) => o.push(x.message));
    try {
      e.emit("error", new Error("m"));
    } catch {
      o.push("thrown");
    }
    return o;
  },
  async counts() {
    const e = new EventEmitter(),
      f = () => {};
    e.on("a", f);
    e.on("a", f);
    e.once("b", f);
    return [
      e.listenerCount("a"),
      e.listenerCount("a", f),
      e.eventNames(),
      e.listeners("b")[0] === f,
      e.rawListeners("b")[0] === f,
      e.rawListeners("b")[0].listener === f,
      EventEmitter.listenerCount(e, "a"),
    ];
  },
  async remove() {
    const e = new EventEmitter(),
      f = () => {},
      o = [];
    e.on("removeListener", (t) => o.push(t));
    e.on("a", f).on("b", f).off("a", f);
    e.removeAllListeners("b");
    e.removeListener("nope", f);
    return [o, e.eventNames(), e.removeAllListeners().eventNames()];
  },
  async "new-listener"() {
    const e = new EventEmitter(),
      o = [];
    e.on("newListener", (t, f) => o.push([t, typeof f, e.listenerCount(t)]));
    e.on("a", () => {});
    e.once("b", () => {});
    return o;
  },
  async "remove-while-emitting"() {
    const e = new EventEmitter(),
      o = [];
    const b = () => o.push("b");
    e.on("x", () => {
      o.push("a");
      e.off("x", b);
    });
    e.on("x", b);
    e.emit("x");
    e.emit("x");
    return o;
  },
  async max() {
    const e = new EventEmitter();
    return [
      EventEmitter.defaultMaxListeners,
      e.getMaxListeners(),
      e.setMaxListeners(1).getMaxListeners(),
      thrown(() => e.setMaxListeners(-1)).slice(0, 27),
    ];
  },
  async "bad-listener"() {
    return [
      thrown(() => new EventEmitter().on("x", 5)),
      thrown(() => new EventEmitter().once("x")),
    ];
  },
  async symbols() {
    const e = new EventEmitter(),
      s = Symbol("s");
    e.on(s, () => {});
    return [
      e.eventNames().map(String),
      EventEmitter.captureRejectionSymbol.toString(),
      EventEmitter.errorMonitor.toString(),
    ];
  },
  async once() {
    const e = new EventEmitter();
    queueMicrotask(() => e.emit("x", 1, 2));
    return once(e, "x");
  },
  async "once-error"() {
    const e = new EventEmitter();
    queueMicrotask(() => e.emit("error", new Error("boo")));
    return once(e, "x").catch(failed);
  },
  async "once-target"() {
    const t = new EventTarget();
    queueMicrotask(() => t.dispatchEvent(new Event("x")));
    return (await once(t, "x"))[0].type;
  },
  async "once-abort"() {
    const c = new AbortController();
    const p = once(new EventEmitter(), "x", { signal: c.signal });
    c.abort();
    return p.catch(failed);
  },
  async on() {
    const e = new EventEmitter(),
      o = [];
    queueMicrotask(() => {
      e.emit("x", 1);
      e.emit("x", 2);
    });
    for await (const [v] of on(e, "x")) {
      o.push(v);
      if (v === 2) break;
    }
    return o;
  },
  async "on-break"() {
    const e = new EventEmitter();
    queueMicrotask(() => e.emit("x", 1));
    for await (const v of on(e, "x")) {
      if (v) break;
    }
    return e.listenerCount("x");
  },
  async "on-error"() {
    const e = new EventEmitter();
    queueMicrotask(() => e.emit("error", new Error("boo")));
    try {
      for await (const v of on(e, "x")) v;
    } catch (x) {
      return failed(x);
    }
  },
  async capture() {
    const e = new EventEmitter({ captureRejections: true });
    const p = new Promise((r) => e.on("error", (x) => r(x.message)));
    e.on("x", async () => {
      throw new Error("async");
    });
    e.emit("x");
    return p;
  },
  async "es5-class"() {
    function My() {
      EventEmitter.call(this);
    }
    Object.setPrototypeOf(My.prototype, EventEmitter.prototype);
    const m = new My();
    let got;
    m.on("x", (v) => (got = v));
    m.emit("x", 5);
    return [got, m instanceof EventEmitter];
  },
  async "async-resource"() {
    const e = new EventEmitterAsyncResource({ name: "Q" });
    let got;
    e.on("x", (v) => (got = v));
    e.emit("x", 1);
    return [got, typeof e.asyncResource];
  },
  async "abort-listener"() {
    const c = new AbortController();
    let n = 0;
    const d = addAbortListener(c.signal, () => n++);
    c.abort();
    return [n, typeof d[Symbol.dispose]];
  },
  async "als-await"() {
    const a = new AsyncLocalStorage(),
      o = [];
    await Promise.all(
      ["x", "y"].map((n) =>
        a.run(n, async () => {
          o.push(a.getStore());
          await 0;
          o.push(a.getStore());
          await new Promise((r) => setTimeout(r, 5));
          o.push(a.getStore());
        }),
      ),
    );
    return [o.join(""), a.getStore() === undefined];
  },
  async "als-timers"() {
    const a = new AsyncLocalStorage();
    return a.run(1, () =>
      Promise.all([
        new Promise((r) => setTimeout(() => r(a.getStore()), 1)),
        new Promise((r) => setImmediate(() => r(a.getStore()))),
        new Promise((r) => process.nextTick(() => r(a.getStore()))),
        new Promise((r) => queueMicrotask(() => r(a.getStore()))),
      ]),
    );
  },
  async "als-exit"() {
    const a = new AsyncLocalStorage();
    return a.run(1, () => [a.exit(() => a.getStore() ?? "none"), a.getStore()]);
  },
  async "als-nested"() {
    const a = new AsyncLocalStorage(),
      b = new AsyncLocalStorage();
    return a.run(1, () =>
      b.run(2, () => a.run(3, () => [a.getStore(), b.getStore()])),
    );
  },
  async "als-throw"() {
    const a = new AsyncLocalStorage();
    try {
      a.run(1, () => {
        throw new Error("x");
      });
    } catch {
      /* as expected */
    }
    return a.getStore() === undefined;
  },
  async "als-bind"() {
    const a = new AsyncLocalStorage();
    const f = a.run(1, () => AsyncLocalStorage.bind((x) => [x, a.getStore()]));
    const s = a.run(2, () => AsyncLocalStorage.snapshot());
    return [f(5), s((x) => [x, a.getStore()], 6), a.run(9, () => f(7))];
  },
  async "als-emitter"() {
    const a = new AsyncLocalStorage(),
      e = new EventEmitter();
    let got;
    e.on("x", () => (got = a.getStore()));
    a.run(4, () => e.emit("x"));
    return got;
  },
  async "als-stream"() {
    const a = new AsyncLocalStorage();
    return a.run("s", async () => {
      await new Response("x").text();
      return a.getStore();
    });
  },
  async "async-resource-run"() {
    const a = new AsyncLocalStorage();
    const r = a.run(3, () => new AsyncResource("T"));
    return [
      r.runInAsyncScope((x) => [x, a.getStore()], null, 1),
      typeof r.asyncId(),
      AsyncResource.bind(() => 7)(),
    ];
  },
  async channel() {
    const c = diagnostics.channel("w2c"),
      o = [];
    const f = (m, n) => o.push([m, n]);
    diagnostics.subscribe("w2c", f);
    c.publish({ a: 1 });
    o.push(c.hasSubscribers);
    diagnostics.unsubscribe("w2c", f);
    o.push(c.hasSubscribers, diagnostics.channel("w2c") === c);
    c.publish(2);
    return o;
  },
  async "channel-stores"() {
    const c = diagnostics.channel("w2c-s"),
      a = new AsyncLocalStorage();
    c.bindStore(a, (v) => v * 2);
    return [c.runStores(21, () => a.getStore()), a.getStore() === undefined];
  },
  async tracing() {
    const t = diagnostics.tracingChannel("w2c"),
      o = [];
    t.subscribe({
      start: () => o.push("start"),
      end: () => o.push("end"),
      asyncStart: () => o.push("asyncStart"),
      asyncEnd: () => o.push("asyncEnd"),
      error: () => o.push("error"),
    });
    t.traceSync(() => 1, {});
    try {
      t.traceSync(() => {
        throw new Error("x");
      }, {});
    } catch {
      o.push("caught");
    }
    await t.tracePromise(async () => 2, {});
    return o;
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
