// Each path runs one expression; what it gives or throws is the answer.
const tests = {
  "/path": async (request, env, ctx) => (() => { const p = new URLPattern({ pathname: "/books/:id" }); return [p.test({ pathname: "/books/7" }), p.test("https://a/books/7"), p.exec("https://a/books/7").pathname.groups, p.test("https://a/books")]; })(),
  "/string": async (request, env, ctx) => (() => { const p = new URLPattern("https://*.example.com/files/*"); const m = p.exec("https://cdn.example.com/files/a/b.txt"); return [m.hostname.groups, m.pathname.groups]; })(),
  "/regexp": async (request, env, ctx) => new URLPattern({ pathname: "/:year(\\d{4})/:rest*" }).exec({ pathname: "/2026/a/b" }).pathname.groups,
  "/optional": async (request, env, ctx) => ["/a", "/a/b"].map((x) => new URLPattern({ pathname: "/a/:b?" }).test({ pathname: x })),
  "/no-match": async (request, env, ctx) => new URLPattern({ pathname: "/x" }).exec("https://a/y"),
  "/props": async (request, env, ctx) => (() => { const p = new URLPattern({ pathname: "/x/:y" }); return [p.pathname, p.protocol, p.search, p.hash]; })(),
  "/bad": async (request, env, ctx) => new URLPattern({ pathname: "/(" }),
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
