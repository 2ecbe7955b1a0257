import express from "express";
import { handle } from "./platform/express-routes.ts";

const routes = {
  "/": () => new Response("index"),
  "/status": (request, env) => Response.json({ ok: true, region: env.REGION }),
  "/echo": async (request) => new Response(await request.text()),
};

const router = express.Router({
  caseSensitive: true,
  strict: true,
});

router.all(
  ["/", "/status", "/echo"],
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const handler = routes[url.pathname];
    if (!handler) return next();
    return handler(request, env);
  }),
);

router.use(handle(() => new Response("Not found", { status: 404 })));

export { router as routes };
