import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/users/*", (c, next) => {
  const url = new URL(c.req.url);
  const [, resource, id, action] = url.pathname.split("/");
  if (resource !== "users") return next();
  if (!id) return c.json(["list"]);
  if (action === "posts") return c.json({ posts: id });
  return c.json({ id });
});

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  const parts = url.pathname.split("/").filter(Boolean);
  if (parts.length !== 2) return next();
  if (parts[0] !== "tags") return next();
  return new Response(`tag ${parts[1]}`);
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
