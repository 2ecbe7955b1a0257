// Each path runs one expression; what it gives or throws is the answer.
const up = (env, path) => env.UPSTREAM + path;

const tests = {
  "/gzip": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/gzip")); return [r.headers.get("content-encoding"), await r.text()]; })(),
  "/br": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/br")); return [r.headers.get("content-encoding"), await r.text()]; })(),
  "/gzip-passes": async (request, env, ctx) => fetch(up(env, "/gzip")),
  "/br-passes": async (request, env, ctx) => fetch(up(env, "/br")),
  "/gzip-copied": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/gzip")); return new Response(r.body, { headers: { "Content-Type": "text/plain" } }); })(),
  "/gzip-new-response": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/gzip")); return new Response(r.body, r); })(),
  "/gzip-bytes": async (request, env, ctx) => (async () => (await (await fetch(up(env, "/gzip"))).arrayBuffer()).byteLength)(),
  "/gzip-head": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/gzip"), { method: "HEAD" }); return [r.status, await r.text()]; })(),
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
