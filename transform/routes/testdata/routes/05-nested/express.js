import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/api/{*path}",
  handle((request, env, ctx, next) => {
    const key = request.headers.get("x-api-key");
    if (key === env.API_KEY) return next();
    return new Response("Unauthorized", { status: 401 });
  }),
);

routes.get(
  "/api/items",
  handle(async (request, env) => Response.json(await env.ITEMS.list())),
);

routes.post(
  "/api/items",
  handle(async (request, env) => {
    const item = await request.json();
    await env.ITEMS.put(item.id, JSON.stringify(item));
    return Response.json(item, { status: 201 });
  }),
);

routes.all(
  "/api/items",
  handle(() => new Response("Method not allowed", { status: 405 })),
);

routes.delete(
  "/api/items/{*path}",
  handle(async (request, env) => {
    const url = new URL(request.url);
    const path = url.pathname;
    await env.ITEMS.delete(path.slice("/api/items/".length));
    return new Response(null, { status: 204 });
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const method = request.method;
    if (method === "GET") return next();
    if (method === "HEAD") return next();
    return new Response("Method not allowed", { status: 405 });
  }),
);

routes.use(
  handle(() => {
    return new Response("<h1>Items</h1>", {
      headers: { "content-type": "text/html" },
    });
  }),
);
