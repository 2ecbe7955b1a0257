import express from "express";
import { handle } from "./platform/express-routes.ts";

const pages = new Map([
  ["/", (request, env) => new Response(`home of ${env.NAME}`)],
  ["/time", () => new Response("now")],
  ["/echo", async (request) => new Response(await request.text())],
]);

const redirects = new Map([
  ["/home", "/"],
  ["/clock", "/time"],
]);

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  ["/home", "/clock"],
  handle((request, env, ctx, next) => {
    const { pathname, origin } = new URL(request.url);
    // Old addresses first.
    const moved = redirects.get(pathname);
    if (!moved) return next();
    return Response.redirect(origin + moved, 301);
  }),
);

routes.all(
  ["/", "/time", "/echo"],
  handle((request, env, ctx, next) => {
    const { pathname, origin } = new URL(request.url);
    const page = pages.get(pathname);
    if (!page) return next();
    return page(request, env);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
