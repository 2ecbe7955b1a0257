import express from "express";
import { handle } from "./platform/express-routes.ts";

// Answers one request.
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.use(
  handle((request, env, event, next) => {
    event.passThroughOnException();
    return next();
  }),
);

routes.all(
  "/up",
  handle(() => new Response("up")),
);

routes.all(
  "/say/{*path}",
  handle((request) => {
    const url = new URL(request.url);
    return new Response(url.pathname.slice(5));
  }),
);

routes.use(handle((request) => fetch(request)));
