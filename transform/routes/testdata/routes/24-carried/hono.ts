import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
import { openSession } from "./session";

interface Env {
  SESSIONS: KVNamespace;
}

const app = new Hono<{
  Bindings: Env;
  Variables: {
    session: Awaited<ReturnType<typeof openSession>>;
  };
}>(workerRouting());
app.onError(rethrow);

app.all("/version", () => new Response("1.2.3"));

// Everything else needs a session.
app.use(async (c, next) => {
  const session = await openSession(c.req.raw, c.env.SESSIONS);
  const agent = c.req.raw.headers.get("user-agent");
  if (!agent) {
    return new Response("who are you?", { status: 400 });
  }
  c.set("session", session);
  await next();
});

app.all("/profile", (c) => {
  const session = c.get("session");
  const agent = c.req.raw.headers.get("user-agent")!;
  return c.json({ name: session.name, agent: agent.toLowerCase() });
});

app.get("/notes/*", (c, next) => {
  const url = new URL(c.req.url);
  const { pathname } = url;
  if (!pathname.startsWith("/notes/")) return next();
  const session = c.get("session");
  c.executionCtx.waitUntil(session.touch());
  return new Response(`notes of ${session.name}`);
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
