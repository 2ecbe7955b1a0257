import express from "express";
import { handle } from "./platform/express-routes.ts";

// A classic worker.
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/hello",
  handle(() => new Response("hello")),
);

routes.all(
  "/method",
  handle((request) => new Response(request.method)),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
