// Every name a rewrite would like to have is taken.
const app = "app";
const c = "c";
const next = "next";
const routes = "routes";
const handle = "handle";
const rethrow = "rethrow";
const workerRouting = "workerRouting";
class Hono {}
function express() {
  return "express";
}
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/names") return new Response([app, c, next, routes, handle, rethrow, workerRouting, Hono.name, express()].join());
    if (url.pathname === "/next") {
      const next = "inner";
      return new Response(next + c);
    }
    if (url.pathname.startsWith("/app")) return new Response(app + env.NAME);
    return new Response("end", { status: 404 });
  },
};
