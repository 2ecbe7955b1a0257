// The smallest useful Worker: a greeting, a health answer, and a 404 for the rest.

export default {
  async fetch(request, env) {
    const url = new URL(request.url);

    switch (url.pathname) {
      case "/":
        return greet(url.searchParams.get("name"), env);
      case "/health":
        return Response.json({ status: "ok" });
      default:
        return new Response("Not found\n", { status: 404 });
    }
  },
};

function greet(name, env) {
  const who = name?.trim() || "World";
  return new Response(`${env.GREETING}, ${who}!\n`, {
    headers: { "Content-Language": "en", "Cache-Control": "no-store" },
  });
}
