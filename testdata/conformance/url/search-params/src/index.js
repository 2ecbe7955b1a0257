// Each path runs one expression; what it gives or throws is the answer.
const tests = {
  "/string": async (request, env, ctx) => [...new URLSearchParams("?a=1&b=2&a=3&&c&=d&e=%20+%2B")],
  "/object": async (request, env, ctx) => String(new URLSearchParams({ a: "1 2", "ü": "&=+", n: 5 })),
  "/pairs": async (request, env, ctx) => String(new URLSearchParams([["a", "1"], ["a", "2"]])),
  "/bad-pairs": async (request, env, ctx) => new URLSearchParams([["a"]]),
  "/copy": async (request, env, ctx) => (() => { const p = new URLSearchParams("a=1"); const q = new URLSearchParams(p); q.append("b", "2"); return [String(p), String(q)]; })(),
  "/empty": async (request, env, ctx) => [String(new URLSearchParams()), String(new URLSearchParams("")), new URLSearchParams().size],
  "/get": async (request, env, ctx) => (() => { const p = new URLSearchParams("a=1&a=2"); return [p.get("a"), p.get("x"), p.getAll("a"), p.getAll("x"), p.has("a"), p.has("a", "2"), p.has("a", "3")]; })(),
  "/set": async (request, env, ctx) => (() => { const p = new URLSearchParams("a=1&b=2&a=3"); p.set("a", "9"); p.set("c", "new"); return String(p); })(),
  "/delete": async (request, env, ctx) => (() => { const p = new URLSearchParams("a=1&b=2&a=3"); p.delete("a", "3"); const one = String(p); p.delete("a"); return [one, String(p), p.size]; })(),
  "/sort": async (request, env, ctx) => (() => { const p = new URLSearchParams("z=1&a=2&z=0&é=3&a=1"); p.sort(); return String(p); })(),
  "/iterate": async (request, env, ctx) => (() => { const p = new URLSearchParams("a=1&b=2"); return [[...p.keys()], [...p.values()], [...p.entries()], typeof p[Symbol.iterator]]; })(),
  "/for-each": async (request, env, ctx) => (() => { const seen = []; new URLSearchParams("a=1&b=2").forEach((v, k, all) => seen.push([k, v, all instanceof URLSearchParams])); return seen; })(),
  "/encoding": async (request, env, ctx) => String(new URLSearchParams([["k", " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~é☕"]])),
  "/decode-broken": async (request, env, ctx) => [...new URLSearchParams("a=%zz&b=%e9&c=%F0%9F")],
  "/lone-surrogate": async (request, env, ctx) => String(new URLSearchParams([["a", "\ud800"]])),
  "/linked": async (request, env, ctx) => (() => { const u = new URL("http://a/?x=1#h"); u.searchParams.set("x", "ü"); u.searchParams.append("y", "z"); return [u.href, u.search]; })(),
  "/change-while-iterating": async (request, env, ctx) => (() => { const u = new URLSearchParams("a=1&b=2&c=3"); const seen = []; for (const [k] of u) { seen.push(k); u.delete(k); } return [seen, String(u)]; })(),
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
