export interface Env {
  CACHE: KVNamespace;
  ORIGIN: string;
}

const worker: ExportedHandler<Env> = {
  // Every night.
  async scheduled(controller, env) {
    await env.CACHE.put("last", String(controller.scheduledTime));
  },

  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/last") {
      return new Response(await env.CACHE.get("last"));
    }
    if (pathname === "/ping") return new Response("pong");
    return fetch(new Request(env.ORIGIN + pathname, request));
  },
};

export default worker;
