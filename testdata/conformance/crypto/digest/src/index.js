// Each path runs one expression; what it gives or throws is the answer.
const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, '0')).join('');
const enc = (s) => new TextEncoder().encode(s);

const tests = {
  "/sha-1": async (request, env, ctx) => hex(await crypto.subtle.digest("SHA-1", enc("the quick brown fox"))),
  "/sha-256": async (request, env, ctx) => hex(await crypto.subtle.digest("SHA-256", enc("the quick brown fox"))),
  "/sha-384": async (request, env, ctx) => hex(await crypto.subtle.digest("SHA-384", enc("the quick brown fox"))),
  "/sha-512": async (request, env, ctx) => hex(await crypto.subtle.digest("SHA-512", enc("the quick brown fox"))),
  "/md5": async (request, env, ctx) => hex(await crypto.subtle.digest("MD5", enc("the quick brown fox"))),
  "/empty": async (request, env, ctx) => hex(await crypto.subtle.digest("SHA-256", new Uint8Array())),
  "/object": async (request, env, ctx) => hex(await crypto.subtle.digest({ name: "sha-256" }, enc("a").buffer)),
  "/view": async (request, env, ctx) => hex(await crypto.subtle.digest("SHA-256", new DataView(enc("xabcx").buffer, 1, 3))),
  "/unknown": async (request, env, ctx) => crypto.subtle.digest("SHA-3", enc("a")),
  "/string-data": async (request, env, ctx) => crypto.subtle.digest("SHA-256", "text"),
  "/large": async (request, env, ctx) => hex(await crypto.subtle.digest("SHA-512", new Uint8Array(1_000_000).fill(97))),
  "/is-promise": async (request, env, ctx) => crypto.subtle.digest("SHA-1", new Uint8Array()) instanceof Promise,
  "/stream": async (request, env, ctx) => (async () => { const s = new crypto.DigestStream("SHA-256"); const w = s.getWriter(); await w.write(enc("the quick ")); await w.write(enc("brown fox")); await w.close(); return hex(await s.digest); })(),
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
