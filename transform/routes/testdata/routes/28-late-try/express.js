import express from "express";
import { handle, late } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/version",
  handle(() => new Response("1.2.3")),
);

routes.use(
  handle(async (request, env, ctx, next) => {
    try {
      return await next();
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  }),
);

routes.all(
  "/items",
  handle((request, env) => {
    // Without await: what this rejects with is not caught below.
    return late(list(env));
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));

async function list(env) {
  return Response.json(await env.ITEMS.list());
}
