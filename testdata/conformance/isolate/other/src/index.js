// I/O belongs to the request that made it. POST /make keeps objects in globals;
// a later request uses one of them by name.
import { connect } from "cloudflare:sockets";
import { AsyncLocalStorage } from "node:async_hooks";

const text = (e) => (e instanceof Error || e instanceof DOMException ? `${e.name}: ${e.message}` : `thrown ${String(e)}`);
const als = new AsyncLocalStorage();
const kept = {};
let n = 0;

const soon = async (f) => {
  const within = new Promise((resolve) => setTimeout(() => resolve("pending"), 200));
  try {
    return await Promise.race([f(), within]);
  } catch (e) {
    return text(e);
  }
};
const read = async (reader) => {
  const { done, value } = await reader.read();
  return done ? "done" : new TextDecoder().decode(value);
};

async function make(request, env, ctx) {
  kept.request = request;
  kept.ctx = ctx;
  kept.env = env;
  kept.signal = request.signal;
  kept.fetched = await fetch(`${env.UPSTREAM}/text`);
  kept.fetchedClone = (await fetch(`${env.UPSTREAM}/text`)).clone();
  kept.fetchedStream = (await fetch(`${env.UPSTREAM}/stream?n=3&gap=10`)).body;
  kept.fetchedReader = (await fetch(`${env.UPSTREAM}/text`)).body.getReader();
  kept.fetching = fetch(`${env.UPSTREAM}/slow?ms=30`);
  kept.textBody = new Response("text").body;
  kept.blobItself = new Blob(["blob"]);
  kept.empty = new Response(null);
  kept.stream = new ReadableStream({
    pull(c) {
      c.enqueue(new TextEncoder().encode("piece"));
      c.close();
    },
  });
  kept.streamed = new Response(
    new ReadableStream({
      pull(c) {
        c.enqueue(new TextEncoder().encode("piece"));
        c.close();
      },
    }),
  );
  kept.transform = new TransformStream();
  kept.identity = new IdentityTransformStream();
  kept.fixed = new FixedLengthStream(5);
  kept.compression = new CompressionStream("gzip");
  kept.decoder = new TextDecoderStream();
  kept.digest = new crypto.DigestStream("SHA-256");
  kept.controller = new AbortController();
  kept.timeout = AbortSignal.timeout(100_000);
  kept.timer = setTimeout(() => {}, 100_000);
  kept.waiting = scheduler.wait(30);
  kept.get = env.KV.get("none");
  kept.hash = crypto.subtle.digest("SHA-256", new Uint8Array(1));
  kept.key = await crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"]);
  kept.plain = Promise.resolve("plain");
  kept.never = new Promise((resolve) => (kept.resolveNever = resolve));
  kept.async = (async () => {
    await null;
    return "async";
  })();
  kept.slow = (async () => {
    await scheduler.wait(20);
    return "slow";
  })();
  const pair = new WebSocketPair();
  pair[0].accept();
  pair[1].accept();
  kept.socket = pair[0];
  kept.unaccepted = new WebSocketPair()[0];
  const answer = await fetch(`${env.UPSTREAM}/ws/echo`, { headers: { upgrade: "websocket" } });
  kept.webSocket = answer.webSocket;
  kept.webSocket.accept();
  // An open socket keeps its event alive; the server must be able to end.
  setTimeout(() => {
    for (const socket of [...Object.values(pair), kept.webSocket]) socket.close();
  }, 2000);
  kept.tcp = connect(new URL(env.UPSTREAM).host);
  kept.cache = caches.default;
  kept.rewritten = new HTMLRewriter().on("a", { element: (e) => e.remove() }).transform(new Response("<a>x</a>y"));
  kept.rewriter = new HTMLRewriter().on("a", { element: (e) => e.remove() });
  kept.headers = kept.fetched.headers;
  kept.url = new URL(request.url);
  kept.bound = AsyncLocalStorage.bind(() => als.getStore() ?? "nothing");
  als.run("first", () => {
    kept.snapshot = AsyncLocalStorage.snapshot();
    kept.inside = AsyncLocalStorage.bind(() => als.getStore() ?? "nothing");
  });
  kept.channel = new MessageChannel();
  kept.target = new EventTarget();
  kept.generator = (async function* () {
    yield "one";
    await scheduler.wait(1);
    yield "two";
  })();
  await kept.generator.next();
  return "made";
}

