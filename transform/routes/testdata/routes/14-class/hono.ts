import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

interface Env {
  GREETING: string;
}

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.all("/greet", (c) => new Response(c.env.GREETING));

app.all("/later", (c) => {
  c.executionCtx.waitUntil(Promise.resolve());
  return new Response("soon", { status: 202 });
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
