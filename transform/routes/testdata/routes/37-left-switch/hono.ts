import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
import { list, save } from "./lists";

interface Env {
  LISTS: KVNamespace;
}

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.all("/", () => new Response("lists at /list"));

app.all("/list", (c) => list(c.env.LISTS));

// To save, POST it.
app.post("/save", (c) => save(c.env.LISTS, c.req.raw));

app.all("*", (c, next) => {
  const { pathname } = new URL(c.req.url);
  if (pathname === "/save") return next();
  return new Response("Not found", { status: 404 });
});

app.all("*", () => new Response("Method not allowed", { status: 405 }));

export default app;
