import express from "express";
import { handle } from "./platform/express-routes.ts";

interface Env {
  NOTES: KVNamespace;
  TITLE: string;
}

// What is asked for, and where the notes are.
export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/",
  handle((request, env: Env) => new Response(env.TITLE)),
);

routes.all(
  "/agent",
  handle((request) => {
    return Response.json({ agent: request.headers.get("user-agent") });
  }),
);

routes.get(
  "/notes/{*path}",
  handle(async (request, env: Env) => {
    const { pathname } = new URL(request.url);
    const key = pathname.slice("/notes/".length);
    const note = await env.NOTES.get(key);
    return note === null
      ? new Response("no such note", { status: 404 })
      : new Response(note);
  }),
);

routes.delete(
  "/notes/{*path}",
  handle(async (request, env: Env) => {
    const { pathname } = new URL(request.url);
    const key = pathname.slice("/notes/".length);
    await env.NOTES.delete(key);
    return new Response(null, { status: 204 });
  }),
);

routes.all(
  "/notes/{*path}",
  handle((request) => new Response(`no ${request.method}`, { status: 405 })),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
