// Event, EventTarget, AbortSignal and DOMException. Each path runs one snippet
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
  async "ev-once"(request) {
    const o = [];
    const t = new EventTarget();
    t.addEventListener("a", () => o.push(1), { once: true });
    t.addEventListener("a", (e) => {
      o.push(2);
      e.stopImmediatePropagation();
    });
    t.addEventListener("a", () => o.push(3));
    t.dispatchEvent(new Event("a"));
    t.dispatchEvent(new Event("a"));
    return o;
  },
  async "ev-signal"(request) {
    const t = new EventTarget();
    const o = [];
    const ac = new AbortController();
    t.addEventListener("a", () => o.push(1), { signal: ac.signal });
    t.dispatchEvent(new Event("a"));
    ac.abort();
    t.dispatchEvent(new Event("a"));
    return o;
  },
  async custom(request) {
    const e = new CustomEvent("x", { detail: { a: 1 } });
    return [
      e.type,
      e.detail,
      new CustomEvent("y").detail,
      e instanceof Event,
      Object.keys(e),
      JSON.stringify(e),
    ];
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
