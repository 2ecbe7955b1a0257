import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

interface Env {
  TOKEN: string;
}

const corsHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
};

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.use(async (c, next) => {
  const url = new URL(c.req.url);
  console.log(c.req.method, url.pathname);
  await next();
});

app.options("*", () => new Response(null, { headers: corsHeaders }));

app.all("*", (c, next) => {
  const token = c.req.raw.headers.get("Authorization")?.replace("Bearer ", "");
  if (token === c.env.TOKEN) return next();
  return new Response("forbidden", { status: 403, headers: corsHeaders });
});

app.all("/me", (c) => {
  const token = c.req.raw.headers.get("Authorization")?.replace("Bearer ", "");
  return Response.json({ token }, { headers: corsHeaders });
});

app.on(
  "ALL",
  ["/time", "/now"],
  () => new Response(new Date(0).toISOString(), { headers: corsHeaders }),
);

app.notFound(
  () => new Response("Not found", { status: 404, headers: corsHeaders }),
);

export default app;
