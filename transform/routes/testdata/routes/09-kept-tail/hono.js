import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/version", () => new Response("1.2.3"));

// From here on everything needs the session.
app.use(async (c, next) => {
  const session = await c.env.SESSIONS.get(
    c.req.raw.headers.get("cookie") ?? "none",
  );
  if (!session) {
    return new Response("please log in", { status: 401 });
  }
  c.set("session", session);
  await next();
});

app.all("/profile", (c) => {
  const session = c.get("session");
  return new Response(session);
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
