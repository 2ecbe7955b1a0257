import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.use(async (c, next) => {
  const url = new URL(c.req.url);
  c.set("url", url);
  await next();
});

app.all("/before", () => new Response("before"));

app.use(async (c, next) => {
  const url = c.get("url");
  if (url.pathname.endsWith("/")) {
    url.pathname = url.pathname.slice(0, -1);
  }
  await next();
});

app.all("*", (c, next) => {
  const url = c.get("url");
  if (url.pathname !== "/page") return next();
  return new Response("page");
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