const uses = {
  "request-url": () => kept.request.url,
  "request-headers": () => kept.request.headers.get("host"),
  "request-text": () => kept.request.text(),
  "request-clone": () => kept.request.clone().text(),
  "request-cf": () => typeof kept.request.cf,
  "request-signal": () => String(kept.request.signal.aborted),
  "request-new": () => new Request(kept.request).text(),
  "request-fetch": async () => (await fetch(kept.request)).status,
  "wait-until": () => typeof kept.ctx.waitUntil(Promise.resolve()),
  env: () => typeof kept.env.KV,
  "env-kv": async () => String(await kept.env.KV.get("none")),
  "fetched-status": () => kept.fetched.status,
  "fetched-text": () => kept.fetched.text(),
  "fetched-clone": () => kept.fetchedClone.clone().text(),
  "fetched-return": () => kept.fetchedClone,
  "fetched-stream": () => read(kept.fetchedStream.getReader()),
  "fetched-reader": () => read(kept.fetchedReader),
  "fetched-cancel": () => kept.fetchedReader.cancel().then(() => "cancelled"),
  fetching: async () => (await kept.fetching).text(),
  "text-body": () => read(kept.textBody.getReader()),
  "blob-itself": () => kept.blobItself.text(),
  empty: async () => `[${await kept.empty.text()}]`,
  stream: () => read(kept.stream.getReader()),
  streamed: () => kept.streamed.text(),
  transform: async () => {
    const w = kept.transform.writable.getWriter();
    void w.write(new TextEncoder().encode("through"));
    return read(kept.transform.readable.getReader());
  },
  identity: async () => {
    const w = kept.identity.writable.getWriter();
    void w.write(new TextEncoder().encode("through")).catch(() => {});
    return read(kept.identity.readable.getReader());
  },
  fixed: async () => {
    const w = kept.fixed.writable.getWriter();
    void w.write(new TextEncoder().encode("five!")).catch(() => {});
    return read(kept.fixed.readable.getReader());
  },
  compression: async () => {
    const w = kept.compression.writable.getWriter();
    void w.write(new TextEncoder().encode("x")).catch(() => {});
    void w.close().catch(() => {});
    return typeof (await read(kept.compression.readable.getReader()));
  },
  decoder: async () => {
    const w = kept.decoder.writable.getWriter();
    void w.write(new TextEncoder().encode("text")).catch(() => {});
    return (await kept.decoder.readable.getReader().read()).value;
  },
  digest: async () => {
    const w = kept.digest.getWriter();
    void w.close().catch(() => {});
    return (await kept.digest.digest).byteLength;
  },
  controller: () => {
    kept.controller.abort();
    return String(kept.controller.signal.aborted);
  },
  signal: () => String(kept.signal.aborted),
  timeout: () => String(kept.timeout.aborted),
  "timeout-fetch": async () => (await fetch(`${kept.env.UPSTREAM}/text`, { signal: kept.timeout })).status,
  timer: () => typeof clearTimeout(kept.timer),
  waiting: async () => typeof (await kept.waiting),
  get: async () => String(await kept.get),
  hash: async () => (await kept.hash).byteLength,
  key: async () => (await crypto.subtle.exportKey("raw", kept.key)).byteLength,
  plain: () => kept.plain,
  never: () => kept.never,
  "resolve-never": () => {
    kept.resolveNever("resolved elsewhere");
    return kept.never;
  },
  async: () => kept.async,
  slow: () => kept.slow,
  "socket-send": () => typeof kept.socket.send("x"),
  "socket-close": () => typeof kept.socket.close(),
  "socket-listen": () => typeof kept.socket.addEventListener("message", () => {}),
  "socket-state": () => kept.socket.readyState,
  "socket-accept": () => typeof kept.unaccepted.accept(),
  "socket-return": () => new Response(null, { status: 101, webSocket: kept.unaccepted }),
  "client-send": () => typeof kept.webSocket.send("x"),
  "client-close": () => typeof kept.webSocket.close(1000, "x"),
  "client-state": () => kept.webSocket.readyState,
  "tcp-write": async () => {
    await kept.tcp.writable.getWriter().write(new Uint8Array(1));
    return "written";
  },
  "tcp-close": async () => typeof (await kept.tcp.close()),
  "tcp-opened": async () => typeof (await kept.tcp.opened),
  cache: async () => typeof (await kept.cache.match("https://example.com/none")),
  rewritten: () => kept.rewritten.text(),
  rewriter: () => kept.rewriter.transform(new Response("<a>x</a>y")).text(),
  headers: () => kept.headers.get("content-type"),
  url: () => kept.url.pathname,
  bound: () => kept.bound(),
  inside: () => kept.inside(),
  snapshot: () => kept.snapshot(() => als.getStore() ?? "nothing"),
  channel: () =>
    new Promise((resolve) => {
      kept.channel.port2.onmessage = (e) => resolve(e.data);
      kept.channel.port1.postMessage("message");
    }),
  events: () => {
    let seen = "no";
    kept.target.addEventListener("x", () => (seen = "yes"));
    kept.target.dispatchEvent(new Event("x"));
    return seen;
  },
  generator: async () => (await kept.generator.next()).value,
  "blob-limit": () => new Blob(new Array(129).fill(new Uint8Array(1 << 20))).size,
  count: () => String(++n),
};

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/make") return new Response(await make(request, env, ctx));
    const value = await soon(async () => uses[pathname.slice(1)]());
    if (pathname.endsWith("-return")) {
      if (value instanceof Response) return value;
    }
    return new Response(String(value));
  },
};
