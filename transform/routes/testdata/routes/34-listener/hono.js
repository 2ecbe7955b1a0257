import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

// Answers one request.
const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/up", () => new Response("up"));

app.all("/say/*", (c, next) => {
  const url = new URL(c.req.url);
  if (!url.pathname.startsWith("/say/")) return next();
  return new Response(url.pathname.slice(5));
});

app.all("*", (c) => fetch(c.req.raw));

addEventListener("fetch", (event) => {
  event.passThroughOnException();
  event.respondWith(app.fetch(event.request, {}, event));
});
