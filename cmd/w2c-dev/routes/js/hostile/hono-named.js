// A router of its own that looks like one we know.
class Hono {
  routes = [];
  get(path, handler) {
    this.routes.push([path, handler]);
    return this;
  }
  fetch = (request) => {
    const { pathname } = new URL(request.url);
    for (const [path, handler] of this.routes.toReversed()) if (pathname.endsWith(path)) return handler(request);
    return new Response("mine", { status: 404 });
  };
}
const app = new Hono();
app.get("/a", () => new Response("a"));
app.get("/b", () => new Response("b"));
export default app;
