interface Env {
  KV: KVNamespace;
}

const app = "my app";
const c = 3;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/app") {
      return new Response(app + c);
    }
    if (url.pathname === "/shadow") {
      const env = { KV: "local" };
      const url = "also local";
      return Response.json({ env, url });
    }
    if (url.pathname === "/short") {
      return Response.json({ env: Object.keys(env), method: request.method });
    }
    if (url.pathname === "/next") {
      const next = await request.text();
      return new Response(next);
    }
    if (url.pathname === "/clone") {
      request = new Request(request, { headers: { "x-new": "1" } });
      return new Response(request.headers.get("x-new"));
    }
    if (url.pathname.startsWith("/block/")) {
      const url = new URL("https://other.example/");
      return new Response(url.href);
    }
    return new Response("Not found", { status: 404 });
  },
};
