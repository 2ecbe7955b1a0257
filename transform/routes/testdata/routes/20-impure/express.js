import express from "express";
import { handle } from "./platform/express-routes.ts";

let count = 0;

async function isBlocked(request) {
  return request.headers.get("x-blocked") === "yes";
}

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/free",
  handle(() => new Response("free")),
);

routes.use(
  handle(async (request, env, ctx, next) => {
    if (!(await isBlocked(request))) return next();
    return new Response("blocked", { status: 403 });
  }),
);

routes.all(
  "/count",
  handle((request, env, ctx, next) => {
    if (!(++count > 2)) return next();
    return new Response("often");
  }),
);

routes.all(
  "/count",
  handle(() => new Response(String(count))),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    if (!env.STRICT) return next();
    if (url.search === "") return next();
    return new Response("no query please", { status: 400 });
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
