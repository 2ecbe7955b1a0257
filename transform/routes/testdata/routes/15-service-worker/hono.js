import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

// A classic worker.
const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/hello", () => new Response("hello"));

app.all("/method", (c) => new Response(c.req.method));

app.notFound(() => new Response("Not found", { status: 404 }));

addEventListener("fetch", (event) => {
  event.respondWith(app.fetch(event.request, {}, event));
});
