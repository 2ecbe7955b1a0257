export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/legacy":
        await env.STATS.put("legacy", "1");
      case "/modern":
        return new Response("modern");
      case "/sometimes":
        if (request.method === "POST") {
          return new Response("posted");
        }
        break;
      case "/never":
        break;
    }
    if (request.method === "GET") {
      return new Response("get " + url.pathname);
    }
    return new Response("Not found", { status: 404 });
  },
};
