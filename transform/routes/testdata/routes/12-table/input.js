const routes = {
  "/": () => new Response("index"),
  "/status": (request, env) => Response.json({ ok: true, region: env.REGION }),
  "/echo": async (request) => new Response(await request.text()),
};

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const handler = routes[url.pathname];
    if (handler) {
      return handler(request, env);
    }
    return new Response("Not found", { status: 404 });
  },
};
