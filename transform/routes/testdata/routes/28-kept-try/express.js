import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/version",
  handle(() => new Response("1.2.3")),
);

routes.use(
  handle((request, env) => {
    const url = new URL(request.url);
    try {
      if (url.pathname === "/items") {
        // Without await: what this rejects with is not caught below.
        return list(env);
      }
      return new Response("Not found", { status: 404 });
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  }),
);

async function list(env) {
  return Response.json(await env.ITEMS.list());
}
