// Each path runs one expression; what it gives or throws is the answer.
const up = (env, path) => env.UPSTREAM + path;

const tests = {
  "/follow": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect/3")); return [r.status, r.redirected, r.url, await r.text()]; })(),
  "/manual": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect/3"), { redirect: "manual" }); return [r.status, r.redirected, r.url, r.headers.get("location")]; })(),
  "/error": async (request, env, ctx) => fetch(up(env, "/redirect/1"), { redirect: "error" }),
  "/error-without-redirect": async (request, env, ctx) => (async () => (await fetch(up(env, "/text"), { redirect: "error" })).text())(),
  "/bad-mode": async (request, env, ctx) => fetch(up(env, "/text"), { redirect: "nope" }),
  "/post-301": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect-to?status=301&url=/echo"), { method: "POST", body: "kept?", headers: { "X-A": "1", "Content-Type": "text/x" } }); const e = await r.json(); return [r.status, e.method, e.body, e.headers]; })(),
  "/post-302": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect-to?status=302&url=/echo"), { method: "POST", body: "kept?", headers: { "X-A": "1", "Content-Type": "text/x" } }); const e = await r.json(); return [r.status, e.method, e.body, e.headers]; })(),
  "/post-303": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect-to?status=303&url=/echo"), { method: "POST", body: "kept?", headers: { "X-A": "1", "Content-Type": "text/x" } }); const e = await r.json(); return [r.status, e.method, e.body, e.headers]; })(),
  "/post-307": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect-to?status=307&url=/echo"), { method: "POST", body: "kept?", headers: { "X-A": "1", "Content-Type": "text/x" } }); const e = await r.json(); return [r.status, e.method, e.body, e.headers]; })(),
  "/post-308": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect-to?status=308&url=/echo"), { method: "POST", body: "kept?", headers: { "X-A": "1", "Content-Type": "text/x" } }); const e = await r.json(); return [r.status, e.method, e.body, e.headers]; })(),
  "/put-303": async (request, env, ctx) => (async () => (await (await fetch(up(env, "/redirect-to?status=303&url=/echo"), { method: "PUT", body: "x" })).json()).method)(),
  "/put-302": async (request, env, ctx) => (async () => (await (await fetch(up(env, "/redirect-to?status=302&url=/echo"), { method: "PUT", body: "x" })).json()).method)(),
  "/absolute": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect-to?url=" + encodeURIComponent(up(env, "/text?x")))); return [r.url, r.redirected]; })(),
  "/keeps-fragment": async (request, env, ctx) => (async () => (await fetch(up(env, "/redirect/1#top"))).url)(),
  "/too-many": async (request, env, ctx) => fetch(up(env, "/redirect/25")),
  "/twenty": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/redirect/20")); return [r.status, r.redirected]; })(),
  "/no-location": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/status/302")); return [r.status, r.redirected]; })(),
  "/304-is-none": async (request, env, ctx) => (async () => (await fetch(up(env, "/status/304"))).status)(),
  "/forwarded-request-is-manual": async (request, env, ctx) => (async () => { const r = await fetch(new Request(up(env, "/redirect/1"), request)); return [r.status, r.headers.get("location")]; })(),
  "/stream-body-307": async (request, env, ctx) => fetch(up(env, "/redirect-to?status=307&url=/echo"), { method: "POST", body: new Response("once").body }).then((r) => r.status),
  "/authorization-same-origin": async (request, env, ctx) => (async () => (await (await fetch(up(env, "/redirect-to?url=/echo"), { headers: { Authorization: "Bearer x" } })).json()).headers)(),
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
