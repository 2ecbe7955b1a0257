import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

interface Env {
  DB: D1Database;
}

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.get("/users/:id", async (c, next) => {
  const url = new URL(c.req.url);
  const user = url.pathname.match(/^\/users\/(\d+)$/);
  if (!user) return next();
  const id = Number(user[1]);
  const row = await c.env.DB.prepare("SELECT * FROM users WHERE id = ?")
    .bind(id)
    .first();
  return row
    ? Response.json(row)
    : new Response("no user", { status: 404 });
});

app.all("/files/:name/raw", (c, next) => {
  const url = new URL(c.req.url);
  const file = /^\/files\/(?<name>[^/]+)\/raw$/.exec(url.pathname);
  if (!file?.groups) return next();
  return new Response(file.groups.name);
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  if (!/^\/v\d+\//.test(url.pathname)) return next();
  return new Response("versioned");
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
