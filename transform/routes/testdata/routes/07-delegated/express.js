import express from "express";
import { handle } from "./platform/express-routes.ts";
import { page } from "./page.js";

/**
 * Answers one request.
 * @param {Request} req
 */
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/robots.txt",
  handle(() => new Response("User-agent: *\nDisallow:")),
);

routes.all(
  "/favicon.ico",
  handle(() => new Response(null, { status: 204 })),
);

routes.all(
  "/go/{*path}",
  handle(async (req, env) => {
    const { pathname, hostname } = new URL(req.url);
    const target = await env.LINKS.get(pathname.slice(4));
    return target
      ? Response.redirect(target, 302)
      : new Response("no such link", { status: 404 });
  }),
);

routes.use(
  handle((req) => {
    const { pathname, hostname } = new URL(req.url);
    return new Response(page(hostname), {
      headers: { "content-type": "text/html; charset=utf-8" },
    });
  }),
);
