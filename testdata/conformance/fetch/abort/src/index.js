// Each path runs one expression; what it gives or throws is the answer.
const up = (env, path) => env.UPSTREAM + path;

const tests = {
  "/before": async (request, env, ctx) => fetch(up(env, "/text"), { signal: AbortSignal.abort() }),
  "/before-with-reason": async (request, env, ctx) => fetch(up(env, "/text"), { signal: AbortSignal.abort(new RangeError("mine")) }),
  "/while-waiting": async (request, env, ctx) => (async () => { const c = new AbortController(); setTimeout(() => c.abort(), 50); try { await fetch(up(env, "/hang"), { signal: c.signal }); } catch (e) { return [e.name, c.signal.aborted]; } })(),
  "/while-waiting-with-reason": async (request, env, ctx) => (async () => { const c = new AbortController(); setTimeout(() => c.abort("because"), 50); try { await fetch(up(env, "/hang"), { signal: c.signal }); } catch (e) { return e; } })(),
  "/timeout": async (request, env, ctx) => fetch(up(env, "/hang"), { signal: AbortSignal.timeout(50) }),
  "/any": async (request, env, ctx) => fetch(up(env, "/hang"), { signal: AbortSignal.any([AbortSignal.timeout(50), new AbortController().signal]) }),
  "/while-reading": async (request, env, ctx) => (async () => { const c = new AbortController(); const r = await fetch(up(env, "/stream?n=5&gap=300"), { signal: c.signal }); setTimeout(() => c.abort(), 100); try { await r.text(); return "read"; } catch (e) { return e.name; } })(),
  "/after": async (request, env, ctx) => (async () => { const c = new AbortController(); const r = await fetch(up(env, "/text"), { signal: c.signal }); const t = await r.text(); c.abort(); return t; })(),
  "/upstream-noticed": async (request, env, ctx) => (async () => { await new Promise((r) => setTimeout(r, 300)); return (await (await fetch(up(env, "/gone"))).text()) >= "4"; })(),
  "/events": async (request, env, ctx) => (async () => { const c = new AbortController(); const seen = []; c.signal.addEventListener("abort", () => seen.push("listener")); c.signal.onabort = () => seen.push("property"); c.abort(); c.abort(); return [seen, c.signal.reason.name, c.signal.aborted]; })(),
  "/throw-if-aborted": async (request, env, ctx) => (() => { AbortSignal.abort().throwIfAborted(); })(),
  "/dropped-answer": async (request, env, ctx) => (async () => { const r = await fetch(up(env, "/drop")); try { await r.text(); return "complete"; } catch (e) { return e instanceof Error; } })(),
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
