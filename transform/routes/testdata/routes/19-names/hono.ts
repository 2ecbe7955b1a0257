import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

interface Env {
  KV: KVNamespace;
}

const app = "my app";
const c = 3;

const honoApp = new Hono<{ Bindings: Env }>(workerRouting());
honoApp.onError(rethrow);

honoApp.all("/app", () => new Response(app + c));

honoApp.all("/shadow", (context) => {
  const env = { KV: "local" };
  const url = "also local";
  return context.json({ env, url });
});

honoApp.all("/short", (context) =>
  context.json({ env: Object.keys(context.env), method: context.req.method }),
);

honoApp.all("/next", async (context) => {
  const next = await context.req.raw.text();
  return new Response(next);
});

honoApp.all("/clone", (context) => {
  let request = context.req.raw;
  request = new Request(request, { headers: { "x-new": "1" } });
  return new Response(request.headers.get("x-new"));
});

honoApp.all("/block/*", (context, nextRoute) => {
  const url = new URL(context.req.url);
  if (!url.pathname.startsWith("/block/")) return nextRoute();
  {
    const url = new URL("https://other.example/");
    return new Response(url.href);
  }
});

honoApp.notFound(() => new Response("Not found", { status: 404 }));

export default honoApp;
