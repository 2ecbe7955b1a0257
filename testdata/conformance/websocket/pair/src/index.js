// WebSocketPair inside one Worker, one snippet a path: no network takes part.
const err = (f) => {
  try {
    return show(f());
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));

// events notes what happens to a socket; names tells which events.
const events = (socket, log, name) => {
  for (const type of ["open", "message", "close", "error"]) {
    socket.addEventListener(type, (e) => {
      if (type === "message") log.push(`${name} message ${typeof e.data === "string" ? e.data : bytes(e.data)}`);
      else if (type === "close") log.push(`${name} close ${e.code} ${JSON.stringify(e.reason)} ${e.wasClean} state ${socket.readyState}`);
      else if (type === "error") log.push(`${name} error ${e.message} ${e.error?.name} state ${socket.readyState}`);
      else log.push(`${name} ${type}`);
    });
  }
};
const bytes = (data) =>
  `${Object.prototype.toString.call(data)} ${data instanceof ArrayBuffer ? [...new Uint8Array(data)] : data.size}`;
// wait passes by turns: a process that gets no time for a while has turned the
// loop as often when it is over.
const wait = async (ms) => {
  for (let left = ms; left > 0; left -= 5) await new Promise((done) => setTimeout(done, 5));
};
const pair = (options) => {
  const [a, b] = Object.values(new WebSocketPair());
  a.accept(options);
  b.accept(options);
  const log = [];
  events(a, log, "a");
  events(b, log, "b");
  return { a, b, log };
};

