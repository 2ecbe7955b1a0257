// fetch() of service bindings, one snippet a path.
import { WorkerEntrypoint, ServiceStub } from "cloudflare:workers";

const url = (path) => `http://api.test${path}`;
const err = async (f) => {
  try {
    return show(await f());
  } catch (e) {
    if (typeof e !== "object" || e === null) return `thrown ${typeof e}: ${String(e)}`;
    return `${e.constructor?.name} ${e.name}: ${e.message} ${JSON.stringify(e instanceof DOMException ? [e.remote] : Object.entries(e))} ${e instanceof Error}`;
  }
};
const show = (v) => (v instanceof Response ? `${v.status}` : typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));
const told = async (r) => [r.status, r.statusText, [...r.headers], r.url, r.redirected, r.body === null, await r.text()];

const snippets = {
  hello: async (_, { API }) => told(await API.fetch(url("/see"))),
  "url-object": async (_, { API }) => told(await API.fetch(new URL(url("/see?a=1&b=%20#frag")))),
  credentials: async (_, { API }) => (await (await API.fetch("http://user:pass@api.test:8080/see")).json()).url,
  "post-text": async (_, { API }) => told(await API.fetch(url("/see"), { method: "POST", body: "text" })),
  "post-empty": async (_, { API }) => told(await API.fetch(url("/see"), { method: "POST", body: "" })),
  "post-none": async (_, { API }) => told(await API.fetch(url("/see"), { method: "POST" })),
  "post-json": async (_, { API }) => told(await API.fetch(url("/see"), { method: "PUT", body: JSON.stringify({ a: 1 }), headers: { "content-type": "application/json", "X-Mixed-Case": "Yes" } })),
  "post-form": async (_, { API }) => told(await API.fetch(url("/see"), { method: "POST", body: new URLSearchParams({ a: "1", b: "é" }) })),
  "headers-sent": async (_, { API }) => (await (await API.fetch(url("/see"), { headers: [["x-a", "1"], ["x-a", "2"], ["cookie", "c=d"], ["host", "h.test"], ["connection", "close"], ["user-agent", "me"], ["cf-ray", "ray"]] })).json()).headers,
  "cf-sent": async (_, { API }) => (await (await API.fetch(url("/see"), { cf: { mine: { a: 1 } } })).json()).cf,
  "request-passed": async (request, { API }) => {
    const seen = await (await API.fetch(request)).json().catch((e) => e.message);
    return seen;
  },
  "request-remade": async (request, { API }) => {
    const seen = await (await API.fetch(new Request(url("/see"), request))).json();
    return [seen.method, seen.body, seen.redirect, seen.headers.filter(([n]) => n.startsWith("x-"))];
  },
  status: async (_, { API }) => told(await API.fetch(url("/status"))),
  headers: async (_, { API }) => {
    const r = await API.fetch(url("/headers"));
    return [[...r.headers], r.headers.getSetCookie()];
  },
  empty: async (_, { API }) => told(await API.fetch(url("/empty"))),
  nothing: async (_, { API }) => told(await API.fetch(url("/nothing"))),
  blank: async (_, { API }) => told(await API.fetch(url("/blank"))),
  json: async (_, { API }) => (await API.fetch(url("/json"))).json(),
  bytes: async (_, { API }) => [...new Uint8Array(await (await API.fetch(url("/bytes"))).arrayBuffer())],
  head: async (_, { API }) => told(await API.fetch(url("/json"), { method: "HEAD" })),
  "not-found": async (_, { API }) => told(await API.fetch(url("/missing"))),
  stream: async (_, { API }) => told(await API.fetch(url("/stream"))),
  "stream-pieces": async (_, { API }) => {
    const pieces = [];
    for await (const chunk of (await API.fetch(url("/stream"))).body) pieces.push(new TextDecoder().decode(chunk));
    return pieces;
  },
  "stream-passed": (_, { API }) => API.fetch(url("/stream")),
  "stream-cancelled": async (_, { API }) => {
    const r = await API.fetch(url("/stream"));
    const reader = r.body.getReader();
    const first = await reader.read();
    await reader.cancel();
    return new TextDecoder().decode(first.value);
  },
  "broken-stream": async (_, { API }) => err(async () => (await API.fetch(url("/broken-stream"))).text()),
  "echo-text": async (_, { API }) => told(await API.fetch(url("/echo"), { method: "POST", body: "over and back" })),
  "echo-stream": async (_, { API }) => {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const sent = (async () => {
      for (const part of ["one ", "two ", "three"]) await writer.write(new TextEncoder().encode(part));
      await writer.close();
    })();
    const r = await API.fetch(url("/echo"), { method: "POST", body: readable });
    const text = await r.text();
    await sent;
    return text;
  },
  "echo-long": async (_, { API }) => {
    const text = await (await API.fetch(url("/echo"), { method: "POST", body: "0123456789".repeat(20000) })).text();
    return [text.length, text.slice(-5)];
  },
  gzip: async (_, { API }) => {
    const r = await API.fetch(url("/gzip"));
    return [r.headers.get("content-encoding"), (await r.text()).length];
  },
  redirect: async (_, { API }) => told(await API.fetch(url("/redirect"))),
  "redirect-manual": async (_, { API }) => told(await API.fetch(url("/redirect"), { redirect: "manual" })),
  "redirect-post": async (_, { API }) => told(await API.fetch(url("/redirect"), { method: "POST", body: "lost", headers: { authorization: "a" } })),
  "redirect-303": async (_, { API }) => told(await API.fetch(url("/redirect-303"), { method: "PUT", body: "lost" })),
  "redirect-307": async (_, { API }) => told(await API.fetch(url("/redirect-307"), { method: "POST", body: "kept", headers: { authorization: "a" } })),
  "redirect-stream": async (_, { API }) => err(() => API.fetch(url("/redirect-307"), { method: "POST", body: new Blob(["x"]).stream() })),
  "redirect-loop": async (_, { API }) => (await err(() => API.fetch(url("/redirect-loop")))).slice(0, 80),
  "redirect-bad": async (_, { API }) => err(() => API.fetch(url("/redirect-bad"))),
  throw: async (_, { API }) => err(() => API.fetch(url("/throw"))),
  "throw-custom": async (_, { API }) => err(() => API.fetch(url("/throw-custom"))),
  "throw-text": async (_, { API }) => err(() => API.fetch(url("/throw-text"))),
  "throw-object": async (_, { API }) => err(() => API.fetch(url("/throw-object"))),
  "throw-null": async (_, { API }) => err(() => API.fetch(url("/throw-null"))),
  "throw-dom": async (_, { API }) => err(() => API.fetch(url("/throw-dom"))),
  "not-response": async (_, { API }) => err(() => API.fetch(url("/not-response"))),
  undefined: async (_, { API }) => err(() => API.fetch(url("/undefined"))),
  "error-response": async (_, { API }) => err(() => API.fetch(url("/error-response"))),
  "relative-url": async (_, { API }) => err(() => API.fetch("/see")),
  "no-arguments": async (_, { API }) => err(() => API.fetch()),
  "bad-scheme": async (_, { API }) => err(async () => (await (await API.fetch("ftp://api.test/see")).json()).url),
  aborted: async (_, { API }) => err(() => API.fetch(url("/see"), { signal: AbortSignal.abort() })),
  "used-body": async (_, { API }) => {
    const r = new Request(url("/see"), { method: "POST", body: "x" });
    await r.text();
    return err(() => API.fetch(r));
  },
  "response-frozen": async (_, { API }) => {
    const r = await API.fetch(url("/status"));
    return err(() => r.headers.set("a", "b"));
  },
  "request-frozen": async (_, { API }) => (await API.fetch(url("/immutable"))).text(),
  env: async (_, { API }) => (await API.fetch(url("/env"))).json(),
  admin: async (_, { ADMIN }) => (await ADMIN.fetch("http://admin.test/path")).json(),
  handlers: async (_, { HANDLERS }) => (await HANDLERS.fetch("http://h.test/path")).text(),
  "plain-counts": async (_, { PLAIN }) => [await (await PLAIN.fetch("http://p.test/")).text(), await (await PLAIN.fetch("http://p.test/")).text()],
  self: async (_, { SELF }) => (await SELF.fetch("http://self.test/inner")).text(),
  "inner-entrypoint": async (_, { INNER }) => (await INNER.fetch("http://self.test/path")).text(),
  chain: async (_, { API }) => (await API.fetch(url("/chain"))).text(),
  back: async (_, { API }) => (await API.fetch(url("/back"))).text(),
  upstream: async (_, { API }) => (await API.fetch(url("/upstream"))).status,
  wait: async (_, { API }) => (await API.fetch(url("/wait"))).text(),
  late: async (_, { API }) => {
    await scheduler.wait(60);
    return (await API.fetch(url("/late"))).json();
  },
  parallel: async (_, { API }) => Promise.all([1, 2, 3, 4, 5].map(async (n) => (await (await API.fetch(url(`/see?n=${n}`))).json()).url)),
  kinds: (_, { API }) => [typeof API, Object.prototype.toString.call(API), API.constructor?.name, typeof API.fetch, typeof API.connect, typeof API.then, "fetch" in API, "other" in API, Object.keys(API), JSON.stringify(API), API instanceof ServiceStub, API.fetch.length, String(API)],
  fetcher: () => [ServiceStub.name, Object.getOwnPropertyNames(ServiceStub.prototype)],
  detached: async (_, { API }) => {
    const { fetch } = API;
    return err(() => fetch(url("/see")));
  },
};

export class Inner extends WorkerEntrypoint {
  fetch(request) {
    return new Response(`inner ${this.env.GREETING} ${new URL(request.url).pathname} ${JSON.stringify(this.ctx.props)}`);
  }
}

export default {
  async fetch(request, env, ctx) {
    const name = new URL(request.url).pathname.slice(1);
    if (name === "inner") return new Response(`web ${env.GREETING}`);
    try {
      const v = await snippets[name](request, env, ctx);
      return v instanceof Response ? v : new Response(show(v));
    } catch (e) {
      return new Response(`${e.name}: ${e.message}`, { status: 500 });
    }
  },
};
