export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);

    if (url.pathname === "/version") {
      return new Response("1.2.3");
    }

    // From here on everything needs the session.
    const session = await env.SESSIONS.get(
      request.headers.get("cookie") ?? "none",
    );
    if (!session) {
      return new Response("please log in", { status: 401 });
    }
    if (url.pathname === "/profile") {
      return new Response(session);
    }
    return new Response("Not found", { status: 404 });
  },
};
