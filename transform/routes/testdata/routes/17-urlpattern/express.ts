import express from "express";
import { handle } from "./platform/express-routes.ts";

const book = new URLPattern({ pathname: "/books/:id" });
const cover = new URLPattern({ pathname: "/books/:id/cover.(jpg|png)" });

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/books/:id",
  handle((request, env, ctx, next) => {
    const found = book.exec(request.url);
    if (!found) return next();
    return Response.json(found.pathname.groups);
  }),
);

routes.all(
  "/books/:id{/{*path}}",
  handle((request, env, ctx, next) => {
    if (!cover.test(request.url)) return next();
    return new Response("a picture");
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
