import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

// Windows line ends and a byte order mark.
const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  if (url.pathname !== "/grüße") return next();
  return new Response("never: the path is encoded");
});

app.all("/ok", () => new Response("größe\n"));

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
