import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/users{/{*path}}",
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const [, resource, id, action] = url.pathname.split("/");
    if (resource !== "users") return next();
    if (!id) return Response.json(["list"]);
    if (action === "posts") return Response.json({ posts: id });
    return Response.json({ id });
  }),
);

routes.use(
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const parts = url.pathname.split("/").filter(Boolean);
    if (parts.length !== 2) return next();
    if (parts[0] !== "tags") return next();
    return new Response(`tag ${parts[1]}`);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
