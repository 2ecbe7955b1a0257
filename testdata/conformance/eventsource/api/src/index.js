// EventSource, one snippet a path: parsing by EventSource.from, the rest against
// the event stream of the server that cases may call.
const err = (f) => {
  try {
    return show(f());
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
let up;
const watch = (es, types = []) => {
  const log = [];
  for (const type of ["open", "message", "error", ...types]) {
    es.addEventListener(type, (e) => {
      if (type === "open") log.push(`open ${es.readyState}`);
      else if (type === "error") log.push(`error ${e.error?.name}: ${e.error?.message} state ${es.readyState}`);
      else log.push([e.type, e.data, e.lastEventId, typeof e.origin === "string" ? e.origin.replace(/127\.0\.0\.1:\d+/, "HOST") : e.origin]);
    });
  }
  return log;
};
const stream = (...chunks) => new ReadableStream({
  async start(c) {
    for (const chunk of chunks) {
      c.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
      await wait(2);
    }
    c.close();
  },
});
const parse = async (types, ...chunks) => {
  const es = EventSource.from(stream(...chunks));
  const log = watch(es, types);
  await wait(150 + chunks.length * 10);
  return log;
};
const q = encodeURIComponent;
const open = async (path, ms = 250, types) => {
  const es = new EventSource(up + path);
  const log = [es.readyState, ...[]];
  const seen = watch(es, types);
  await wait(ms);
  es.close();
  return [...log, ...seen, es.readyState];
};

const snippets = {
  members: () => [Object.getOwnPropertyNames(EventSource.prototype).sort(), EventSource.length, EventSource.name, typeof EventSource.from, EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED, EventSource.prototype.OPEN],
  inherits: () => [EventSource.prototype instanceof EventTarget, Object.prototype.toString.call(EventSource.prototype)],
  "fields-from": async () => {
    const es = EventSource.from(stream("data: x\n\n"));
    const out = [es.url, es.withCredentials, es.readyState, es.onopen, es.onmessage, es.onerror, es instanceof EventSource];
    es.close();
    return [...out, es.readyState];
  },
  one: () => parse([], "data: hello\n\n"),
  "two-lines": () => parse([], "data: a\ndata: b\n\n"),
  "no-space": () => parse([], "data:a\n\n"),
  "two-spaces": () => parse([], "data:  a\n\n"),
  "colon-in-value": () => parse([], "data: a: b\n\n"),
  "no-colon": () => parse([], "data\ndata\n\n"),
  "empty-data": () => parse([], "data:\n\n"),
  comment: () => parse([], ": nothing\n\ndata: a\n: more\ndata: b\n\n"),
  "other-fields": () => parse([], "foo: bar\ndata: a\n\n"),
  event: () => parse(["mine"], "event: mine\ndata: a\n\ndata: b\n\n"),
  "event-empty": () => parse([], "event:\ndata: a\n\n"),
  "event-alone": () => parse(["mine"], "event: mine\n\n"),
  id: () => parse([], "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n"),
  "id-alone": () => parse([], "id: 7\n\ndata: b\n\n"),
  "id-nul": () => parse([], "id: 1\0 2\ndata: a\n\n"),
  crlf: () => parse([], "data: a\r\n\r\ndata: b\r\n\r\n"),
  cr: () => parse([], "data: a\r\rdata: b\r\r"),
  "mixed-ends": () => parse([], "data: a\r\n\ndata: b\n\r\n"),
  bom: () => parse([], new Uint8Array([0xef, 0xbb, 0xbf]), "data: a\n\n"),
  "bom-whole": () => parse([], "\ufeffdata: a\n\n"),
  "cut-anywhere": () => parse([], "da", "ta: a", "\n", "\nda", "ta: b\n", "\n"),
  "cut-crlf": () => parse([], "data: a\r", "\n\r\n", "data: b\r\n\r\n"),
  "cut-character": () => parse([], "data: ", new Uint8Array([0xc3]), new Uint8Array([0xa9]), "\n\n"),
  "not-utf8": () => parse([], new Uint8Array([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 10, 10])),
  unfinished: () => parse([], "data: a\n\ndata: b\n"),
  many: () => parse([], Array.from({ length: 20 }, (_, i) => `data: ${i}\n\n`).join("")),
  "event-shape": async () => {
    const es = EventSource.from(stream("id: 3\ndata: a\n\n"));
    const out = [];
    es.addEventListener("open", (e) => out.push([e.constructor.name, e.type, e.target === es]));
    es.addEventListener("message", (e) => out.push([e.constructor.name, e.type, e.data, e.lastEventId, e.origin, e.source, e.ports, e.target === es, e.isTrusted]));
    es.addEventListener("error", (e) => out.push([e.constructor.name, e.type, e.message, e.error?.message]));
    await wait(150);
    return out;
  },
  handlers: async () => {
    const es = EventSource.from(stream("data: a\n\n"));
    const out = [];
    es.onopen = () => out.push("open");
    es.onmessage = (e) => out.push(e.data);
    es.onerror = (e) => out.push(e.type);
    await wait(150);
    es.onmessage = null;
    return [out, es.onmessage, typeof es.onopen];
  },
  "handler-kinds": () => [5, "x", {}, null, undefined].map((v) => err(() => {
    const es = EventSource.from(stream());
    es.onmessage = v;
    const got = es.onmessage;
    es.close();
    return got === v ? "same" : String(got);
  })),
  "from-locked": () => err(() => {
    const s = stream();
    s.getReader();
    EventSource.from(s);
  }),
  "from-disturbed": async () => {
    const s = stream("a");
    const r = s.getReader();
    await r.read();
    r.releaseLock();
    return err(() => EventSource.from(s));
  },
  "from-other": () => [err(() => EventSource.from()), err(() => EventSource.from(5)), err(() => EventSource.from({}))],
  "from-fails": async () => {
    const es = EventSource.from(new ReadableStream({ start(c) { c.error(new Error("broken")); } }));
    const log = watch(es);
    await wait(150);
    return [log, es.readyState];
  },
  "close-stops": async () => {
    const es = EventSource.from(stream("data: a\n\n", "data: b\n\n", "data: c\n\n"));
    const log = watch(es);
    es.addEventListener("message", () => es.close());
    await wait(200);
    return [log, es.readyState];
  },
  "throw-in-message": async () => {
    const es = EventSource.from(stream("data: a\n\ndata: b\n\n"));
    const log = watch(es);
    es.addEventListener("message", () => { throw new Error("thrown"); });
    await wait(150);
    return [log, es.readyState];
  },
  "new-bad": () => ["", "x", "//a"].map((u) => err(() => { new EventSource(u); return "made"; })),
  "new-none": () => err(() => new EventSource()),
  "new-call": () => err(() => EventSource("http://a")),
  "new-credentials": () => err(() => new EventSource(up + "/events", { withCredentials: true })),
  "new-fields": () => {
    const es = new EventSource(up + "/events?text=x", { withCredentials: false });
    const out = [es.url === up + "/events?text=x", es.withCredentials, es.readyState];
    es.close();
    return [...out, es.readyState];
  },
  "new-events": () => open(`/events?stay&text=${q("data: a\n\n")}&text=${q("id: 1\ndata: b\n\n")}`),
  "new-typed": () => open(`/events?stay&text=${q("event: mine\ndata: a\n\n")}`, 250, ["mine"]),
  "new-404": () => open("/events?status=404&text=x"),
  "new-204": () => open("/status/204"),
  "new-type": () => open("/events?type=text/plain&text=x"),
  "new-type-charset": () => open(`/events?stay&type=${q("text/event-stream;charset=utf-8")}&text=${q("data: a\n\n")}`),
  "new-no-type": () => open("/events?type=&stay&text=x"),
  "new-gone": async () => {
    const es = new EventSource("http://127.0.0.1:1/");
    const log = watch(es);
    await wait(200);
    return [log, es.readyState];
  },
  "new-disconnects": async () => {
    const es = new EventSource(`${up}/events?text=${q("retry: 1000\nid: 5\ndata: a\n\n")}`);
    const log = watch(es);
    await wait(1700);
    es.close();
    return [log, es.readyState];
  },
  "close-twice": () => {
    const es = EventSource.from(stream());
    return [String(es.close()), String(es.close()), es.readyState];
  },
};

export default {
  async fetch(request, env) {
    up = env.UPSTREAM;
    const name = new URL(request.url).pathname.slice(1);
    try {
      return new Response(show(await snippets[name](request)));
    } catch (e) {
      return new Response(`${e.name}: ${e.message}`, { status: 500 });
    }
  },
};
