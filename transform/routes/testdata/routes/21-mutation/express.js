import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.use(
  handle((request, env, ctx, next, locals) => {
    const url = new URL(request.url);
    locals.url = url;
    return next();
  }),
);

routes.all(
  "/before",
  handle(() => new Response("before")),
);

routes.use(
  handle((request, env, ctx, next, locals) => {
    const url = locals.url;
    if (url.pathname.endsWith("/")) {
      url.pathname = url.pathname.slice(0, -1);
    }
    return next();
  }),
);

routes.use(
  handle((request, env, ctx, next, locals) => {
    const url = locals.url;
    if (url.pathname !== "/page") return next();
    return new Response("page");
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
