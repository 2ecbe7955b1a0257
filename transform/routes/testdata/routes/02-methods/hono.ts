import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
import { listNotes, type Note } from "./notes";

export interface Env {
  NOTES: KVNamespace;
}

// A small notes API.
const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

// The list, newest first.
app.get("/notes", async (c) => {
  const { pathname, searchParams } = new URL(c.req.url);
  const limit = Number(searchParams.get("limit") ?? "10");
  return Response.json(await listNotes(c.env.NOTES, limit));
});

app.post("/notes", async (c) => {
  const note = await c.req.raw.json<Note>();
  c.executionCtx.waitUntil(c.env.NOTES.put(note.id, JSON.stringify(note)));
  return new Response(null, { status: 201 });
});

app.all("/notes", () => {
  return new Response("Method not allowed", {
    status: 405,
    headers: { Allow: "GET, POST" },
  });
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
