import express from "express";
import { handle } from "./platform/express-routes.ts";
import { list, save } from "./lists";

interface Env {
  LISTS: KVNamespace;
}

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/",
  handle(() => new Response("lists at /list")),
);

routes.all(
  "/list",
  handle((request, env: Env) => list(env.LISTS)),
);

// To save, POST it.
routes.post(
  "/save",
  handle((request, env: Env) => save(env.LISTS, request)),
);

routes.use(
  handle((request, env, ctx, next) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/save") return next();
    return new Response("Not found", { status: 404 });
  }),
);

routes.use(handle(() => new Response("Method not allowed", { status: 405 })));
