import express from "express";
import { handle } from "./platform/express-routes.ts";

interface Env {
  VERSION: string;
}

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/json",
  handle((request, env: Env) => {
    const headers = { "x-version": env.VERSION };
    // Answers with the version in a header.
    function json(value: unknown, status = 200): Response {
      return Response.json(value, { status, headers });
    }
    return json({ ok: true });
  }),
);

routes.all(
  "/text",
  handle((request, env: Env) => {
    const headers = { "x-version": env.VERSION };
    const text = (body: string) => new Response(body, { headers });
    return text("plain");
  }),
);

routes.all(
  "/both",
  handle((request, env: Env, ctx, next) => {
    const url = new URL(request.url);
    if (url.searchParams.get("as") !== "json") return next();
    const headers = { "x-version": env.VERSION };
    function json(value: unknown, status = 200): Response {
      return Response.json(value, { status, headers });
    }
    return json("both");
  }),
);

routes.use(
  handle((request, env: Env) => {
    const headers = { "x-version": env.VERSION };
    const text = (body: string) => new Response(body, { headers });
    return text("other");
  }),
);
