import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/health",
  handle(() => new Response("ok")),
);

routes.use(handle(() => new Response("Hello from Edge!")));
