export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const [, resource, id, action] = url.pathname.split("/");

    if (resource === "users") {
      if (!id) return Response.json(["list"]);
      if (action === "posts") return Response.json({ posts: id });
      return Response.json({ id });
    }

    const parts = url.pathname.split("/").filter(Boolean);
    if (parts.length === 2 && parts[0] === "tags") {
      return new Response(`tag ${parts[1]}`);
    }
    return new Response("Not found", { status: 404 });
  },
};