const snippets = {
  keys() {
    const p = new WebSocketPair();
    return [Object.keys(p), Object.prototype.toString.call(p), p[0] === p[0], p[0] instanceof WebSocket, [...p].length, p.length, 0 in p, Object.getOwnPropertyNames(p)];
  },
  destructure() {
    const { 0: a, 1: b } = new WebSocketPair();
    const [c, d] = Object.values(new WebSocketPair());
    const [e, f] = new WebSocketPair();
    return [a, b, c, d, e, f].map((s) => s instanceof WebSocket);
  },
  iterator() {
    const it = new WebSocketPair()[Symbol.iterator]();
    const first = it.next();
    return [Object.prototype.toString.call(it), first.done, it.next().done, it.next(), typeof WebSocketPair.prototype.entries];
  },
  "call-pair": () => err(() => WebSocketPair()),
  "pair-write": () => err(() => {
    const p = new WebSocketPair();
    p[0] = 1;
  }).split(":")[0],
  fresh() {
    const s = new WebSocketPair()[0];
    return [s.readyState, s.url, s.protocol, s.extensions, s.binaryType, Object.keys(s), Object.prototype.toString.call(s)];
  },
  members() {
    const names = (o) => Object.getOwnPropertyNames(o).sort();
    return [names(WebSocket.prototype), names(WebSocket).filter((n) => !["length", "name", "prototype"].includes(n)), WebSocket.length, WebSocket.name];
  },
  "for-in"() {
    const seen = [];
    for (const k in new WebSocketPair()[0]) seen.push(k);
    return seen.sort();
  },
  constants: () => [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED, WebSocket.READY_STATE_CONNECTING, WebSocket.READY_STATE_CLOSED, new WebSocketPair()[0].OPEN, WebSocket.prototype.READY_STATE_CLOSING],
  inherits: () => [new WebSocketPair()[0] instanceof EventTarget, Object.getPrototypeOf(WebSocket) === EventTarget, WebSocketPair.name, WebSocketPair.length],
  "send-before-accept": () => err(() => new WebSocketPair()[0].send("x")),
  "close-before-accept": () => err(() => new WebSocketPair()[0].close()),
  "close-code-before-accept": () => err(() => new WebSocketPair()[0].close(1000, "x")),
  "accept-twice": () => err(() => {
    const s = new WebSocketPair()[0];
    s.accept();
    return String(s.accept());
  }),
  "accept-options": () => err(() => {
    const s = new WebSocketPair()[0];
    s.accept({ allowHalfOpen: true, other: 1 });
    return s.readyState;
  }),
  "accept-null": () => err(() => new WebSocketPair()[0].accept(null)),
  "accept-number": () => err(() => new WebSocketPair()[0].accept(5)),
  "accept-string": () => err(() => new WebSocketPair()[0].accept("x")),
  "send-none": () => err(() => pair().a.send()),
  "close-codes"() {
    return [0, 1, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1011, 1014, 1015, 1016, 2999, 3000, 4999, 5000, 65535, -1, 1000.9, "1000", "x", null, NaN, {}].map(
      (code) => err(() => {
        const { a } = pair();
        return a.close(code) ?? "ok";
      }),
    );
  },
  "close-reason-alone": () => err(() => pair().a.close(undefined, "why")),
  "close-reason-long": () => [123, 124].map((n) => err(() => pair().a.close(1000, "x".repeat(n)) ?? "ok")),
  "close-reason-utf8": () => [61, 62].map((n) => err(() => pair().a.close(1000, "é".repeat(n)) ?? "ok")),
  "close-reason-kinds"() {
    return Promise.all([null, 5, {}, "\ud800", ""].map(async (reason) => {
      const { a, log } = pair();
      try {
        a.close(1000, reason);
      } catch (e) {
        return `${e.name}: ${e.message}`;
      }
      await wait(300);
      return log;
    }));
  },
  "send-kinds"() {
    return Promise.all(
      ["text", "", 5, null, undefined, true, { a: 1 }, [1, 2], new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 3, 4]).subarray(1, 3), new ArrayBuffer(2), new DataView(new ArrayBuffer(4), 1, 2), new Uint16Array([258]), new Uint8Array(0), "\ud83d\ude00 é", "\ud800x", "\0"].map(async (v) => {
        const { a, log } = pair();
        try {
          a.send(v);
        } catch (e) {
          return `${e.name}: ${e.message}`;
        }
        await wait(400);
        return log;
      }),
    );
  },
  async "send-blob"() {
    const { a, log } = pair();
    a.send(new Blob(["abc"]));
    await wait(60);
    return log;
  },
  "send-symbol": () => err(() => pair().a.send(Symbol("x"))).split(":")[0],
  async "send-copies"() {
    const { a, log } = pair();
    const u = new Uint8Array([1, 2, 3]);
    a.send(u);
    u[0] = 9;
    await wait(60);
    return log;
  },
  async "binary-type-blob"() {
    const { a, b, log } = pair();
    b.binaryType = "blob";
    a.send(new Uint8Array([1, 2, 3]));
    await wait(60);
    return [b.binaryType, log];
  },
  async "binary-type-arraybuffer"() {
    const { a, b, log } = pair();
    b.binaryType = "arraybuffer";
    a.send(new Uint8Array([1, 2, 3]));
    await wait(60);
    return [b.binaryType, log];
  },
  "binary-type-values"() {
    const s = new WebSocketPair()[0];
    return ["blob", "arraybuffer", "other", "BLOB", "", null, 5].map((v) => err(() => {
      s.binaryType = v;
      return s.binaryType;
    }));
  },
  async order() {
    const { a, b, log } = pair();
    a.send("1");
    b.send("2");
    a.send("3");
    b.send("4");
    log.push("sent");
    await wait(60);
    return log;
  },
  async "queued-before-accept"() {
    const [a, b] = Object.values(new WebSocketPair());
    const log = [];
    a.accept();
    a.send("early");
    a.send(new Uint8Array([1]));
    await wait(60);
    events(b, log, "b");
    b.accept();
    log.push("accepted");
    await wait(60);
    return log;
  },
  async "listener-after-accept"() {
    const [a, b] = Object.values(new WebSocketPair());
    const log = [];
    a.accept();
    b.accept();
    a.send("lost?");
    events(b, log, "b");
    await wait(60);
    return log;
  },
  async "listener-too-late"() {
    const [a, b] = Object.values(new WebSocketPair());
    const log = [];
    a.accept();
    b.accept();
    a.send("lost");
    await wait(60);
    events(b, log, "b");
    a.send("seen");
    await wait(60);
    return log;
  },
  async close() {
    const { a, b, log } = pair();
    a.close(1000, "done");
    log.push(`after close ${a.readyState} ${b.readyState}`);
    await wait(60);
    return [log, a.readyState, b.readyState];
  },
  async "close-no-code"() {
    const { a, b, log } = pair();
    a.close();
    await wait(60);
    return [log, a.readyState, b.readyState];
  },
  async "close-both"() {
    const { a, b, log } = pair();
    a.close(3001, "a");
    b.close(3002, "b");
    await wait(60);
    return [log, a.readyState, b.readyState];
  },
  async "close-twice"() {
    const { a, log } = pair();
    a.close(1000, "first");
    a.close(1001, "second");
    await wait(60);
    return log;
  },
  async "close-after-closed"() {
    const { a, b, log } = pair();
    a.close(1000, "first");
    await wait(60);
    return [err(() => String(a.close(1001))), err(() => String(b.close(1001))), err(() => String(a.close(5))), log];
  },
  "send-after-close": () => err(() => {
    const { a } = pair();
    a.close();
    a.send("x");
  }),
  async "send-after-closed"() {
    const { a, b } = pair();
    a.close();
    await wait(60);
    return [err(() => String(a.send("x"))), err(() => String(b.send("x")))];
  },
  async "half-open"() {
    const { a, b, log } = pair({ allowHalfOpen: true });
    a.close(1000, "done");
    await wait(60);
    log.push(`states ${a.readyState} ${b.readyState}`);
    b.send("still here");
    await wait(60);
    b.close(1001, "now");
    await wait(60);
    return [log, a.readyState, b.readyState];
  },
  async "half-open-reply-in-handler"() {
    const { a, b, log } = pair({ allowHalfOpen: true });
    b.addEventListener("close", (e) => b.close(e.code, "bye " + e.reason));
    a.close(4000, "x");
    await wait(60);
    return log;
  },
  async "close-in-handler"() {
    const { a, b, log } = pair();
    b.addEventListener("close", () => log.push(err(() => String(b.close(4001, "late")))));
    b.addEventListener("close", () => log.push(err(() => String(b.send("late")))));
    a.close(4000, "x");
    await wait(60);
    return log;
  },
  async "send-in-message"() {
    const { a, b, log } = pair();
    b.addEventListener("message", (e) => b.send("re " + e.data));
    a.send("1");
    a.send("2");
    await wait(60);
    return log;
  },
  async "close-in-message"() {
    const { a, b, log } = pair();
    b.addEventListener("message", () => b.close(4000, "enough"));
    a.send("1");
    await wait(60);
    return log;
  },
  async "throw-in-message"() {
    const { a, b, log } = pair();
    b.addEventListener("message", (e) => {
      if (e.data === "1") throw new Error("thrown");
    });
    a.send("1");
    a.send("2");
    await wait(60);
    return [log, b.readyState];
  },
  async microtasks() {
    const { a, b, log } = pair();
    b.addEventListener("message", (e) => Promise.resolve().then(() => log.push("micro " + e.data)));
    a.send("1");
    a.send("2");
    await wait(60);
    return log;
  },
  async "event-shape"() {
    const { a, b } = pair();
    const out = [];
    b.addEventListener("message", (e) => out.push([e.constructor.name, e.type, e.data, e.origin, e.lastEventId, e.source, e.ports, e.target === b, e.currentTarget === b, e.bubbles, e.cancelable, e.isTrusted]));
    b.addEventListener("close", (e) => out.push([e.constructor.name, e.type, e.code, e.reason, e.wasClean, e.target === b]));
    a.send("x");
    a.close(1000, "y");
    await wait(60);
    return out;
  },
  async "handle-event"() {
    const { a, b } = pair();
    const out = [];
    b.addEventListener("message", { handleEvent(e) { out.push(e.data); } });
    b.addEventListener("message", (e) => out.push("once " + e.data), { once: true });
    a.send("1");
    a.send("2");
    await wait(60);
    return out;
  },
  async "on-attributes"() {
    const { a, b } = pair();
    const out = [];
    b.onmessage = (e) => out.push(e.data);
    b.onclose = (e) => out.push(e.code);
    a.send("1");
    a.close(1000);
    await wait(60);
    return [out, "onmessage" in WebSocket.prototype];
  },
  attachment() {
    const s = new WebSocketPair()[0];
    const before = String(s.deserializeAttachment());
    const o = { a: 1, d: new Date(0), m: new Map([[1, 2]]) };
    s.serializeAttachment(o);
    o.a = 2;
    const back = s.deserializeAttachment();
    return [before, back.a, back.d.getTime(), back.m.get(1), back === o, s.deserializeAttachment() === back];
  },
  "attachment-none": () => [err(() => new WebSocketPair()[0].serializeAttachment()), (() => {
    const s = new WebSocketPair()[0];
    s.serializeAttachment(undefined);
    return String(s.deserializeAttachment());
  })(), (() => {
    const s = new WebSocketPair()[0];
    s.serializeAttachment(null);
    return s.deserializeAttachment();
  })()],
  "attachment-function": () => err(() => new WebSocketPair()[0].serializeAttachment(() => 1)).split(":")[0],
  "attachment-size": () => [16300, 17000].map((n) => err(() => new WebSocketPair()[0].serializeAttachment("x".repeat(n)) ?? "ok")),
  response() {
    const [client] = Object.values(new WebSocketPair());
    const r = new Response(null, { status: 101, webSocket: client });
    return [r.status, r.webSocket === client, r.body, r.ok, r.statusText, new Response("x").webSocket];
  },
  "response-status": () => err(() => new Response(null, { status: 200, webSocket: new WebSocketPair()[0] })),
  "response-no-status": () => err(() => new Response(null, { webSocket: new WebSocketPair()[0] })),
  "response-101": () => err(() => new Response(null, { status: 101 })),
  "response-body": () => err(() => new Response("x", { status: 101, webSocket: new WebSocketPair()[0] })),
  "response-null-socket": () => err(() => new Response("x", { webSocket: null }).status),
  "response-wrong-socket": () => err(() => new Response(null, { status: 101, webSocket: {} })),
  "response-pair": () => err(() => new Response(null, { status: 101, webSocket: new WebSocketPair() })),
  "response-clone": () => err(() => new Response(null, { status: 101, webSocket: new WebSocketPair()[0] }).clone()),
  "response-rewrap": () => err(() => {
    const r = new Response(null, { status: 101, webSocket: new WebSocketPair()[0] });
    const s = new Response(null, r);
    const t = new Response(r.body, { status: 101, webSocket: r.webSocket, headers: { a: "b" } });
    return [s.status, s.webSocket === r.webSocket, t.headers.get("a")];
  }),
  "response-rewrap-status": () => err(() => new Response("x", { ...{ status: 200 }, webSocket: undefined }).status),
  async "two-pairs"() {
    const x = pair();
    const y = pair();
    x.a.send("x");
    y.a.send("y");
    x.b.send("xb");
    await wait(60);
    return [x.log, y.log];
  },
  async big() {
    const { a, b } = pair();
    let got;
    b.addEventListener("message", (e) => (got = e.data.byteLength ?? e.data.length ?? e.data.size));
    a.send(new Uint8Array(3_000_000));
    await wait(50);
    const first = got;
    a.send("é".repeat(500_000));
    await wait(50);
    return [first, got];
  },
  async many() {
    const { a, b } = pair();
    let sum = 0;
    b.addEventListener("message", (e) => (sum += Number(e.data)));
    for (let i = 1; i <= 2000; i++) a.send(String(i));
    for (let n = 0; n < 100 && sum < 2001000; n++) await wait(20);
    return sum;
  },
  "events-constructors"() {
    const c = new CloseEvent("close", { code: 3, reason: "r", wasClean: true });
    const d = new CloseEvent("close");
    const m = new MessageEvent("message", { data: { a: 1 } });
    return [c.code, c.reason, c.wasClean, d.code, d.reason, d.wasClean, m.data, err(() => new CloseEvent()), new MessageEvent("m").data];
  },
  async "dispatch-by-hand"() {
    const { a, log } = pair();
    a.dispatchEvent(new MessageEvent("message", { data: "made up" }));
    a.dispatchEvent(new CloseEvent("close", { code: 7 }));
    return [log, a.readyState];
  },
  "illegal-this": () => [err(() => WebSocket.prototype.send.call({}, "x")).split(":")[0], err(() => WebSocket.prototype.readyState).split(":")[0]],
  async hang() {
    const { b } = pair();
    await new Promise((done) => b.addEventListener("message", done));
    return "never";
  },
};

export default {
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      return new Response(show(await snippets[name](request)));
    } catch (e) {
      if (name === "hang") throw e;
      return new Response(`${e.name}: ${e.message}`, { status: 500 });
    }
  },
};
