export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const path = url.pathname;
    const method = request.method;

    if (path.startsWith("/api/")) {
      const key = request.headers.get("x-api-key");
      if (key !== env.API_KEY) {
        return new Response("Unauthorized", { status: 401 });
      }
      if (path === "/api/items") {
        if (method === "GET") return Response.json(await env.ITEMS.list());
        if (method === "POST") {
          const item = await request.json();
          await env.ITEMS.put(item.id, JSON.stringify(item));
          return Response.json(item, { status: 201 });
        }
        return new Response("Method not allowed", { status: 405 });
      }
      if (path.startsWith("/api/items/") && method === "DELETE") {
        await env.ITEMS.delete(path.slice("/api/items/".length));
        return new Response(null, { status: 204 });
      }
    }

    if (method !== "GET" && method !== "HEAD") {
      return new Response("Method not allowed", { status: 405 });
    }
    return new Response("<h1>Items</h1>", {
      headers: { "content-type": "text/html" },
    });
  },
};
