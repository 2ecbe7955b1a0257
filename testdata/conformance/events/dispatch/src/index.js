// Event, EventTarget, AbortSignal and the events of the global scope. Each path runs one snippet
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
  async "event-ctor"() {
    const e = new Event("x", { bubbles: true, cancelable: true, composed: true });
    return [
      e.type,
      e.bubbles,
      e.cancelable,
      e.composed,
      e.defaultPrevented,
      e.eventPhase,
      e.target,
      e.currentTarget,
      e.srcElement,
      e.timeStamp,
      e.isTrusted,
      e.returnValue,
      e.cancelBubble,
      e.composedPath(),
    ];
  },
  async "event-defaults"() {
    const e = new Event("x");
    return [e.bubbles, e.cancelable, e.composed, String(e), Object.keys(e), e instanceof Event];
  },
  async "event-args"() {
    return [
      err(() => new Event()),
      err(() => new Event("x", 5)),
      err(() => new Event("x", null).type),
      err(() => new Event(undefined).type),
      err(() => new Event(5).type),
      err(() => new Event("").type),
      err(() => new Event({}).type),
      err(() => new Event(Symbol("x"))),
    ].map(String);
  },
  async "event-members"() {
    const f = (C) => Object.getOwnPropertyNames(C.prototype).sort();
    return [
      f(Event),
      f(CustomEvent),
      f(MessageEvent),
      f(CloseEvent),
      f(ErrorEvent),
      f(PromiseRejectionEvent),
      f(EventTarget),
      f(AbortSignal),
      f(AbortController),
      Object.getOwnPropertyNames(AbortSignal).sort(),
      Object.getOwnPropertyNames(Event).sort(),
    ];
  },
  async "event-descriptors"() {
    const d = (o, k) => {
      const x = Object.getOwnPropertyDescriptor(o, k);
      if (!x) return k + " missing";
      return [
        k,
        x.get ? "get " + x.get.length : typeof x.value,
        x.set ? "set" : "",
        x.writable ? "W" : "",
        x.enumerable ? "E" : "",
        x.configurable ? "C" : "",
      ].join(" ");
    };
    return [
      d(Event.prototype, "type"),
      d(Event.prototype, "isTrusted"),
      d(Event.prototype, "cancelBubble"),
      d(Event.prototype, "preventDefault"),
      d(Event, "NONE"),
      d(Event.prototype, "AT_TARGET"),
      d(EventTarget.prototype, "addEventListener"),
      d(AbortSignal.prototype, "onabort"),
      d(AbortSignal, "any"),
      d(AbortController.prototype, "signal"),
      d(AbortController.prototype, "abort"),
      d(new Event("x"), "isTrusted"),
    ];
  },
  async constants() {
    return [
      Event.NONE,
      Event.CAPTURING_PHASE,
      Event.AT_TARGET,
      Event.BUBBLING_PHASE,
      new Event("x").AT_TARGET,
    ];
  },
  async prevent() {
    const a = new Event("x"),
      b = new Event("x", { cancelable: true });
    a.preventDefault();
    b.preventDefault();
    const t = new EventTarget();
    t.addEventListener("x", (e) => e.preventDefault());
    return [
      a.defaultPrevented,
      b.defaultPrevented,
      b.returnValue,
      t.dispatchEvent(new Event("x")),
      t.dispatchEvent(new Event("x", { cancelable: true })),
      t.dispatchEvent(new Event("y")),
    ];
  },
  async "return-value-set"() {
    const e = new Event("x", { cancelable: true });
    err(() => {
      e.returnValue = false;
    });
    return [e.returnValue, e.defaultPrevented];
  },
  async "cancel-bubble"() {
    const e = new Event("x");
    const o = [e.cancelBubble];
    e.stopPropagation();
    o.push(e.cancelBubble);
    e.cancelBubble = false;
    o.push(e.cancelBubble);
    const f = new Event("x");
    f.cancelBubble = true;
    o.push(f.cancelBubble);
    return o;
  },
  async "dispatch-state"() {
    const o = [];
    const t = new EventTarget();
    const e = new Event("x");
    t.addEventListener("x", function (ev) {
      o.push(
        ev === e,
        this === t,
        ev.target === t,
        ev.currentTarget === t,
        ev.srcElement === t,
        ev.eventPhase,
        ev.composedPath().length,
        ev.composedPath()[0] === t,
      );
    });
    o.push(t.dispatchEvent(e), e.target === t, e.currentTarget, e.eventPhase, e.composedPath().length);
    return o;
  },
  async order() {
    const o = [];
    const t = new EventTarget();
    for (const n of [1, 2, 3]) t.addEventListener("x", () => o.push(n));
    t.dispatchEvent(new Event("x"));
    return o;
  },
  async dedupe() {
    let n = 0;
    const f = () => n++;
    const t = new EventTarget();
    t.addEventListener("x", f);
    t.addEventListener("x", f);
    t.addEventListener("x", f, { once: true });
    t.dispatchEvent(new Event("x"));
    t.dispatchEvent(new Event("x"));
    return n;
  },
  async once() {
    let n = 0;
    const t = new EventTarget();
    t.addEventListener("x", () => n++, { once: true });
    t.dispatchEvent(new Event("x"));
    t.dispatchEvent(new Event("x"));
    return n;
  },
  async "once-redispatch"() {
    let n = 0;
    const t = new EventTarget();
    t.addEventListener(
      "x",
      () => {
        n++;
        if (n < 5) t.dispatchEvent(new Event("x"));
      },
      { once: true },
    );
    t.dispatchEvent(new Event("x"));
    return n;
  },
  async "signal-option"() {
    let n = 0;
    const c = new AbortController();
    const t = new EventTarget();
    t.addEventListener("x", () => n++, { signal: c.signal });
    t.dispatchEvent(new Event("x"));
    c.abort();
    t.dispatchEvent(new Event("x"));
    t.addEventListener("x", () => n++, { signal: c.signal });
    t.dispatchEvent(new Event("x"));
    return n;
  },
  async "signal-during"() {
    const o = [];
    const c = new AbortController();
    const t = new EventTarget();
    t.addEventListener("x", () => {
      o.push(1);
      c.abort();
    });
    t.addEventListener("x", () => o.push(2), { signal: c.signal });
    t.dispatchEvent(new Event("x"));
    return o;
  },
  async "options-bad"() {
    const t = new EventTarget(),
      f = () => {};
    return [
      err(() => t.addEventListener("x", f, { signal: {} })),
      err(() => t.addEventListener("x", f, { signal: null })),
      err(() => t.addEventListener("x", f, true)),
      err(() => t.addEventListener("x", f, { capture: true })),
      err(() => t.addEventListener("x", f, false)),
      err(() => t.addEventListener("x", f, 5)),
      err(() => t.addEventListener("x", f, "y")),
      err(() => t.addEventListener("x", f, null)),
      err(() => t.addEventListener("x", f, { passive: true, capture: false })),
      err(() => t.removeEventListener("x", f, true)),
      err(() => t.removeEventListener("x", f, { capture: true })),
    ].map(String);
  },
  async "listener-bad"() {
    const t = new EventTarget();
    return [
      err(() => t.addEventListener()),
      err(() => t.addEventListener("x")),
      err(() => t.addEventListener("x", null)),
      err(() => t.addEventListener("x", undefined)),
      err(() => t.addEventListener("x", 5)),
      err(() => t.addEventListener("x", "s")),
      err(() => t.addEventListener("x", {})),
      err(() => t.removeEventListener()),
      err(() => t.removeEventListener("x")),
      err(() => t.removeEventListener("x", null)),
      err(() => t.dispatchEvent()),
      err(() => t.dispatchEvent({})),
      err(() => t.dispatchEvent(null)),
    ].map(String);
  },
  async "handle-event"() {
    const o = [];
    const h = {
      handleEvent(e) {
        o.push(this === h, e.type);
      },
    };
    const t = new EventTarget();
    t.addEventListener("x", h);
    t.dispatchEvent(new Event("x"));
    t.removeEventListener("x", h);
    t.dispatchEvent(new Event("x"));
    return o;
  },
  async "handle-event-late"() {
    const o = [];
    const h = {};
    const t = new EventTarget();
    t.addEventListener("x", h);
    h.handleEvent = () => o.push("late");
    o.push(err(() => t.dispatchEvent(new Event("x"))));
    h.handleEvent = 5;
    o.push(err(() => t.dispatchEvent(new Event("x"))));
    return o.map((x) => (typeof x === "string" ? x.split(":")[0] : x));
  },
  async "remove-during"() {
    const o = [];
    const t = new EventTarget();
    const b = () => o.push("b");
    t.addEventListener("x", () => {
      o.push("a");
      t.removeEventListener("x", b);
    });
    t.addEventListener("x", b);
    t.dispatchEvent(new Event("x"));
    return o;
  },
  async "add-during"() {
    const o = [];
    const t = new EventTarget();
    t.addEventListener("x", () => {
      o.push("a");
      t.addEventListener("x", () => o.push("b"));
    });
    t.dispatchEvent(new Event("x"));
    o.push("-");
    t.dispatchEvent(new Event("x"));
    return o;
  },
  async "stop-immediate"() {
    const o = [];
    const t = new EventTarget();
    t.addEventListener("x", (e) => {
      o.push(1);
      e.stopImmediatePropagation();
    });
    t.addEventListener("x", () => o.push(2));
    t.dispatchEvent(new Event("x"));
    return o;
  },
  async "stop-propagation"() {
    const o = [];
    const t = new EventTarget();
    t.addEventListener("x", (e) => {
      o.push(1);
      e.stopPropagation();
    });
    t.addEventListener("x", () => o.push(2));
    t.dispatchEvent(new Event("x"));
    return o;
  },
  async reentrant() {
    const t = new EventTarget();
    const e = new Event("x");
    let r;
    t.addEventListener(
      "x",
      () => {
        r = err(() => t.dispatchEvent(e));
      },
      { once: true },
    );
    t.dispatchEvent(e);
    return [String(r), t.dispatchEvent(e)];
  },
  async reuse() {
    const o = [];
    const e = new Event("x");
    const a = new EventTarget(),
      b = new EventTarget();
    a.addEventListener("x", (ev) => o.push(ev.target === a));
    b.addEventListener("x", (ev) => o.push(ev.target === b));
    a.dispatchEvent(e);
    b.dispatchEvent(e);
    return o;
  },
  async "stop-then-reuse"() {
    const o = [];
    const e = new Event("x");
    const t = new EventTarget();
    t.addEventListener("x", (ev) => {
      o.push(1);
      ev.stopImmediatePropagation();
    });
    t.dispatchEvent(e);
    t.dispatchEvent(e);
    return o;
  },
  async throwing() {
    const o = [];
    const t = new EventTarget();
    t.addEventListener("x", () => {
      o.push(1);
      throw new RangeError("boo");
    });
    t.addEventListener("x", () => o.push(2));
    o.push(err(() => t.dispatchEvent(new Event("x"))));
    return o;
  },
  async subclass() {
    class T extends EventTarget {
      constructor() {
        super();
        this.v = 1;
      }
    }
    class E extends Event {
      constructor(d) {
        super("e");
        this.d = d;
      }
    }
    const t = new T();
    const o = [];
    t.addEventListener("e", (e) => o.push(e.d, e instanceof E, e.target === t));
    t.dispatchEvent(new E(7));
    return o;
  },
  async "custom-event"() {
    const e = new CustomEvent("x", { detail: { a: 1 }, cancelable: true });
    return [
      e.detail,
      e.cancelable,
      e.type,
      new CustomEvent("x").detail,
      new CustomEvent("x", { detail: 0 }).detail,
      new CustomEvent("x", { detail: undefined }).detail,
      err(() => new CustomEvent()),
      String(e),
      e instanceof Event,
    ];
  },
  async "message-event"() {
    const e = new MessageEvent("message", { data: { a: 1 }, origin: "o", lastEventId: "7", source: null });
    return [
      e.data,
      e.origin,
      e.lastEventId,
      e.source,
      e.ports,
      e.type,
      String(e),
      new MessageEvent("x").data,
      new MessageEvent("x").origin,
      new MessageEvent("x").lastEventId,
      err(() => new MessageEvent()),
      e.initMessageEvent,
    ];
  },
  async "close-event"() {
    const e = new CloseEvent("close", { code: 1001, reason: "r", wasClean: true });
    return [
      e.code,
      e.reason,
      e.wasClean,
      String(e),
      new CloseEvent("x").code,
      new CloseEvent("x").reason,
      new CloseEvent("x").wasClean,
      err(() => new CloseEvent()),
    ];
  },
  async "error-event"() {
    const e = new ErrorEvent("error", { message: "m", filename: "f", lineno: 3, colno: 4, error: 5 });
    return [
      e.message,
      e.filename,
      e.lineno,
      e.colno,
      e.error,
      String(e),
      new ErrorEvent("x").message,
      new ErrorEvent("x").lineno,
      new ErrorEvent("x").error,
      err(() => new ErrorEvent()),
    ];
  },
  async "rejection-event"() {
    const p = Promise.resolve();
    const e = new PromiseRejectionEvent("unhandledrejection", { promise: p, reason: 5 });
    return [
      e.promise === p,
      e.reason,
      String(e),
      err(() => new PromiseRejectionEvent()),
      err(() => new PromiseRejectionEvent("x") instanceof Event),
      err(() => new PromiseRejectionEvent("x", {}) instanceof Event),
    ];
  },
  async brand() {
    const g = (C, k) => Object.getOwnPropertyDescriptor(C.prototype, k).get;
    return [
      err(() => g(Event, "type").call({})),
      err(() => Event.prototype.preventDefault.call({})),
      err(() => EventTarget.prototype.addEventListener.call({}, "x", () => {})),
      err(() => g(AbortSignal, "aborted").call({})),
      err(() => AbortController.prototype.abort.call({})),
      err(() => g(CustomEvent, "detail").call(new Event("x"))),
    ];
  },
  async "abort-basic"() {
    const c = new AbortController();
    const o = [
      c.signal.aborted,
      c.signal.reason,
      c.signal === c.signal,
      String(c),
      String(c.signal),
      c.signal.onabort,
    ];
    c.abort();
    o.push(
      c.signal.aborted,
      c.signal.reason.name,
      c.signal.reason.message,
      c.signal.reason.code,
      c.signal.reason instanceof DOMException,
    );
    return o;
  },
  async "abort-reasons"() {
    const o = [];
    for (const r of [undefined, null, 0, "", "s", new Error("e"), { a: 1 }]) {
      const c = new AbortController();
      c.abort(r);
      o.push(c.signal.reason instanceof DOMException ? c.signal.reason.name : c.signal.reason);
    }
    return o;
  },
  async "abort-twice"() {
    const c = new AbortController();
    let n = 0;
    c.signal.addEventListener("abort", () => n++);
    c.abort(1);
    c.abort(2);
    return [n, c.signal.reason];
  },
  async "abort-event"() {
    const c = new AbortController();
    const o = [];
    c.signal.onabort = function (e) {
      o.push(
        "on",
        e.type,
        e.isTrusted,
        e.target === c.signal,
        this === c.signal,
        e.bubbles,
        e.cancelable,
        e.constructor.name,
      );
    };
    c.signal.addEventListener("abort", () => o.push("listener"));
    c.abort();
    return o;
  },
  async "abort-order"() {
    const c = new AbortController();
    const o = [];
    c.signal.addEventListener("abort", () => o.push("a"));
    c.signal.onabort = () => o.push("on");
    c.signal.addEventListener("abort", () => o.push("b"));
    c.abort();
    return o;
  },
  async "onabort-values"() {
    const s = new AbortController().signal;
    const o = [];
    for (const v of [() => {}, null, 5, "x", {}, undefined, { handleEvent() {} }]) {
      err(() => {
        s.onabort = v;
      });
      o.push(typeof s.onabort);
    }
    return o;
  },
  async "throw-if-aborted"() {
    const c = new AbortController();
    const a = err(() => c.signal.throwIfAborted());
    c.abort("why");
    return [
      a,
      err(() => c.signal.throwIfAborted()),
      err(() => AbortSignal.abort().throwIfAborted()),
      err(() => AbortSignal.abort(new RangeError("r")).throwIfAborted()),
    ];
  },
  async "static-abort"() {
    return [
      AbortSignal.abort().aborted,
      AbortSignal.abort().reason.name,
      AbortSignal.abort("x").reason,
      AbortSignal.abort(null).reason,
      err(() => new AbortSignal()),
      AbortSignal.abort() instanceof EventTarget,
    ];
  },
  async timeout() {
    const s = AbortSignal.timeout(5);
    const o = [s.aborted];
    await new Promise((r) => s.addEventListener("abort", r));
    o.push(s.aborted, s.reason.name, s.reason.message, s.reason.code);
    return o;
  },
  async "timeout-args"() {
    return [
      err(() => AbortSignal.timeout()),
      err(() => AbortSignal.timeout(-1)),
      err(() => AbortSignal.timeout("x")),
      err(() => AbortSignal.timeout(NaN)),
      err(() => AbortSignal.timeout(1e20)),
      err(() => AbortSignal.timeout(null)),
    ].map((x) => (x instanceof AbortSignal ? "signal" : x));
  },
  async any() {
    const a = new AbortController(),
      b = new AbortController();
    const s = AbortSignal.any([a.signal, b.signal]);
    const o = [s.aborted];
    s.addEventListener("abort", () => o.push("event " + s.reason));
    b.abort("B");
    a.abort("A");
    o.push(s.aborted, s.reason);
    return o;
  },
  async "any-pre"() {
    const s = AbortSignal.any([AbortSignal.abort("x"), AbortSignal.abort("y")]);
    return [s.aborted, s.reason, AbortSignal.any([]).aborted];
  },
  async "any-args"() {
    return [
      err(() => AbortSignal.any()),
      err(() => AbortSignal.any(5)),
      err(() => AbortSignal.any([5])),
      err(() => AbortSignal.any(null)),
      err(() => AbortSignal.any([new AbortController()])),
      err(() => AbortSignal.any(new Set([AbortSignal.abort("s")])).reason),
      err(() => AbortSignal.any("x")),
    ].map(String);
  },
  async "any-nested"() {
    const a = new AbortController();
    const s = AbortSignal.any([AbortSignal.any([a.signal]), new AbortController().signal]);
    const o = [];
    s.onabort = () => o.push("s");
    a.signal.onabort = () => o.push("a");
    a.abort("R");
    return [o, s.reason];
  },
  async "abort-listener-throws"() {
    const c = new AbortController();
    const o = [];
    c.signal.addEventListener("abort", () => {
      throw new Error("l");
    });
    c.signal.addEventListener("abort", () => o.push("second"));
    o.push(err(() => c.abort()));
    o.push(c.signal.aborted);
    return o;
  },
  async "abort-fetch-like"() {
    const c = new AbortController();
    const p = aerr(() =>
      new ReadableStream({
        pull(k) {
          return new Promise(() => {});
        },
      }).pipeTo(new WritableStream(), { signal: AbortSignal.abort(new RangeError("pipe")) }),
    );
    return await p;
  },
  async "dispatch-on-signal"() {
    const c = new AbortController();
    let n = 0;
    c.signal.onabort = () => n++;
    c.signal.dispatchEvent(new Event("abort"));
    return [n, c.signal.aborted];
  },
  async "global-target"() {
    const o = [];
    const f = (e) => o.push(e.type, e.target === globalThis);
    addEventListener("custom-thing", f);
    o.push(dispatchEvent(new Event("custom-thing")));
    removeEventListener("custom-thing", f);
    dispatchEvent(new Event("custom-thing"));
    return [o, globalThis instanceof EventTarget, String(globalThis)];
  },
  async "proto-chain"() {
    const n = (C) =>
      Object.getPrototypeOf(C.prototype) === Object.prototype
        ? "Object"
        : Object.getPrototypeOf(C.prototype).constructor.name;
    return [
      n(Event),
      n(CustomEvent),
      n(MessageEvent),
      n(CloseEvent),
      n(ErrorEvent),
      n(PromiseRejectionEvent),
      n(EventTarget),
      n(AbortSignal),
      n(AbortController),
      n(DOMException),
      n(ExtendableEvent),
      n(FetchEvent),
      n(ScheduledEvent),
    ];
  },
  async lengths() {
    return [
      Event,
      CustomEvent,
      MessageEvent,
      CloseEvent,
      ErrorEvent,
      EventTarget,
      AbortSignal,
      AbortController,
      DOMException,
    ].map((C) => [C.name, C.length, C.prototype[Symbol.toStringTag]]);
  },
  async extendable() {
    return [
      err(() => new ExtendableEvent("x") instanceof Event),
      err(() => new FetchEvent("fetch")),
      err(() => new ScheduledEvent("x")),
    ].map(String);
  },
  async "init-events"() {
    const e = new Event("x");
    return [typeof e.initEvent, typeof new CustomEvent("x").initCustomEvent, typeof e.path];
  },
  async "report-listener"() {
    const o = [];
    const f = (e) => {
      o.push(
        e.type,
        e instanceof ErrorEvent,
        e.message,
        e.error.message,
        e.cancelable,
        e.isTrusted,
        e.target === globalThis,
      );
      e.preventDefault();
    };
    addEventListener("error", f);
    const t = new EventTarget();
    t.addEventListener("x", () => {
      throw new RangeError("boo");
    });
    o.push(t.dispatchEvent(new Event("x")));
    removeEventListener("error", f);
    return o;
  },
  async "report-error"() {
    const o = [];
    const f = (e) => {
      o.push(e.message, e.error === undefined ? "none" : String(e.error));
    };
    addEventListener("error", f);
    o.push(
      reportError(new TypeError("t")),
      reportError("s"),
      reportError(null),
      reportError(5),
      err(() => reportError()),
    );
    removeEventListener("error", f);
    return o;
  },
  async "report-microtask"() {
    const o = [];
    const f = (e) => o.push(e.message);
    addEventListener("error", f);
    queueMicrotask(() => {
      throw new Error("micro");
    });
    await sleep(2);
    removeEventListener("error", f);
    return o;
  },
  async "report-timer"() {
    const o = [];
    const f = (e) => o.push(e.message);
    addEventListener("error", f);
    setTimeout(() => {
      throw new Error("timer");
    }, 1);
    await sleep(10);
    removeEventListener("error", f);
    return o;
  },
  async "unhandled-rejection"() {
    const o = [];
    const f = (e) =>
      o.push(
        e.type,
        e.reason.message,
        e.promise instanceof Promise,
        e.cancelable,
        e.isTrusted,
        e instanceof PromiseRejectionEvent,
        Object.getOwnPropertyNames(e).sort(),
      );
    addEventListener("unhandledrejection", f);
    Promise.reject(new Error("nobody"));
    await sleep(5);
    removeEventListener("unhandledrejection", f);
    return o;
  },
  async "rejection-handled"() {
    const o = [];
    const f = (e) => o.push(e.type, String(e.reason));
    addEventListener("unhandledrejection", f);
    addEventListener("rejectionhandled", f);
    const p = Promise.reject("late");
    await sleep(5);
    p.catch(() => {});
    await sleep(5);
    removeEventListener("unhandledrejection", f);
    removeEventListener("rejectionhandled", f);
    return o;
  },
  async "handled-in-time"() {
    const o = [];
    const f = (e) => o.push(e.type);
    addEventListener("unhandledrejection", f);
    const p = Promise.reject("x");
    await null;
    p.catch(() => {});
    await sleep(5);
    removeEventListener("unhandledrejection", f);
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
