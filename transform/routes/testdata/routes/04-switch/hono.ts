import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/", () => new Response("home"));

// Two spellings of the same page.
app.on("ALL", ["/about", "/about-us"], () => new Response("about"));

app.all("/echo", async (c) => {
  const text = await c.req.raw.text();
  return new Response(text, {
    headers: { "x-length": `${text.length}` },
  });
});

app.all("/old", (c) => {
  const url = new URL(c.req.url);
  return Response.redirect(new URL("/", url).href, 301);
});

app.notFound(() => new Response("Not found", { status: 404 }));

export default app;
