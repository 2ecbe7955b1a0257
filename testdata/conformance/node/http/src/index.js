// node:http as a client, one snippet a path.
import http from "node:http";
import https from "node:https";

const show = (v) =>
  typeof v === "string" ? v : (JSON.stringify(v) ?? String(v));
const failed = (e) => `${e?.name} ${e?.code ?? "-"} ${e?.message}`;
// thrown is the error of f in one line.
const thrown = (f) => {
  try {
    return show(f());
  } catch (e) {
    return failed(e);
  }
};
const ask = (env, path, options = {}, body) =>
  new Promise((resolve, reject) => {
    const q = http.request(env.UPSTREAM + path, options, (r) => {
      let text = "";
      r.setEncoding("utf8");
      r.on("data", (c) => (text += c));
      r.on("end", () =>
        resolve({
          statusCode: r.statusCode,
          statusMessage: r.statusMessage,
          headers: r.headers,
          body: text,
        }),
      );
    });
    q.on("error", reject);
    q.end(body);
  });
const snippets = {
  async get(request, env, ctx) {
    const r = await ask(env, "/text");
    return [r.statusCode, r.statusMessage, r.headers.etag, r.body];
  },
  async post(request, env, ctx) {
    const r = await ask(
      env,
      "/echo/p?q=1",
      { method: "POST", headers: { "X-A": "b", "content-type": "text/plain" } },
      "hello",
    );
    const e = JSON.parse(r.body);
    return [e.method, e.path, e.body, e.headers.filter(([k]) => k === "x-a")];
  },
  async redirect(request, env, ctx) {
    const r = await ask(env, "/redirect/1");
    return [r.statusCode, r.headers.location];
  },
  async status(request, env, ctx) {
    const r = await ask(env, "/status/404");
    return [r.statusCode, r.body];
  },
  async stream(request, env, ctx) {
    const r = await ask(env, "/stream?n=3&gap=5");
    return r.body;
  },
  async cookies(request, env, ctx) {
    const r = await ask(env, "/cookies");
    return String(r.headers["set-cookie"]).replace(/, ?/g, ",");
  },
  async refused() {
    return new Promise((r) =>
      http.get("http://127.0.0.1:1/").on("error", (e) => r(e instanceof Error)),
    );
  },
  async abort(request, env, ctx) {
    return new Promise((r) => {
      const q = http.get(`${env.UPSTREAM}/hang`);
      q.on("error", (e) => r(e.code));
      setTimeout(() => q.destroy(), 20);
    });
  },
  async protocol() {
    return thrown(() => http.request("ftp://x"));
  },
  async "header-name"() {
    return [
      thrown(() => http.validateHeaderName("a b")),
      thrown(() => http.validateHeaderValue("a", undefined)),
      thrown(() => http.validateHeaderValue("a", "\n")),
    ];
  },
  async constants() {
    return [
      http.METHODS.includes("PATCH"),
      http.STATUS_CODES[418],
      http.maxHeaderSize,
      typeof http.globalAgent,
      https.globalAgent.defaultPort,
    ];
  },
  async outgoing() {
    const m = new http.OutgoingMessage();
    m.setHeader("A-B", "1");
    m.setHeader("set-cookie", ["x", "y"]);
    m.appendHeader("a-b", "2");
    const all = { ...m.getHeaders() };
    m.removeHeader("a-b");
    return [all, m.getHeaderNames(), m.hasHeader("Set-Cookie"), m.headersSent];
  },
};

export default {
  async fetch(request, env, ctx) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    try {
      return new Response(show(await snippet(request, env, ctx)));
    } catch (e) {
      return new Response(`THROWN ${failed(e)}`);
    }
  },
};
