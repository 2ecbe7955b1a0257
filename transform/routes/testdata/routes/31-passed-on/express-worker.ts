import express from "express";
import { handle } from "./platform/express-routes.ts";
import type { Counter } from "./counter";

interface Env {
  COUNTER: DurableObjectNamespace<Counter>;
}

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/count",
  handle((request, env: Env) => {
    const id = env.COUNTER.idFromName("all");
    return env.COUNTER.get(id).fetch(request);
  }),
);

routes.all(
  "/",
  handle(() => new Response("count at /count")),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
