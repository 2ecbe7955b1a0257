export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/version") {
      return new Response("1.2.3");
    }
    try {
      if (url.pathname === "/items") {
        // Without await: what this rejects with is not caught below.
        return list(env);
      }
      return new Response("Not found", { status: 404 });
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};

async function list(env) {
  return Response.json(await env.ITEMS.list());
}
