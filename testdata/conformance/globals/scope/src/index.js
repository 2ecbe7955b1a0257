// navigator, performance, scheduler, console and the members of the global scope. Each path runs one snippet
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
  async navigator() {
    const n = navigator;
    return [
      n.userAgent,
      n.language,
      n.hardwareConcurrency,
      n.platform,
      typeof n.languages,
      typeof n.sendBeacon,
      typeof n.onLine,
      typeof n.storage,
      String(n),
      n instanceof Navigator,
      n.constructor.name,
      err(() => new Navigator()),
      Object.getOwnPropertyNames(Navigator.prototype).sort(),
      Object.keys(n),
    ];
  },
  async performance() {
    const p = performance;
    return [
      typeof p.now(),
      p.now() >= 0,
      p.timeOrigin,
      String(p),
      p instanceof Performance,
      p instanceof EventTarget,
      err(() => new Performance()),
    ];
  },
  async "performance-json"() {
    const j = performance.toJSON();
    return [typeof j, Object.keys(j).sort(), j.timeOrigin === performance.timeOrigin];
  },
  async "performance-mark"() {
    const m = performance.mark("a", { detail: { x: 1 } });
    return [
      m instanceof PerformanceMark,
      m instanceof PerformanceEntry,
      m.name,
      m.entryType,
      typeof m.startTime,
      m.duration,
      m.detail,
      String(m),
      Object.keys(m.toJSON()).sort(),
      performance.mark("b").detail,
    ];
  },
  async "performance-measure"() {
    performance.mark("s", { startTime: 10 });
    performance.mark("e", { startTime: 25 });
    const m = performance.measure("m", "s", "e");
    return [
      m instanceof PerformanceMeasure,
      m.name,
      m.entryType,
      m.startTime,
      m.duration,
      m.detail,
      String(m),
    ];
  },
  async "performance-entries"() {
    performance.clearMarks();
    performance.clearMeasures();
    performance.mark("k");
    performance.mark("k");
    performance.measure("z");
    const o = [
      performance.getEntries().length,
      performance.getEntriesByName("k").length,
      performance.getEntriesByType("mark").length,
      performance.getEntriesByType("measure").length,
      performance.getEntriesByName("k", "measure").length,
    ];
    performance.clearMarks("k");
    o.push(performance.getEntries().length);
    performance.clearMeasures();
    o.push(performance.getEntries().length);
    return o;
  },
  async "performance-errors"() {
    return [
      err(() => performance.mark()),
      err(() => performance.measure()),
      err(() => performance.getEntriesByName()),
      err(() => performance.getEntriesByType()),
      err(() => new PerformanceEntry()),
      err(() => new PerformanceMark("q").name),
      err(() => new PerformanceMark()),
      err(() => new PerformanceMeasure("a")),
    ];
  },
  async self() {
    return [
      self === globalThis,
      typeof origin,
      origin,
      typeof window,
      typeof document,
      typeof global,
      typeof process,
      typeof importScripts,
      typeof location,
      typeof WorkerLocation,
      globalThis instanceof ServiceWorkerGlobalScope,
      globalThis instanceof WorkerGlobalScope,
      String(globalThis),
      err(() => new ServiceWorkerGlobalScope()),
    ];
  },
  async absent() {
    return [
      "BroadcastChannel",
      "SharedWorker",
      "Worker",
      "XMLHttpRequest",
      "localStorage",
      "sessionStorage",
      "indexedDB",
      "alert",
      "requestAnimationFrame",
      "requestIdleCallback",
      "cookieStore",
      "Notification",
      "ImageData",
      "createImageBitmap",
      "FileReader",
      "ReadableStreamDrainingReader",
      "WebTransport",
      "SharedArrayBuffer",
      "Atomics",
      "gc",
      "caches",
      "crypto",
      "scheduler",
      "TaskController",
      "Storage",
      "isSecureContext",
      "onerror",
      "name",
      "close",
      "postMessage",
    ].filter((k) => k in globalThis);
  },
  async typeofs() {
    const o = {};
    for (const k of [
      "fetch",
      "atob",
      "btoa",
      "setTimeout",
      "clearTimeout",
      "setInterval",
      "clearInterval",
      "setImmediate",
      "clearImmediate",
      "queueMicrotask",
      "structuredClone",
      "reportError",
      "addEventListener",
      "removeEventListener",
      "dispatchEvent",
      "self",
      "crypto",
      "caches",
      "scheduler",
      "navigator",
      "performance",
      "console",
      "origin",
      "MessageChannel",
      "MessagePort",
      "EventSource",
      "WebSocket",
      "HTMLRewriter",
    ])
      o[k] = typeof globalThis[k];
    return o;
  },
  async classes() {
    return [
      "DOMException",
      "WorkerGlobalScope",
      "Event",
      "ExtendableEvent",
      "CustomEvent",
      "PromiseRejectionEvent",
      "FetchEvent",
      "ScheduledEvent",
      "MessageEvent",
      "CloseEvent",
      "ReadableStreamDefaultReader",
      "ReadableStreamBYOBReader",
      "ReadableStream",
      "WritableStream",
      "WritableStreamDefaultWriter",
      "TransformStream",
      "ByteLengthQueuingStrategy",
      "CountQueuingStrategy",
      "ErrorEvent",
      "MessageChannel",
      "MessagePort",
      "ReadableStreamBYOBRequest",
      "ReadableStreamDefaultController",
      "ReadableByteStreamController",
      "WritableStreamDefaultController",
      "TransformStreamDefaultController",
      "CompressionStream",
      "DecompressionStream",
      "TextEncoderStream",
      "TextDecoderStream",
      "AbortController",
      "AbortSignal",
      "Navigator",
      "FixedLengthStream",
      "IdentityTransformStream",
      "Performance",
      "PerformanceEntry",
      "PerformanceMark",
      "PerformanceMeasure",
    ].map((k) => {
      const C = globalThis[k];
      if (typeof C !== "function") return k + " missing";
      return C.name + "/" + C.length + "/" + C.prototype[Symbol.toStringTag];
    });
  },
  async scheduler() {
    const t = Date.now();
    const r = await scheduler.wait(5);
    return [
      r,
      Date.now() - t >= 4,
      String(scheduler),
      typeof scheduler.postTask,
      typeof scheduler.yield,
      Object.getOwnPropertyNames(Object.getPrototypeOf(scheduler)).sort(),
    ];
  },
  async "scheduler-args"() {
    return [
      await soon(scheduler.wait()),
      await soon(scheduler.wait("x")),
      await soon(scheduler.wait(-1)),
      await soon(scheduler.wait(0, { signal: AbortSignal.abort("pre") })),
      await soon(scheduler.wait(0, { signal: {} })),
      await soon(scheduler.wait(0, 5)),
      await soon(scheduler.wait(0, null)),
    ];
  },
  async "scheduler-abort"() {
    const c = new AbortController();
    const p = soon(scheduler.wait(1000, { signal: c.signal }));
    c.abort(new RangeError("stop"));
    return await p;
  },
  async "console-odd"() {
    const p = new Proxy({}, {});
    const c = {};
    c.c = c;
    return [
      err(() => console.log()),
      err(() =>
        console.log(
          p,
          c,
          Symbol("s"),
          5n,
          null,
          undefined,
          -0,
          () => {},
          class A {},
          new Map([[1, 2]]),
          new Error("e"),
          Object.create(null),
        ),
      ),
      err(() => console.log("%s %d %o %O %j %c %%", 1, "2", {}, {}, {}, "css")),
    ].map(String);
  },
  async "console-throwing"() {
    return [
      err(() =>
        console.log({
          get a() {
            throw new Error("g");
          },
        }),
      ),
      err(() =>
        console.log({
          toString() {
            throw new Error("t");
          },
        }),
      ),
      err(() =>
        console.log(
          new Proxy(
            {},
            {
              ownKeys() {
                throw new Error("k");
              },
            },
          ),
        ),
      ),
    ].map(String);
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
