import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.use(async (c, next) => {
  const url = new URL(c.req.url);
  try {
    await next();
  } catch (error) {
    console.error(url.pathname, error);
    return c.json({ error: String(error) }, 500);
  }
});

// Cheap things first.
app.all("/ping", () => new Response("pong"));

app.all("/fail", () => {
  throw "not even an error";
});

app.post("/items", async (c) => await create(c.req.raw, c.env));

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;

async function create(request, env) {
  const item = await request.json();
  await env.ITEMS.put(item.id, JSON.stringify(item));
  return Response.json(item, { status: 201 });
}
