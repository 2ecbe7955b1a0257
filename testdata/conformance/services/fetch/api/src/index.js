// The Worker behind the bindings: what it sees of requests, and answers of many kinds.
import { WorkerEntrypoint } from "cloudflare:workers";
import { env as imported } from "cloudflare:workers";

const late = [];
const bytes = (text) => new TextEncoder().encode(text);

export class Admin extends WorkerEntrypoint {
  async fetch(request) {
    return Response.json({ props: this.ctx.props, url: request.url, env: this.env.GREETING });
  }
}

export class Silent extends WorkerEntrypoint {}

export const handlers = {
  async fetch(request, env, ctx) {
    return new Response(`handlers ${env.GREETING} ${JSON.stringify(ctx.props)} ${new URL(request.url).pathname}`);
  },
};

const routes = {
  "/see": async (request) => Response.json({
    method: request.method, url: request.url, headers: [...request.headers], redirect: request.redirect,
    body: request.body === null ? null : await request.text(), cf: request.cf ?? null, signal: request.signal.aborted,
  }),
  "/env": (request, env) => Response.json([env.GREETING, imported.GREETING, Object.keys(env)]),
  "/status": () => new Response("teapot", { status: 418, statusText: "Short and Stout" }),
  "/headers": () => new Response("h", { headers: [["x-a", "1"], ["x-a", "2"], ["set-cookie", "a=1"], ["set-cookie", "b=2"], ["content-length", "1"], ["connection", "close"], ["x-é", "ü"]].slice(0, 6) }),
  "/empty": () => new Response(null, { status: 204 }),
  "/nothing": () => new Response(),
  "/blank": () => new Response(""),
  "/json": () => Response.json({ a: [1, { b: null }] }),
  "/bytes": () => new Response(new Uint8Array([0, 1, 254, 255])),
  "/stream": () => {
    let n = 0;
    return new Response(new ReadableStream({
      async pull(c) {
        if (n === 3) return c.close();
        await scheduler.wait(5);
        c.enqueue(bytes(`part ${n++};`));
      },
    }));
  },
  "/broken-stream": () => new Response(new ReadableStream({
    start(c) { c.enqueue(bytes("begin")); },
    async pull() { await scheduler.wait(5); throw new RangeError("stream broke"); },
  })),
  "/echo": (request) => new Response(request.body, { headers: { "x-type": String(request.headers.get("content-type")) } }),
  "/gzip": () => new Response("packed ".repeat(50), { headers: { "content-encoding": "gzip" } }),
  "/redirect": () => new Response(null, { status: 302, headers: { location: "/see?from=redirect" } }),
  "/redirect-303": () => new Response(null, { status: 303, headers: { location: "/see" } }),
  "/redirect-307": () => new Response(null, { status: 307, headers: { location: "http://other.test/see" } }),
  "/redirect-loop": () => new Response(null, { status: 302, headers: { location: "/redirect-loop" } }),
  "/redirect-bad": () => new Response(null, { status: 302, headers: { location: "ftp://x.test/" } }),
  "/throw": () => { throw Object.assign(new RangeError("thrown by api"), { code: 7 }); },
  "/throw-custom": () => { throw new (class Mine extends Error { name = "Mine"; })("custom"); },
  "/throw-text": () => { throw "just text"; },
  "/throw-object": () => { throw { a: 1 }; },
  "/throw-null": () => { throw null; },
  "/throw-dom": () => { throw new DOMException("dom", "NotFoundError"); },
  "/not-response": () => "text",
  "/undefined": () => undefined,
  "/error-response": () => Response.error(),
  "/wait": (request, env, ctx) => {
    ctx.waitUntil(scheduler.wait(20).then(() => late.push("done")));
    return new Response("waiting");
  },
  "/late": () => Response.json(late),
  "/chain": async (request, env) => new Response(`api -> ${await (await env.PLAIN.fetch("http://plain.test/")).text()}`),
  "/back": async (request, env) => new Response(`api -> ${await (await env.WEB.fetch("http://web.test/inner")).text()}`),
  "/upstream": async (request, env) => fetch(`${env.UPSTREAM}/echo/json`),
  "/immutable": (request) => {
    try {
      request.headers.set("a", "b");
      return new Response("changed");
    } catch (e) {
      return new Response(`${e.name}: ${e.message}`);
    }
  },
  "/globals": () => new Response(`${typeof globalThis.leaked}`),
};

export default {
  async fetch(request, env, ctx) {
    const route = routes[new URL(request.url).pathname];
    return route === undefined ? new Response("no such path", { status: 404 }) : route(request, env, ctx);
  },
};
