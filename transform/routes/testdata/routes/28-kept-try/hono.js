import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/version", () => new Response("1.2.3"));

app.all("*", (c) => {
  const url = new URL(c.req.url);
  try {
    if (url.pathname === "/items") {
      // Without await: what this rejects with is not caught below.
      return list(c.env);
    }
    return new Response("Not found", { status: 404 });
  } catch (error) {
    return new Response(String(error), { status: 500 });
  }
});

export default app;

async function list(env) {
  return Response.json(await env.ITEMS.list());
}
