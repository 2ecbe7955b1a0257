import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const routes = {
  "/": () => new Response("index"),
  "/status": (request, env) => Response.json({ ok: true, region: env.REGION }),
  "/echo": async (request) => new Response(await request.text()),
};

const app = new Hono(workerRouting());
app.onError(rethrow);

app.on("ALL", ["/", "/status", "/echo"], (c, next) => {
  const url = new URL(c.req.url);
  const handler = routes[url.pathname];
  if (!handler) return next();
  return handler(c.req.raw, c.env);
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
