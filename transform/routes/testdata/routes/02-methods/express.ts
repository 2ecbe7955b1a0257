import express from "express";
import { handle } from "./platform/express-routes.ts";
import { listNotes, type Note } from "./notes";

export interface Env {
  NOTES: KVNamespace;
}

// A small notes API.
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

// The list, newest first.
routes.get(
  "/notes",
  handle(async (request, env: Env) => {
    const { pathname, searchParams } = new URL(request.url);
    const limit = Number(searchParams.get("limit") ?? "10");
    return Response.json(await listNotes(env.NOTES, limit));
  }),
);

routes.post(
  "/notes",
  handle(async (request, env: Env, ctx: ExecutionContext) => {
    const note = await request.json<Note>();
    ctx.waitUntil(env.NOTES.put(note.id, JSON.stringify(note)));
    return new Response(null, { status: 201 });
  }),
);

routes.all(
  "/notes",
  handle(() => {
    return new Response("Method not allowed", {
      status: 405,
      headers: { Allow: "GET, POST" },
    });
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
