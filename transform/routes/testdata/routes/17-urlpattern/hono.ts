import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const book = new URLPattern({ pathname: "/books/:id" });
const cover = new URLPattern({ pathname: "/books/:id/cover.(jpg|png)" });

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/books/:id", (c, next) => {
  const found = book.exec(c.req.url);
  if (!found) return next();
  return Response.json(found.pathname.groups);
});

app.all("/books/:id/*", (c, next) => {
  if (!cover.test(c.req.url)) return next();
  return new Response("a picture");
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
