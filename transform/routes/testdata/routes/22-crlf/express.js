import express from "express";
import { handle } from "./platform/express-routes.ts";

// Windows line ends and a byte order mark.
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    if (url.pathname !== "/grüße") return next();
    return new Response("never: the path is encoded");
  }),
);

routes.all(
  "/ok",
  handle(() => new Response("größe\n")),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
