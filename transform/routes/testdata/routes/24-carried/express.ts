import express from "express";
import { handle } from "./platform/express-routes.ts";
import { openSession } from "./session";

interface Env {
  SESSIONS: KVNamespace;
}

interface Locals {
  session: Awaited<ReturnType<typeof openSession>>;
}

export const routes = express.Router({
  caseSensitive: true,
  strict: true,
});

routes.all(
  "/version",
  handle(() => new Response("1.2.3")),
);

// Everything else needs a session.
routes.use(
  handle(async (request, env: Env, ctx, next, locals: Locals) => {
    const session = await openSession(request, env.SESSIONS);
    const agent = request.headers.get("user-agent");
    if (!agent) {
      return new Response("who are you?", { status: 400 });
    }
    locals.session = session;
    return next();
  }),
);

routes.all(
  "/profile",
  handle((request, env, ctx, next, locals: Locals) => {
    const session = locals.session;
    const agent = request.headers.get("user-agent")!;
    return Response.json({ name: session.name, agent: agent.toLowerCase() });
  }),
);

routes.get(
  "/notes/{*path}",
  handle((request, env, ctx: ExecutionContext, next, locals: Locals) => {
    const session = locals.session;
    ctx.waitUntil(session.touch());
    return new Response(`notes of ${session.name}`);
  }),
);

routes.use(handle(() => new Response("Not found", { status: 404 })));
