import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.use(
  handle(async (request, env, ctx, next) => {
    const url = new URL(request.url);
    try {
      return await next();
    } catch (error) {
      console.error(url.pathname, error);
      return Response.json({ error: String(error) }, { status: 500 });
    }
  }),
);

// Cheap things first.
routes.all(
  "/ping",
  handle(() => new Response("pong")),
);

routes.all(
  "/fail",
  handle(() => {
    throw "not even an error";
  }),
);

routes.post(
  "/items",
  handle(async (request, env) => await create(request, env)),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));

async function create(request, env) {
  const item = await request.json();
  await env.ITEMS.put(item.id, JSON.stringify(item));
  return Response.json(item, { status: 201 });
}
