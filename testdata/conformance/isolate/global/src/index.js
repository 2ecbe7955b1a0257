// What a Worker may do before any request: each attempt is made while the module
// is evaluated, and the request of the same name tells what came of it.
import { connect } from "cloudflare:sockets";
import { env, waitUntil } from "cloudflare:workers";
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

const text = (e) => (e instanceof Error ? `${e.name}: ${e.message}` : `thrown ${String(e)}`);
const result = {};
const later = {};

const attempt = (name, f) => {
  try {
    const v = f();
    if (v instanceof Promise) {
      result[name] = "a promise";
      v.then(
        (x) => (later[name] = `resolved ${typeof x}`),
        (e) => (later[name] = `rejected ${text(e)}`),
      );
    } else {
      result[name] = `returned ${typeof v === "object" ? (v?.constructor?.name ?? v) : typeof v}`;
    }
  } catch (e) {
    result[name] = text(e);
  }
};

const attempts = {
  fetch: () => fetch("https://example.com/"),
  "fetch-data": () => fetch("data:text/plain,x"),
  timeout: () => setTimeout(() => {}, 1),
  interval: () => setInterval(() => {}, 1000),
  immediate: () => setImmediate(() => {}),
  clear: () => clearTimeout(1),
  wait: () => scheduler.wait(1),
  microtask: () => queueMicrotask(() => (later.microtask = "ran")),
  random: () => crypto.getRandomValues(new Uint8Array(4)),
  uuid: () => crypto.randomUUID(),
  "math-random": () => Math.random(),
  "node-random": () => randomBytes(4),
  digest: () => crypto.subtle.digest("SHA-256", new Uint8Array(1)),
  "generate-key": () => crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]),
  "import-key": () => crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"]),
  "digest-stream": () => new crypto.DigestStream("SHA-256"),
  "cache-match": () => caches.default.match("https://example.com/"),
  "cache-open": () => caches.open("x"),
  websocket: () => new WebSocket("wss://example.com/"),
  pair: () => new WebSocketPair(),
  "pair-accept": () => new WebSocketPair()[0].accept(),
  "event-source": () => new EventSource("https://example.com/"),
  connect: () => connect("example.com:80"),
  kv: () => env.KV.get("x"),
  "wait-until": () => waitUntil(Promise.resolve()),
  "date-zero": () => {
    if (Date.now() !== 0 || new Date().getTime() !== 0) throw new Error("the clock runs");
  },
  "performance-zero": () => {
    if (performance.now() !== 0) throw new Error("the clock runs");
  },
  request: () => new Request("https://example.com/", { method: "POST", body: "x" }),
  response: () => new Response("x"),
  "response-text": () => new Response("x").text(),
  "response-stream": () => new Response("x").body,
  "request-clone": () => new Request("https://example.com/", { method: "POST", body: "x" }).clone(),
  stream: () => new ReadableStream({ start: (c) => c.close() }).getReader().read(),
  identity: () => new IdentityTransformStream(),
  fixed: () => new FixedLengthStream(3),
  compression: () => new CompressionStream("gzip"),
  decoder: () => new TextDecoderStream(),
  blob: () => new Blob(["x"]).text(),
  "blob-stream": () => new Blob(["x"]).stream(),
  form: () => new FormData(),
  clone: () => structuredClone({ a: 1 }),
  channel: () => new MessageChannel(),
  controller: () => new AbortController().abort(),
  "signal-timeout": () => AbortSignal.timeout(1000),
  "signal-abort": () => AbortSignal.abort(),
  events: () => new EventTarget().dispatchEvent(new Event("x")),
  rewriter: () => new HTMLRewriter().on("a", {}),
  transform: () => new HTMLRewriter().transform(new Response("<a>")),
  storage: () => new AsyncLocalStorage().run(1, () => 1),
  eval: () => (0, eval)("1"),
  function: () => new Function("return 1")(),
  finalization: () => new FinalizationRegistry(() => {}),
  console: () => console.debug("from the global scope"),
};
for (const [name, f] of Object.entries(attempts)) attempt(name, f);

export default {
  fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    return new Response(`${result[name]}; ${later[name] ?? ""}`);
  },
};
