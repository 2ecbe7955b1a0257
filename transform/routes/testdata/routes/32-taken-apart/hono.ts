import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

interface Env {
  NOTES: KVNamespace;
  TITLE: string;
}

// What is asked for, and where the notes are.
const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.all("/", (c) => new Response(c.env.TITLE));

app.all("/agent", (c) =>
  c.json({ agent: c.req.raw.headers.get("user-agent") }),
);

app.get("/notes/*", async (c, next) => {
  const { pathname } = new URL(c.req.url);
  if (!pathname.startsWith("/notes/")) return next();
  const key = pathname.slice("/notes/".length);
  const note = await c.env.NOTES.get(key);
  return note === null
    ? new Response("no such note", { status: 404 })
    : new Response(note);
});

app.delete("/notes/*", async (c, next) => {
  const { pathname } = new URL(c.req.url);
  if (!pathname.startsWith("/notes/")) return next();
  const key = pathname.slice("/notes/".length);
  await c.env.NOTES.delete(key);
  return new Response(null, { status: 204 });
});

app.all("/notes/*", (c, next) => {
  const { pathname } = new URL(c.req.url);
  if (!pathname.startsWith("/notes/")) return next();
  return new Response(`no ${c.req.method}`, { status: 405 });
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
