import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
import type { Counter } from "./counter";

interface Env {
  COUNTER: DurableObjectNamespace<Counter>;
}

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.all("/count", (c) => {
  const id = c.env.COUNTER.idFromName("all");
  return c.env.COUNTER.get(id).fetch(c.req.raw);
});

app.all("/", () => new Response("count at /count"));

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
