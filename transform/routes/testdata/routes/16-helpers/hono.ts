import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

interface Env {
  VERSION: string;
}

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.all("/json", (c) => {
  const headers = { "x-version": c.env.VERSION };
  // Answers with the version in a header.
  function json(value: unknown, status = 200): Response {
    return Response.json(value, { status, headers });
  }
  return json({ ok: true });
});

app.all("/text", (c) => {
  const headers = { "x-version": c.env.VERSION };
  const text = (body: string) => new Response(body, { headers });
  return text("plain");
});

app.all("/both", (c, next) => {
  const url = new URL(c.req.url);
  if (url.searchParams.get("as") !== "json") return next();
  const headers = { "x-version": c.env.VERSION };
  function json(value: unknown, status = 200): Response {
    return Response.json(value, { status, headers });
  }
  return json("both");
});

app.all("*", (c) => {
  const headers = { "x-version": c.env.VERSION };
  const text = (body: string) => new Response(body, { headers });
  return text("other");
});

export default app;
