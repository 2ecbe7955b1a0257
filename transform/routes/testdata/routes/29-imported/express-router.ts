import express from "express";
import { handle } from "./platform/express-routes.ts";
import type { Env } from "./env";
import { createLink, listLinks } from "./links";

const unauthorized = () => new Response("unauthorized", { status: 401 });

/** Tells requests apart by path and method. */
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/health",
  handle(() => new Response("ok")),
);

// Everything below is for those who have the token.
routes.use(
  handle((request, env: Env, ctx, next) => {
    if (request.headers.get("authorization") === `Bearer ${env.TOKEN}`)
      return next();
    return unauthorized();
  }),
);

routes.get(
  "/links",
  handle((request, env: Env) => listLinks(env)),
);

routes.post(
  "/links",
  handle((request, env: Env, ctx: ExecutionContext) => {
    return createLink(request, env, ctx);
  }),
);

routes.all(
  "/links/:id",
  handle(async (request, env: Env, ctx, next) => {
    const { pathname } = new URL(request.url);
    // One link: /links/<key>
    const match = pathname.match(/^\/links\/([^/]+)$/);
    if (!match) return next();
    const key = match[1] as string;
    const target = await env.LINKS.get(key);
    if (target === null) {
      return new Response("no such link", { status: 404 });
    }
    return Response.redirect(target, 302);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
