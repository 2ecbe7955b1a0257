export default {
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/":
        return new Response("home");
      // Two spellings of the same page.
      case "/about":
      case "/about-us":
        return new Response("about");
      case "/echo": {
        const text = await request.text();
        return new Response(text, {
          headers: { "x-length": `${text.length}` },
        });
      }
      case "/old":
        return Response.redirect(new URL("/", url).href, 301);
      default:
        return new Response("Not found", { status: 404 });
    }
  },
};
