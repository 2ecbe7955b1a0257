import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const pages = new Map([
  ["/", (request, env) => new Response(`home of ${env.NAME}`)],
  ["/time", () => new Response("now")],
  ["/echo", async (request) => new Response(await request.text())],
]);

const redirects = new Map([
  ["/home", "/"],
  ["/clock", "/time"],
]);

const app = new Hono(workerRouting());
app.onError(rethrow);

app.on("ALL", ["/home", "/clock"], (c, next) => {
  const { pathname, origin } = new URL(c.req.url);
  // Old addresses first.
  const moved = redirects.get(pathname);
  if (!moved) return next();
  return Response.redirect(origin + moved, 301);
});

app.on("ALL", ["/", "/time", "/echo"], (c, next) => {
  const { pathname, origin } = new URL(c.req.url);
  const page = pages.get(pathname);
  if (!page) return next();
  return page(c.req.raw, c.env);
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
