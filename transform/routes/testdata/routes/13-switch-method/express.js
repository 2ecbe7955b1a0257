import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.get(
  "/",
  handle(() => new Response("home")),
);

routes.post(
  "/login",
  handle((request, env) => login(request, env)),
);

routes.all(
  "/logout",
  handle((request, env, ctx, next) => {
    const url = new URL(request.url);
    const route = `${request.method} ${url.pathname}`;
    if (route !== "GET /logout" && route !== "POST /logout") return next();
    return new Response("bye");
  }),
);

routes.get(
  "/a",
  handle(() => new Response("get a")),
);

routes.get(
  "/b",
  handle(() => new Response("get b")),
);

routes.put(
  "/a",
  handle(() => new Response("put a")),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));

async function login(request, env) {
  const { user } = await request.json();
  return Response.json({ user, realm: env.REALM });
}
