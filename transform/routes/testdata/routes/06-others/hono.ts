import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

export interface Env {
  CACHE: KVNamespace;
  ORIGIN: string;
}

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.all("/last", async (c) => new Response(await c.env.CACHE.get("last")));

app.all("/ping", () => new Response("pong"));

app.all("*", (c) => {
  const { pathname } = new URL(c.req.url);
  return fetch(new Request(c.env.ORIGIN + pathname, c.req.raw));
});

const worker: ExportedHandler<Env> = {
  // Every night.
  async scheduled(controller, env) {
    await env.CACHE.put("last", String(controller.scheduledTime));
  },

  fetch: app.fetch,
};

export default worker;
