import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/legacy",
  handle(async (request, env, ctx, next) => {
    await env.STATS.put("legacy", "1");
    return next();
  }),
);

routes.all(
  ["/legacy", "/modern"],
  handle(() => new Response("modern")),
);

routes.post(
  "/sometimes",
  handle(() => new Response("posted")),
);

routes.get(
  "/{*path}",
  handle((request) => {
    const url = new URL(request.url);
    return new Response("get " + url.pathname);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
