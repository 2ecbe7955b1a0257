import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("*", async (c) => {
  const sum = await c.env.API.add(1, 2);
  return new Response(`${c.env.GREETING} ${sum}`);
});

export default app;
