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

// From here on everything needs the session.
routes.use(
  handle(async (request, env, ctx, next, locals) => {
    const session = await env.SESSIONS.get(
      request.headers.get("cookie") ?? "none",
    );
    if (!session) {
      return new Response("please log in", { status: 401 });
    }
    locals.session = session;
    return next();
  }),
);

routes.all(
  "/profile",
  handle((request, env, ctx, next, locals) => {
    const session = locals.session;
    return new Response(session);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
