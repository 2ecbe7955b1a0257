const pages = new Map([
  ["/", (request, env) => new Response(`home of ${env.NAME}`)],
  ["/time", () => new Response("now")],
  ["/echo", async (request) => new Response(await request.text())],
]);

const redirects = new Map([
  ["/home", "/"],
  ["/clock", "/time"],
]);

export default {
  async fetch(request, env) {
    const { pathname, origin } = new URL(request.url);

    // Old addresses first.
    const moved = redirects.get(pathname);
    if (moved) {
      return Response.redirect(origin + moved, 301);
    }

    const page = pages.get(pathname);
    if (page) {
      return page(request, env);
    }
    return new Response("Not found", { status: 404 });
  },
};
