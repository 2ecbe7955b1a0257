import express from "express";
import { handle } from "./platform/express-routes.ts";

interface Env {
  DB: D1Database;
}

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.get(
  "/users/:id",
  handle(async (request, env: Env, ctx, next) => {
    const url = new URL(request.url);
    const user = url.pathname.match(/^\/users\/(\d+)$/);
    if (!user) return next();
    const id = Number(user[1]);
    const row = await env.DB.prepare("SELECT * FROM users WHERE id = ?")
      .bind(id)
      .first();
    return row
      ? Response.json(row)
      : new Response("no user", { status: 404 });
  }),
);

routes.all(
  "/files/:name/raw",
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const file = /^\/files\/(?<name>[^/]+)\/raw$/.exec(url.pathname);
    if (!file?.groups) return next();
    return new Response(file.groups.name);
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    if (!/^\/v\d+\//.test(url.pathname)) return next();
    return new Response("versioned");
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
