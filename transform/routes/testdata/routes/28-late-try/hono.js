import { Hono } from "hono";
import { late, rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/version", () => new Response("1.2.3"));

app.use(async (c, next) => {
  try {
    await next();
  } catch (error) {
    return new Response(String(error), { status: 500 });
  }
});

app.all("/items", (c) => {
  // Without await: what this rejects with is not caught below.
  return late(list(c.env));
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;

async function list(env) {
  return Response.json(await env.ITEMS.list());
}
