import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

let count = 0;

async function isBlocked(request) {
  return request.headers.get("x-blocked") === "yes";
}

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/free", () => new Response("free"));

app.all("*", async (c, next) => {
  if (!(await isBlocked(c.req.raw))) return next();
  return new Response("blocked", { status: 403 });
});

app.all("/count", (c, next) => {
  if (!(++count > 2)) return next();
  return new Response("often");
});

app.all("/count", () => new Response(String(count)));

app.all("*", (c, next) => {
  const url = new URL(c.req.url);
  if (!c.env.STRICT) return next();
  if (url.search === "") return next();
  return new Response("no query please", { status: 400 });
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
