import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/ping",
  handle(() => new Response("pong")),
);

routes.all(
  "/method",
  handle((request) => new Response(request.method)),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
