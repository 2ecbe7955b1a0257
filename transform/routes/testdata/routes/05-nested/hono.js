import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/api/*", (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  const key = c.req.raw.headers.get("x-api-key");
  if (!path.startsWith("/api/")) return next();
  if (key === c.env.API_KEY) return next();
  return new Response("Unauthorized", { status: 401 });
});

app.get("/api/items", async (c) => Response.json(await c.env.ITEMS.list()));

app.post("/api/items", async (c) => {
  const item = await c.req.raw.json();
  await c.env.ITEMS.put(item.id, JSON.stringify(item));
  return Response.json(item, { status: 201 });
});

app.all(
  "/api/items",
  () => new Response("Method not allowed", { status: 405 }),
);

app.delete("/api/items/*", async (c, next) => {
  const url = new URL(c.req.url);
  const path = url.pathname;
  if (!path.startsWith("/api/items/")) return next();
  await c.env.ITEMS.delete(path.slice("/api/items/".length));
  return new Response(null, { status: 204 });
});

app.all("*", (c, next) => {
  const method = c.req.method;
  if (method === "GET") return next();
  if (method === "HEAD") return next();
  return new Response("Method not allowed", { status: 405 });
});

app.all("*", () => {
  return new Response("<h1>Items</h1>", {
    headers: { "content-type": "text/html" },
  });
});

export default app;
