import express from "express";
import { handle } from "./platform/express-routes.ts";

interface Env {
  KV: KVNamespace;
}

const app = "my app";
const c = 3;

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/app",
  handle(() => new Response(app + c)),
);

routes.all(
  "/shadow",
  handle(() => {
    {
      const env = { KV: "local" };
      const url = "also local";
      return Response.json({ env, url });
    }
  }),
);

routes.all(
  "/short",
  handle((request, env: Env) => {
    return Response.json({ env: Object.keys(env), method: request.method });
  }),
);

routes.all(
  "/next",
  handle(async (request) => {
    const next = await request.text();
    return new Response(next);
  }),
);

routes.all(
  "/clone",
  handle((request) => {
    request = new Request(request, { headers: { "x-new": "1" } });
    return new Response(request.headers.get("x-new"));
  }),
);

routes.all(
  "/block/{*path}",
  handle(() => {
    const url = new URL("https://other.example/");
    return new Response(url.href);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
