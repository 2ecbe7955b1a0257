import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
import type { Env } from "./env";
import { createLink, listLinks } from "./links";

const unauthorized = () => new Response("unauthorized", { status: 401 });

/** Tells requests apart by path and method. */
export const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.all("/health", () => new Response("ok"));

// Everything below is for those who have the token.
app.all("*", (c, next) => {
  if (c.req.raw.headers.get("authorization") === `Bearer ${c.env.TOKEN}`)
    return next();
  return unauthorized();
});

app.get("/links", (c) => listLinks(c.env));

app.post("/links", (c) => createLink(c.req.raw, c.env, c.executionCtx));

app.all("/links/:id", async (c, next) => {
  const { pathname } = new URL(c.req.url);
  // One link: /links/<key>
  const match = pathname.match(/^\/links\/([^/]+)$/);
  if (!match) return next();
  const key = match[1] as string;
  const target = await c.env.LINKS.get(key);
  if (target === null) {
    return new Response("no such link", { status: 404 });
  }
  return Response.redirect(target, 302);
});

app.notFound(() => new Response("Not found", { status: 404 }));
