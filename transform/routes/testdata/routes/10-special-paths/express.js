import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path !== "/a:b") return next();
    return new Response("colon");
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path !== "/what?") return next();
    return new Response("never");
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path !== "/star/*") return next();
    return new Response("star");
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path !== "/{x}") return next();
    return new Response("braces");
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path !== "/a%20b") return next();
    return new Response("encoded");
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path !== "//double") return next();
    return new Response("double");
  }),
);

routes.all(
  "/trailing/",
  handle(() => new Response("trailing")),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path !== "/(group)") return next();
    return new Response("group");
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path !== "") return next();
    return new Response("empty");
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (!path.startsWith("/img")) return next();
    return new Response("img");
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (!path.endsWith(".json")) return next();
    return Response.json({ path });
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (!path.includes("secret")) return next();
    return new Response("no", { status: 403 });
  }),
);

routes.use(
  handle((request) => {
    const url = new URL(request.url);
    const path = url.pathname;
    return new Response("other " + path);
  }),
);
