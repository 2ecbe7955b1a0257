import express from "express";
import { handle } from "./platform/express-routes.ts";

interface Env {
  GREETING: string;
}

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/greet",
  handle((request, env: Env) => new Response(env.GREETING)),
);

routes.all(
  "/later",
  handle((request, env, ctx) => {
    ctx.waitUntil(Promise.resolve());
    return new Response("soon", { status: 202 });
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
