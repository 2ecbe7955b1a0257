// Each path runs one expression; what it gives or throws is the answer.
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const tests = {
  "/timeout": async (request, env, ctx) => (async () => { const t = Date.now(); await sleep(50); return Date.now() - t >= 45; })(),
  "/order": async (request, env, ctx) => (async () => { const seen = []; setTimeout(() => seen.push("c"), 60); setTimeout(() => seen.push("b"), 30); setTimeout(() => seen.push("a"), 1); queueMicrotask(() => seen.push("micro")); Promise.resolve().then(() => seen.push("then")); seen.push("now"); await sleep(120); return seen; })(),
  "/same-delay": async (request, env, ctx) => (async () => { const seen = []; for (let i = 0; i < 5; i++) setTimeout(() => seen.push(i), 10); await sleep(60); return seen; })(),
  "/arguments": async (request, env, ctx) => new Promise((resolve) => setTimeout((...a) => resolve(a), 1, "x", 2, null)),
  "/clear": async (request, env, ctx) => (async () => { let ran = false; const id = setTimeout(() => (ran = true), 10); clearTimeout(id); await sleep(40); return ran; })(),
  "/clear-nothing": async (request, env, ctx) => [clearTimeout(), clearTimeout(undefined), clearTimeout(12345), clearInterval(null)].length,
  "/interval": async (request, env, ctx) => (async () => { let n = 0; await new Promise((resolve) => { const id = setInterval(() => { if (++n === 3) { clearInterval(id); resolve(); } }, 10); }); await sleep(40); return n; })(),
  "/zero": async (request, env, ctx) => new Promise((resolve) => setTimeout(() => resolve("zero"), 0)),
  "/negative": async (request, env, ctx) => new Promise((resolve) => setTimeout(() => resolve("negative"), -5)),
  "/no-delay": async (request, env, ctx) => new Promise((resolve) => setTimeout(() => resolve("none"))),
  "/string-delay": async (request, env, ctx) => new Promise((resolve) => setTimeout(() => resolve("string"), "5")),
  "/not-a-function": async (request, env, ctx) => setTimeout("code", 1),
  "/nested": async (request, env, ctx) => (async () => { const seen = []; await new Promise((resolve) => setTimeout(() => { seen.push(1); setTimeout(() => { seen.push(2); resolve(); }, 1); }, 1)); return seen; })(),
  "/microtasks-first": async (request, env, ctx) => (async () => { const seen = []; setTimeout(() => { seen.push("t1"); Promise.resolve().then(() => seen.push("m1")); }, 5); setTimeout(() => seen.push("t2"), 5); await sleep(40); return seen; })(),
  "/scheduler": async (request, env, ctx) => (async () => { await scheduler.wait(10); return "waited"; })(),
  "/abort-timeout": async (request, env, ctx) => (async () => { const s = AbortSignal.timeout(20); await sleep(80); return [s.aborted, s.reason?.name]; })(),
  "/date": async (request, env, ctx) => [typeof Date.now(), new Date(0).toISOString(), Date.UTC(2026, 10, 22), new Date(1700000000000).getTimezoneOffset()],
  "/date-text": async (request, env, ctx) => { const d = new Date(1700000000000); return [String(d), d.toString(), d.toTimeString(), d.toUTCString(), d.toDateString(), d.getHours()]; },
  "/performance": async (request, env, ctx) => [typeof performance.now(), typeof performance.timeOrigin],
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
