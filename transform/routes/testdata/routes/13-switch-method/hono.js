import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.get("/", () => new Response("home"));

app.post("/login", (c) => login(c.req.raw, c.env));

app.on(["GET", "POST"], "/logout", () => new Response("bye"));

app.get("/a", () => new Response("get a"));

app.get("/b", () => new Response("get b"));

app.put("/a", () => new Response("put a"));

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;

async function login(request, env) {
  const { user } = await request.json();
  return Response.json({ user, realm: env.REALM });
}
