// Each path runs one expression; what it gives or throws is the answer.
const up = (env, path) => env.UPSTREAM + path;
const echo = async (env, init) => (await fetch(up(env, "/echo"), init)).json();

const tests = {
  "/text": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/text")); return [r.status, r.ok, r.statusText, r.redirected, r.type, r.url, r.headers.get("etag"), await r.text()]; })(),
  "/pass-through": async (request, env, ctx) => fetch(up(env, "/text")),
  "/request-object": async (request, env, ctx) => (async () => (await fetch(new Request(up(env, "/echo?a=1"), { method: "POST", body: "hi", headers: { "X-A": "1" } }))).text())(),
  "/url-object": async (request, env, ctx) => (async () => (await fetch(new URL(up(env, "/text")))).text())(),
  "/methods": async (request, env, ctx) => Promise.all(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map(async (method) => (await (await fetch(up(env, "/echo"), { method })).json()).method)),
  "/method-case": async (request, env, ctx) => Promise.all(["get", "post", "delete"].map(async (method) => (await (await fetch(up(env, "/echo"), { method })).json()).method)),
  "/head": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/text"), { method: "HEAD" }); return [r.status, r.headers.get("etag"), await r.text()]; })(),
  "/default-headers": async (request, env, ctx) => echo(env),
  "/headers": async (request, env, ctx) => echo(env, { headers: { "X-One": "1", "x-two": "a,b", "User-Agent": "me/1.0", Accept: "text/plain", Cookie: "a=1; b=2", "Accept-Language": "de" } }),
  "/repeated-headers": async (request, env, ctx) => echo(env, { headers: [["x-a", "1"], ["x-a", "2"]] }),
  "/string-body": async (request, env, ctx) => echo(env, { method: "POST", body: "grüße" }),
  "/empty-string-body": async (request, env, ctx) => echo(env, { method: "POST", body: "" }),
  "/bytes-body": async (request, env, ctx) => echo(env, { method: "POST", body: new Uint8Array([104, 105]) }),
  "/buffer-body": async (request, env, ctx) => echo(env, { method: "POST", body: new TextEncoder().encode("buffer").buffer }),
  "/params-body": async (request, env, ctx) => echo(env, { method: "POST", body: new URLSearchParams({ a: "1 2", b: "ü" }) }),
  "/blob-body": async (request, env, ctx) => echo(env, { method: "POST", body: new Blob(["blob"], { type: "text/x-test" }) }),
  "/json-body": async (request, env, ctx) => echo(env, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ a: [1] }) }),
  "/stream-body": async (request, env, ctx) => echo(env, { method: "POST", body: new Response("streamed").body }),
  "/form-body": async (request, env, ctx) => (async () => { const f = new FormData(); f.append("a", "1"); f.append("up", new File(["data"], "f.txt", { type: "text/plain" })); const got = await echo(env, { method: "POST", body: f }); const type = got.headers.find(([n]) => n === "content-type")[1]; const boundary = type.split("boundary=")[1]; return [type.split(";")[0], got.body.replaceAll(boundary.replaceAll('"', ""), "B")]; })(),
  "/get-with-body": async (request, env, ctx) => fetch(up(env, "/echo"), { method: "GET", body: "x" }),
  "/forward-request": async (request, env, ctx) => (async () => { const r = new Request(up(env, "/echo/fwd"), request); r.headers.set("X-Added", "yes"); return (await fetch(r)).text(); })(),
  "/status": async (request, env, ctx) => Promise.all([200, 201, 204, 400, 404, 500, 503].map(async (s) => { const r = await fetch(up(env, `/status/${s}`)); return [r.status, r.ok, r.statusText, await r.text()]; })),
  "/set-cookie": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/cookies")); return [r.headers.getSetCookie(), r.headers.get("set-cookie"), [...r.headers].filter(([n]) => n === "set-cookie").length]; })(),
  "/set-cookie-passes": async (request, env, ctx) => fetch(up(env, "/cookies")),
  "/headers-are-immutable": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/text")); r.headers.set("x", "1"); return "set"; })(),
  "/headers-of-a-copy": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/text")); const c = new Response(r.body, r); c.headers.set("X-Mine", "1"); c.headers.delete("etag"); return c; })(),
  "/response-headers": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/headers?x-a=1&x-a=2&x-b=%C3%BC")); return [r.headers.get("x-a"), r.headers.get("x-b"), r.headers.get("content-type")]; })(),
  "/json": async (request, env, ctx) => (async () => (await fetch(up(env, "/rates.json"))).json())(),
  "/not-json": async (request, env, ctx) => (async () => (await fetch(up(env, "/text"))).json())(),
  "/array-buffer": async (request, env, ctx) => (async () => { const b = await (await fetch(up(env, "/bytes?n=100000"))).arrayBuffer(); return [b.byteLength, new Uint8Array(b)[99999]]; })(),
  "/blob": async (request, env, ctx) => (async () => { const b = await (await fetch(up(env, "/text"))).blob(); return [b.size, b.type]; })(),
  "/body-twice": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/text")); await r.text(); return r.text(); })(),
  "/clone": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/text")); const c = r.clone(); return [await r.text(), await c.text()]; })(),
  "/parallel": async (request, env, ctx) => (async () => (await Promise.all(Array.from({ length: 6 }, async (_, i) => (await (await fetch(up(env, `/echo?n=${i}`))).json()).path))))(),
  "/not-modified": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/text"), { headers: { "If-None-Match": '"v1"' } }); return [r.status, r.body, await r.text()]; })(),
  "/relative": async (request, env, ctx) => fetch("/text"),
  "/bad-url": async (request, env, ctx) => fetch("http://"),
  "/bad-scheme": async (request, env, ctx) => fetch("ftp://example.com/"),
  "/bad-method": async (request, env, ctx) => fetch(up(env, "/echo"), { method: "bad method" }),
  "/connect-method": async (request, env, ctx) => fetch(up(env, "/echo"), { method: "CONNECT" }),
  "/no-argument": async (request, env, ctx) => fetch(),
  "/credentials-in-url": async (request, env, ctx) => (async () => (await fetch(up(env, "/text").replace("http://", "http://user:pw@"))).status)(),
  "/hash-is-not-sent": async (request, env, ctx) => (async () => (await (await fetch(up(env, "/echo#frag"))).json()).path)(),
  "/path-as-sent": async (request, env, ctx) => (async () => (await (await fetch(up(env, "/echo/%7e%2F?a=b+c&d=%20|^"))).json()).path)(),
};

export default {
  async fetch(request, env, ctx) {
    const run = tests[new URL(request.url).pathname];
    if (!run) return new Response("?", { status: 404 });
    let result;
    try {
      result = await run(request, env, ctx);
    } catch (e) {
      result = { threw: e?.name ?? typeof e };
    }
    return result instanceof Response ? result : Response.json(result === undefined ? { undefined: true } : result);
  },
};
