import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
import { page } from "./page.js";

/**
 * Answers one request.
 * @param {Request} req
 */
const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/robots.txt", () => new Response("User-agent: *\nDisallow:"));

app.all("/favicon.ico", () => new Response(null, { status: 204 }));

app.all("/go/*", async (c, next) => {
  const { pathname, hostname } = new URL(c.req.url);
  if (!pathname.startsWith("/go/")) return next();
  const target = await c.env.LINKS.get(pathname.slice(4));
  return target
    ? Response.redirect(target, 302)
    : new Response("no such link", { status: 404 });
});

app.all("*", (c) => {
  const { pathname, hostname } = new URL(c.req.url);
  return new Response(page(hostname), {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
});

export default app;
