import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.use("/legacy", async (c, next) => {
  await c.env.STATS.put("legacy", "1");
  await next();
});

app.on("ALL", ["/legacy", "/modern"], () => new Response("modern"));

app.post("/sometimes", () => new Response("posted"));

app.get("*", (c) => {
  const url = new URL(c.req.url);
  return new Response("get " + url.pathname);
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
