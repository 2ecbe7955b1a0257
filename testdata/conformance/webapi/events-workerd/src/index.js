// Event, EventTarget, AbortSignal and DOMException: texts and habits that are workerd's own. Each path runs one snippet
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
  async ev(request) {
    const o = [];
    const t = new EventTarget();
    const h = (e) =>
      o.push(
        e.type,
        e.target === t,
        e.currentTarget === t,
        e.eventPhase,
        e.bubbles,
        e.cancelable,
        e.defaultPrevented,
        e.composed,
        e.isTrusted,
        typeof e.timeStamp,
        e.timeStamp,
        e.returnValue,
        e.cancelBubble,
        e.srcElement === t,
        e.composedPath().length,
      );
    t.addEventListener("a", h);
    t.addEventListener("a", h);
    t.addEventListener("a", {
      handleEvent(e) {
        o.push("obj", this === undefined);
      },
    });
    o.push(t.dispatchEvent(new Event("a")));
    return o;
  },
  async "ev-cancel"(request) {
    const t = new EventTarget();
    t.addEventListener("a", (e) => e.preventDefault());
    const e = new Event("a", { cancelable: true });
    return [t.dispatchEvent(e), e.defaultPrevented, t.dispatchEvent(new Event("a"))];
  },
  async "ev-throw"(request) {
    const t = new EventTarget();
    const o = [];
    t.addEventListener("a", () => {
      throw new Error("x");
    });
    t.addEventListener("a", () => o.push(2));
    return [err(() => t.dispatchEvent(new Event("a"))), o];
  },
  async "ev-redispatch"(request) {
    const t = new EventTarget();
    const e = new Event("a");
    let r;
    t.addEventListener("a", () => {
      r = err(() => t.dispatchEvent(e));
    });
    t.dispatchEvent(e);
    return r;
  },
  async "ev-passive"(request) {
    const t = new EventTarget();
    return [
      err(() => t.addEventListener("a", () => {}, { passive: true })),
      err(() => t.addEventListener("a", () => {}, { capture: true })),
      err(() => t.addEventListener("a", () => {}, true)),
      err(() => t.addEventListener("a", () => {}, { signal: 5 })),
    ];
  },
  async abort(request) {
    const ac = new AbortController();
    const o = [];
    ac.signal.onabort = (e) => o.push("on", e.type);
    ac.signal.addEventListener("abort", (e) => o.push("ev", e.target === ac.signal));
    ac.abort();
    ac.abort("again");
    return [
      o,
      ac.signal.aborted,
      ac.signal.reason.name,
      ac.signal.reason.message,
      ac.signal.reason.code,
      ac.signal.reason instanceof DOMException,
      ac.signal.reason instanceof Error,
      err(() => ac.signal.throwIfAborted()),
    ];
  },
  async "abort-static"(request) {
    const s = AbortSignal.abort();
    return [s.aborted, s.reason.message, AbortSignal.abort("x").reason, err(() => new AbortSignal())];
  },
  async "abort-timeout"(request) {
    const s = AbortSignal.timeout(5);
    await new Promise((r) => s.addEventListener("abort", r));
    return [s.reason.name, s.reason.message, s.reason.code];
  },
  async "abort-any"(request) {
    const a = new AbortController(),
      b = new AbortController();
    const s = AbortSignal.any([a.signal, b.signal]);
    b.abort("q");
    return [
      s.aborted,
      s.reason,
      AbortSignal.any([]).aborted,
      AbortSignal.any([AbortSignal.abort(1)]).reason,
      err(() => AbortSignal.any(5)),
      err(() => AbortSignal.any([5])),
    ];
  },
  async "dom-opts"(request) {
    const e = new DOMException("m", { name: "X", cause: 1 });
    return [e.name, e.cause];
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
