export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    try {
      // Cheap things first.
      if (url.pathname === "/ping") {
        return new Response("pong");
      }
      if (url.pathname === "/fail") {
        throw "not even an error";
      }
      if (request.method === "POST" && url.pathname === "/items") {
        return await create(request, env);
      }
      return new Response("Not found", { status: 404 });
    } catch (error) {
      console.error(url.pathname, error);
      return Response.json({ error: String(error) }, { status: 500 });
    }
  },
};

async function create(request, env) {
  const item = await request.json();
  await env.ITEMS.put(item.id, JSON.stringify(item));
  return Response.json(item, { status: 201 });
}
