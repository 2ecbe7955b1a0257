import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";
import { html } from "./page.js";

// The site: two pages and a redirect.
export const app = new Hono(workerRouting());
app.onError(rethrow);

app.all("/", () => html("Welcome"));

app.all("/about", (c) => html(`About ${c.env.NAME}`));

app.all("/old-about", (c) => {
  const url = new URL(c.req.url);
  return Response.redirect(`${url.origin}/about`, 301);
});

app.notFound(() => new Response("Not found", { status: 404 }));
