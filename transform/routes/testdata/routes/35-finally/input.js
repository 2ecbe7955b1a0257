export default {
  async fetch(request, env, ctx) {
    const started = Date.now();
    const { pathname } = new URL(request.url);
    try {
      if (pathname === "/a") {
        return new Response("a");
      }
      if (pathname === "/b") {
        return new Response(await env.KV.get("b"));
      }
      return new Response("Not found", { status: 404 });
    } finally {
      // It runs before the work that a handler left behind.
      ctx.waitUntil(env.KV.put("last", String(Date.now() - started)));
    }
  },
};
