// connect() of cloudflare:sockets, one snippet a path, against the server that
// cases may call: its /tcp turns a connection into a plain one that echoes.
import { connect } from "cloudflare:sockets";
import * as sockets from "cloudflare:sockets";

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
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const text = (s) => new TextEncoder().encode(s);
let host;
const hidden = (s) => s?.replace(host, "HOST");
// readAll reads a socket to its end, without the head of the HTTP answer.
const readAll = async (s) => (await new Response(s.readable).text()).split("\r\n\r\n").slice(1).join("\r\n\r\n");
const tcp = async (query, f, options) => {
  const s = connect(host, options);
  const w = s.writable.getWriter();
  await w.write(text(`GET /tcp${query} HTTP/1.1\r\nHost: x\r\n\r\n`));
  return f(s, w);
};

const snippets = {
  module: () => [Object.keys(sockets).filter((k) => k === "connect").sort(), typeof sockets.connect],
  fields: async () => {
    const s = connect(host);
    const out = [Object.prototype.toString.call(s), s.readable instanceof ReadableStream, s.writable instanceof WritableStream, s.opened instanceof Promise, s.closed instanceof Promise, s.upgraded, s.secureTransport, s.opened === s.opened, s.readable === s.readable, Object.keys(s), typeof Socket];
    await s.close();
    return out;
  },
  members: async () => {
    const s = connect(host);
    const out = Object.getOwnPropertyNames(Object.getPrototypeOf(s)).sort();
    await s.close();
    return out;
  },
  opened: async () => {
    const s = connect(host);
    const info = await s.opened;
    await s.close();
    return [hidden(info.remoteAddress), info.localAddress ?? null, Object.keys(info).sort()];
  },
  "opened-object": async () => {
    const [hostname, port] = host.split(":");
    const s = connect({ hostname, port: Number(port) });
    const info = await s.opened;
    await s.close();
    return hidden(info.remoteAddress);
  },
  http: async () => {
    const s = connect(host);
    const w = s.writable.getWriter();
    await w.write(text("GET /text HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    const t = await new Response(s.readable).text();
    return [t.split("\r\n")[0], t.endsWith("upstream says hello")];
  },
  echo: () => tcp("", async (s, w) => {
    await w.write(text("one "));
    await w.write(text("two"));
    await w.close();
    return readAll(s);
  }),
  greet: () => tcp("?greet=hi&close=1", (s) => readAll(s)),
  "closed-by-far-end": () => tcp("?greet=hi&close=1", async (s) => {
    let t = 0;
    for (const r = s.readable.getReader(); ; t++) if ((await r.read()).done) break;
    return [t > 0, String(await Promise.race([s.closed, wait(300).then(() => "not closed")]))];
  }),
  "half-open": () => tcp("?greet=hi", async (s, w) => {
    await w.close();
    return readAll(s);
  }, { allowHalfOpen: true }),
  close: async () => {
    const s = connect(host);
    await s.opened;
    const result = await s.close();
    return [String(result), String(await s.closed), await aerr(() => s.writable.getWriter().write(text("x"))), await aerr(async () => show(await s.readable.getReader().read()))];
  },
  "close-twice": async () => {
    const s = connect(host);
    const a = s.close();
    const b = s.close();
    return [String(await a), String(await b)];
  },
  "close-at-once": async () => {
    const s = connect(host);
    await s.close();
    return [await aerr(async () => Object.keys(await s.opened)), String(await s.closed)];
  },
  "close-flushes": () => tcp("", async (s, w) => {
    w.write(text("last words"));
    w.releaseLock();
    await s.close();
    return "closed";
  }),
  "writer-close": () => tcp("?greet=a", async (s, w) => {
    await w.close();
    const t = await readAll(s);
    return [t, await aerr(() => w.write(text("x")))];
  }),
  "write-kinds": () => tcp("", async (s, w) => {
    const out = [];
    for (const v of [text("a"), text("bcd").buffer, new DataView(text("e").buffer), new Uint16Array([26214])]) out.push(await aerr(async () => String(await w.write(v))));
    await w.close();
    return [out, await readAll(s)];
  }),
  "write-string": () => tcp("", async (s, w) => [await aerr(() => w.write("text"))]),
  "write-number": () => tcp("", async (s, w) => [(await aerr(() => w.write(5))).split(":")[0]]),
  "read-byob": () => tcp("?greet=0123456789", async (s) => {
    const r = s.readable.getReader({ mode: "byob" });
    const { value, done } = await r.read(new Uint8Array(4));
    return [new TextDecoder().decode(value), done];
  }),
  pipe: () => tcp("", async (s, w) => {
    w.releaseLock();
    await new Response("piped body").body.pipeTo(s.writable);
    return readAll(s);
  }),
  big: () => tcp("", async (s, w) => {
    const sent = new Uint8Array(500_000).fill(65);
    w.write(sent).then(() => w.close());
    return (await readAll(s)).length;
  }),
  refused: async () => {
    const s = connect("127.0.0.1:1");
    return [await aerr(() => s.opened), await aerr(() => s.closed), await aerr(async () => (await s.readable.getReader().read()).done)];
  },
  "refused-write": async () => {
    const s = connect("127.0.0.1:1");
    return [await aerr(() => s.writable.getWriter().write(text("x"))), await aerr(() => s.close()).then(() => "settled")];
  },
  "no-such-host": async () => {
    const s = connect("no-such-host.invalid:80");
    return (await aerr(() => s.opened)).split(".")[0];
  },
  addresses: () => ["", ":", "host", "host:", ":80", "host:0x50", "host:99999", "host:-1", "a b:80", "http://a:80", "user@a:80", "a:80/path", "a:80?q", "[::1:80", "é:80", "x".repeat(260) + ":80", null, undefined, 5, {}, { hostname: "a" }, { port: 80 }, { hostname: "", port: 80 }].map((a) => err(() => {
    connect(a).opened.catch(() => {});
    return "made";
  })),
  "secure-values": () => ["on", "off", "starttls", "ON", "", "tls"].map((secureTransport) => err(() => {
    const s = connect(host, { secureTransport });
    s.opened.catch(() => {});
    s.closed.catch(() => {});
    return s.secureTransport;
  })),
  "options-kinds": () => [null, {}, 5, "x"].map((o) => err(() => {
    const s = connect(host, o);
    return s.secureTransport;
  })),
  "starttls-off": async () => {
    const s = connect(host);
    await s.opened;
    return err(() => s.startTls());
  },
  "starttls-on": () => err(() => {
    const s = connect(host, { secureTransport: "on" });
    s.opened.catch(() => {});
    s.closed.catch(() => {});
    return s.startTls();
  }),
  "starttls-closed": async () => {
    const s = connect(host, { secureTransport: "starttls" });
    await s.opened;
    await s.close();
    return err(() => s.startTls());
  },
  "starttls-fails": async () => {
    const s = connect(host, { secureTransport: "starttls" });
    await s.opened;
    const t = s.startTls();
    const w = t.writable.getWriter();
    return [t !== s, t.secureTransport, s.upgraded, (await aerr(() => w.write(text("x")).then(() => t.readable.getReader().read()))).length > 0];
  },
  "starttls-twice": async () => {
    const s = connect(host, { secureTransport: "starttls" });
    await s.opened;
    const t = s.startTls();
    t.opened.catch(() => {});
    t.closed.catch(() => {});
    return err(() => s.startTls());
  },
  "connect-none": () => err(() => connect()),
  "illegal-this": () => err(() => Object.getPrototypeOf(connect(host)).close.call({})).split(":")[0],
};

export default {
  async fetch(request, env) {
    host = new URL(env.UPSTREAM).host;
    const name = new URL(request.url).pathname.slice(1);
    try {
      return new Response(show(await snippets[name](request)).replaceAll(host, "HOST"));
    } catch (e) {
      return new Response(`${e.name}: ${e.message}`, { status: 500 });
    }
  },
};
