// Each path runs one expression; what it gives or throws is the answer.
const tests = {
  "/values": async (request, env, ctx) => (() => { const a = new Uint8Array(32); const same = crypto.getRandomValues(a); return [same === a, a.some((x) => x !== 0)]; })(),
  "/kinds": async (request, env, ctx) => [Int8Array, Uint16Array, Int32Array, BigUint64Array, Uint8ClampedArray].map((T) => crypto.getRandomValues(new T(4)).length),
  "/floats": async (request, env, ctx) => crypto.getRandomValues(new Float32Array(1)),
  "/too-many": async (request, env, ctx) => crypto.getRandomValues(new Uint8Array(65537)),
  "/at-most": async (request, env, ctx) => crypto.getRandomValues(new Uint8Array(65536)).length,
  "/not-a-view": async (request, env, ctx) => crypto.getRandomValues([1, 2]),
  "/uuid": async (request, env, ctx) => (() => { const u = crypto.randomUUID(); return [/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(u), u !== crypto.randomUUID()]; })(),
  "/math": async (request, env, ctx) => (() => { const x = Math.random(); return x >= 0 && x < 1 && x !== Math.random(); })(),
  "/shape": async (request, env, ctx) => [typeof crypto, typeof crypto.subtle, Object.prototype.toString.call(crypto), typeof crypto.subtle.timingSafeEqual],
  "/timing-safe-equal": async (request, env, ctx) => [crypto.subtle.timingSafeEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2])), crypto.subtle.timingSafeEqual(new Uint8Array([1, 2]), new Uint8Array([1, 3]))],
  "/timing-safe-equal-lengths": async (request, env, ctx) => crypto.subtle.timingSafeEqual(new Uint8Array(1), new Uint8Array(2)),
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
