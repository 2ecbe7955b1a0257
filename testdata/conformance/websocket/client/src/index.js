// The client's side of WebSockets: fetch() with an Upgrade header and new
// WebSocket(), against the WebSockets of the server that cases may call.
const err = (f) => {
  try {
    return show(f());
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const aerr = async (f) => {
  try {
    return show(await f());
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));
const events = (socket, log) => {
  for (const type of ["open", "message", "close", "error"]) {
    socket.addEventListener(type, (e) => {
      if (type === "message") log.push(`message ${typeof e.data === "string" ? e.data : `${Object.prototype.toString.call(e.data)} ${e.data.size ?? e.data.byteLength}`}`);
      else if (type === "close") log.push(`close ${e.code} ${JSON.stringify(e.reason)} ${e.wasClean} state ${socket.readyState}`);
      else if (type === "error") log.push(`error ${e.message} state ${socket.readyState}`);
      else log.push(`open ${socket.readyState}`);
    });
  }
};
// wait passes by turns: a process that gets no time for a while has turned the
// loop as often when it is over.
const wait = async (ms) => {
  for (let left = ms; left > 0; left -= 5) await new Promise((done) => setTimeout(done, 5));
};
const b64 = (...bytes) => encodeURIComponent(btoa(String.fromCharCode(...bytes)));

let up, ws;
const open = (path, headers = {}) => fetch(up + path, { headers: { upgrade: "websocket", ...headers } });
// talk opens path by fetch, runs f and gives what happened.
const talk = async (path, f = () => {}, { ms = 300, headers, accept } = {}) => {
  const r = await open(path, headers);
  const log = [];
  events(r.webSocket, log);
  r.webSocket.accept(accept);
  await f(r.webSocket, log);
  await wait(ms);
  log.push(r.webSocket.readyState);
  return log;
};
// dial is talk by new WebSocket().
const dial = async (path, f = () => {}, { ms = 300, protocols } = {}) => {
  const s = protocols === undefined ? new WebSocket(ws + path) : new WebSocket(ws + path, protocols);
  const log = [s.readyState];
  events(s, log);
  s.addEventListener("open", () => f(s, log));
  await wait(ms);
  log.push(s.readyState);
  return log;
};

const snippets = {
  async "fetch-upgrade"() {
    const r = await open("/ws/echo");
    const before = [r.status, r.statusText, r.webSocket instanceof WebSocket, r.webSocket.readyState, r.body, r.headers.get("x-upstream"), r.headers.get("upgrade"), r.webSocket.url, r.webSocket.protocol, r.webSocket.extensions, r.ok, r.webSocket === r.webSocket];
    r.webSocket.accept();
    r.webSocket.close();
    return before;
  },
  "fetch-echo": () => talk("/ws/echo", async (s) => {
    s.send("hello");
    s.send(new Uint8Array([1, 2]));
    await wait(100);
    s.close(1000, "bye");
  }),
  "fetch-send-before-accept": async () => {
    const r = await open("/ws/echo");
    return err(() => r.webSocket.send("x"));
  },
  "fetch-never-accepted": async () => {
    const r = await open("/ws/say?text=x");
    return r.status;
  },
  "fetch-messages-before-accept": async () => {
    const r = await open("/ws/say?text=one&text=two&close=1000");
    await wait(200);
    const log = [];
    events(r.webSocket, log);
    r.webSocket.accept();
    await wait(200);
    return log;
  },
  "fetch-refused": async () => {
    const r = await open("/ws/refuse?status=403");
    return [r.status, r.webSocket, await r.text()];
  },
  "fetch-refused-200": async () => {
    const r = await open("/ws/refuse?status=200");
    return [r.status, r.webSocket, await r.text()];
  },
  "fetch-not-a-socket": async () => {
    const r = await open("/text");
    return [r.status, r.webSocket, await r.text()];
  },
  "fetch-redirect": async () => {
    const r = await open("/redirect-to?url=/ws/echo");
    return [r.status, r.webSocket === null, r.headers.get("location")];
  },
  "fetch-post": () => aerr(async () => {
    const r = await fetch(up + "/ws/echo", { method: "POST", headers: { upgrade: "websocket" } });
    return [r.status, r.webSocket === null];
  }),
  "fetch-body": () => aerr(async () => {
    const r = await fetch(up + "/ws/echo", { method: "POST", body: "x", headers: { upgrade: "websocket" } });
    return [r.status, r.webSocket === null];
  }),
  "fetch-upgrade-capitals": async () => {
    const r = await fetch(up + "/ws/echo", { headers: { Upgrade: "WebSocket" } });
    return [r.status, r.webSocket === null];
  },
  "fetch-upgrade-other": async () => {
    const r = await fetch(up + "/ws/echo", { headers: { Upgrade: "h2c" } });
    return [r.status, r.webSocket];
  },
  "fetch-ws-scheme": () => aerr(() => fetch(ws + "/ws/echo", { headers: { upgrade: "websocket" } })),
  "fetch-bad-accept": () => aerr(async () => (await open("/ws/echo?accept=wrong")).status),
  "fetch-headers": () => talk("/ws/headers?a=1", () => {}, { headers: { "x-mine": "1", "sec-websocket-protocol": "p", origin: "http://o.test" } }),
  "fetch-own-key": () => talk("/ws/headers", () => {}, { headers: { "sec-websocket-key": "mine", "sec-websocket-version": "12", connection: "close" } }),
  "fetch-protocol": async () => {
    const r = await open("/ws/echo?protocol=p", { "sec-websocket-protocol": "p, q" });
    r.webSocket.accept();
    const out = [r.headers.get("sec-websocket-protocol"), r.webSocket.protocol];
    r.webSocket.close();
    return out;
  },
  "fetch-abort": async () => {
    const c = new AbortController();
    c.abort();
    return aerr(() => fetch(up + "/ws/echo", { headers: { upgrade: "websocket" }, signal: c.signal }));
  },
  "fetch-pass-through": () => open("/ws/echo"),
  "fetch-gone": () => aerr(() => fetch("http://127.0.0.1:1/", { headers: { upgrade: "websocket" } })),
  "server-closes": () => talk("/ws/say?text=x&close=1001&reason=going"),
  "server-closes-bare": () => talk("/ws/say?close"),
  "server-closes-half-open": () => talk("/ws/say?text=x&close=1001&reason=going", async (s, log) => {
    await wait(120);
    log.push(s.readyState);
    s.close(3000, "later");
  }, { accept: { allowHalfOpen: true } }),
  "server-drops": () => talk("/ws/drop"),
  "server-drops-in-frame": () => talk("/ws/raw?b64=" + b64(0x81, 5, 65), async (s) => {
    await wait(60);
    s.close();
  }),
  "server-unknown-opcode": () => talk("/ws/raw?b64=" + b64(0x83, 0)),
  "server-masked": () => talk("/ws/raw?b64=" + b64(0x81, 0x81, 0, 0, 0, 1, 65), (s) => s.close()),
  "server-rsv": () => talk("/ws/raw?b64=" + b64(0xf1, 0)),
  "server-compressed": () => talk("/ws/raw?b64=" + b64(0xc1, 1, 0)),
  "server-continuation": () => talk("/ws/raw?b64=" + b64(0x80, 1, 65)),
  "server-not-utf8": () => talk("/ws/raw?b64=" + b64(0x81, 2, 0xff, 65), (s) => wait(60).then(() => s.close())),
  "server-pieces": () => talk("/ws/raw?b64=" + b64(0x01, 1, 65, 0x89, 0, 0x80, 1, 66), (s) => wait(60).then(() => s.close())),
  "server-too-large": () => talk("/ws/raw?b64=" + b64(0x82, 127, 0, 0, 0, 0, 2, 0, 0, 1)),
  "frames-sent": () => talk("/ws/heard", async (s) => {
    s.send("abc");
    s.send(new Uint8Array(70000));
    await wait(60);
    s.close(4000, "why");
  }),
  "frames-close-bare": () => talk("/ws/heard", (s) => s.close()),
  "throw-in-message": () => talk("/ws/say?text=1&text=2", (s) => s.addEventListener("message", () => { throw new Error("thrown"); })),
  "rewrap": async () => {
    const r = await open("/ws/say?text=a&close=1000");
    return new Response(null, { status: 101, webSocket: r.webSocket });
  },
  "accept-then-return": async () => {
    const r = await open("/ws/echo");
    const s = new Response(null, { status: 101, webSocket: r.webSocket });
    return [s.webSocket === r.webSocket, err(() => r.clone().status)];
  },
  "relay": async () => {
    // The Worker between its client and the upstream.
    const r = await open("/ws/echo");
    const far = r.webSocket;
    far.accept();
    const [client, server] = Object.values(new WebSocketPair());
    server.binaryType = far.binaryType = "arraybuffer";
    server.accept();
    server.addEventListener("message", (e) => far.send(e.data));
    far.addEventListener("message", (e) => server.send(typeof e.data === "string" ? `relayed ${e.data}` : e.data));
    server.addEventListener("close", (e) => far.close(e.code, e.reason));
    far.addEventListener("close", (e) => server.close(e.code, e.reason));
    return new Response(null, { status: 101, webSocket: client });
  },
  "new-echo": () => dial("/ws/echo", async (s) => {
    s.send("hello");
    await wait(60);
    s.close(1000, "bye");
  }),
  "new-fields": async () => {
    const s = new WebSocket(ws + "/ws/echo?a=1");
    const before = [s.readyState, s.url === ws + "/ws/echo?a=1", s.protocol, s.extensions, s.binaryType];
    await new Promise((done) => s.addEventListener("open", done));
    const after = [s.readyState, s.protocol, s.extensions];
    s.close();
    return [before, after];
  },
  "new-protocol": async () => {
    const s = new WebSocket(ws + "/ws/echo?protocol=b", ["a", "b"]);
    await new Promise((done) => s.addEventListener("open", done));
    const out = [s.protocol, s.extensions];
    s.close();
    return out;
  },
  "new-headers": () => dial("/ws/headers", () => {}, { protocols: ["a", "b"] }),
  "new-headers-one": () => dial("/ws/headers", () => {}, { protocols: "only" }),
  "new-headers-none": () => dial("/ws/headers", () => {}, { protocols: [] }),
  "new-send-early": () => {
    const s = new WebSocket(ws + "/ws/echo");
    return err(() => s.send("x"));
  },
  "new-accept": () => {
    const s = new WebSocket(ws + "/ws/echo");
    return err(() => s.accept());
  },
  "new-accept-later": () => dial("/ws/echo", (s, log) => {
    log.push(err(() => String(s.accept())));
    s.close();
  }),
  "new-close-early": async () => {
    const s = new WebSocket(ws + "/ws/echo");
    const log = [];
    events(s, log);
    s.close();
    log.push(s.readyState);
    await wait(250);
    log.push(s.readyState);
    return log;
  },
  "new-refused": () => dial("/ws/refuse?status=403"),
  "new-not-a-socket": () => dial("/text"),
  "new-redirect": () => dial("/redirect-to?url=/ws/echo"),
  "new-gone": async () => {
    const s = new WebSocket("ws://127.0.0.1:1/");
    const log = [];
    events(s, log);
    await wait(250);
    return [log, s.readyState];
  },
  "new-server-closes": () => dial("/ws/say?text=a&text=b&close=1000&reason=done"),
  "new-drops": () => dial("/ws/drop"),
  "new-in-response": async () => {
    const s = new WebSocket(ws + "/ws/echo");
    const r = new Response(null, { status: 101, webSocket: s });
    return r.webSocket === s;
  },
  "new-urls": () =>
    ["", "x", "http://a", "https://a/b", "ws://a/#", "ws://a/#x", "ws:", "ws://", "ftp://a", "//a", "ws://a b", null, undefined].map((u) => err(() => {
      new WebSocket(u);
      return "made";
    }).replace(/127\.0\.0\.1:\d+/, "HOST")),
  "new-protocols": () =>
    ["", " ", "a b", "a,b", ["a", "a"], ["a", ""], ["é"], [1], {}, null, 5, ["A", "a"]].map((p) => err(() => {
      new WebSocket(ws + "/ws/drop", p);
      return "made";
    })),
  "new-none": () => err(() => new WebSocket()),
  "new-call": () => err(() => WebSocket("ws://a")),
  "new-userinfo": async () => {
    const s = new WebSocket(ws.replace("ws://", "ws://user:pass@") + "/ws/headers");
    const log = [];
    events(s, log);
    await wait(250);
    return [log, s.url.includes("user:pass")];
  },
  "deflate-offer": () => dial("/ws/headers"),
  "deflate-agreed": async () => {
    // The far end agrees and sends "Hello" compressed (RFC 7692 §7.2.3.1).
    const s = new WebSocket(ws + "/ws/raw?extensions=permessage-deflate&b64=" + b64(0xc1, 7, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00));
    const log = [];
    events(s, log);
    await wait(250);
    log.push(s.extensions);
    s.close();
    return log;
  },
  "deflate-unknown": async () => {
    const s = new WebSocket(ws + "/ws/echo?extensions=x-other");
    const log = [];
    events(s, log);
    await wait(250);
    log.push(s.extensions);
    return log;
  },
  "fetch-deflate": async () => {
    const r = await open("/ws/raw?extensions=permessage-deflate&b64=" + b64(0xc1, 7, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00), { "sec-websocket-extensions": "permessage-deflate" });
    const log = [r.status, r.headers.get("sec-websocket-extensions")];
    events(r.webSocket, log);
    r.webSocket.accept();
    await wait(200);
    return log;
  },
};

export default {
  async fetch(request, env) {
    up = env.UPSTREAM;
    ws = up.replace("http:", "ws:");
    const name = new URL(request.url).pathname.slice(1);
    try {
      const out = await snippets[name](request);
      return out instanceof Response ? out : new Response(show(out));
    } catch (e) {
      return new Response(`${e.name}: ${e.message}`, { status: 500 });
    }
  },
};
